import { describe, expect, it } from 'vitest'

import { behaviourFeatureOf } from '../../src/features/behaviour-features.ts'
import { clusterFeatures } from '../../src/features/cluster-features.ts'
import { nameClusters } from '../../src/features/cluster-names.ts'
import { createClusterTexts } from '../../src/features/cluster-texts.ts'

const features = ['daysSinceLastSeen', 'spend', 'purchaseDays', 'weekendShare']
const texts = createClusterTexts('EUR')

interface Example {
  readonly apart: readonly number[]
  readonly typical?: readonly (number | null)[]
  readonly before?: Parameters<typeof nameClusters>[1][number]['before']
}

const namesOf = (examples: readonly Example[], language: 'en' | 'zh' = 'en') =>
  nameClusters(
    features,
    examples.map(({ apart, typical = [9, 9, 9, 9], before = null }) => ({ apart, typical, before })),
  ).map((name) => texts.name(name, language))

describe('names of clusters', () => {
  it('tell the two things that set each apart most, in both languages', () => {
    const examples = [{ apart: [-0.6, 1.4, 0.2, 0] }, { apart: [1.5, -0.7, -0.9, 0.1] }]
    expect(namesOf(examples)).toEqual(['Big spenders, here lately', 'Long away, rare buyers'])
    expect(namesOf(examples, 'zh')).toEqual(['高消费、最近来过', '久未到访、少购'])
  })

  it('say so of people like everybody, and of people who never bought', () => {
    expect(namesOf([{ apart: [0.1, -0.2, 0.3, 0.4] }])).toEqual(['Like most'])
    expect(namesOf([{ apart: [0.6, -2, -1.5, 0], typical: [9, 0, 0, null] }])).toEqual(['Never bought, long away'])
  })

  it('differ from each other: a third thing is told, and then a number', () => {
    const same = { apart: [-0.9, 1.4, 0.2, 0.6] }
    expect(namesOf([same, same, same])).toEqual([
      'Big spenders, here lately',
      'Big spenders, here lately, at weekends',
      'Big spenders, here lately 2',
    ])
  })

  it('stay as long as they are true, though something else tells more by now', () => {
    const before = [{ feature: 'spend', more: true }]
    expect(namesOf([{ apart: [2, 0.35, 0, 0], before }])).toEqual(['Big spenders'])
    expect(namesOf([{ apart: [2, 0.25, 0, 0], before }])).toEqual(['Long away'])
    const never = [{ feature: 'purchaseDays', more: false, none: true }]
    expect(namesOf([{ apart: [0, 0, -1, 0], typical: [1, 1, 2, 1], before: never }])).toEqual(['Rare buyers'])
  })

  it('are not taken from who has had them before', () => {
    const before = [{ feature: 'spend', more: true }]
    expect(namesOf([{ apart: [0, 1, 0, 0] }, { apart: [0, 1, 0, 0], before }])).toEqual([
      'Big spenders 2',
      'Big spenders',
    ])
  })

  it('can be given for every feature that people are compared by', () => {
    for (const { name, more, less } of clusterFeatures) {
      expect(behaviourFeatureOf(name)?.name).toBe(name)
      expect(more ?? less).not.toBeNull()
    }
  })
})
