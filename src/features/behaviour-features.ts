import type { BehaviourColumn, BehaviourLevels } from '../domain/behaviour.ts'
import type { BehaviourFeature, Wording } from './behaviour-feature.ts'
import { habitFeatures } from './behaviour-habits.ts'
import { purchaseFeatures } from './behaviour-purchases.ts'
import { troubleFeatures } from './behaviour-troubles.ts'
import { visitFeatures } from './behaviour-visits.ts'

/** Everything that is counted of a person, in the order of the columns. */
export const behaviourFeatures: readonly BehaviourFeature[] = [
  ...purchaseFeatures,
  ...visitFeatures,
  ...troubleFeatures,
  ...habitFeatures,
]

const byName: ReadonlyMap<string, BehaviourFeature> = new Map(
  behaviourFeatures.map((feature) => [feature.name, feature]),
)

/** The feature behind a column of numbers; null for a column of categories. */
export const behaviourFeatureOf = (name: string): BehaviourFeature | null => byName.get(name) ?? null

/** Traits are the shop's own: a column each, under their names. */
export const traitColumn = (trait: string): string => `trait:${trait}`

/** Traits are often named in camel case. */
const worded = (column: string): string =>
  column
    .replace('trait:', '')
    .replace(/([a-z])([A-Z])/g, (_, before, after) => `${before} ${after.toLowerCase()}`)
    .replaceAll('_', ' ')

/** The level that stands for all but the most frequent, as `store/behaviour-people.ts` calls it. */
const otherLevel = 'other'

const unknown = (column: string): Wording => {
  if (column === 'topCategory') return { en: 'Has bought nothing that has a category', zh: '没有购买过有品类的商品' }
  if (column === 'channel') return { en: 'It is not known how they come', zh: '不知通过什么渠道访问' }
  const trait = worded(column)
  return { en: `Nothing is known of the ${trait}`, zh: `${trait} 未知` }
}

const rare = (column: string): Wording => {
  if (column === 'topCategory') return { en: 'Buys most from a category that few buy from', zh: '最常买小众品类' }
  if (column === 'channel') return { en: 'Comes in a way that few do', zh: '通过少见的渠道访问' }
  const trait = worded(column)
  return { en: `The ${trait} is none of the frequent ones`, zh: `${trait} 较少见` }
}

/** What a column of categories says of somebody; `level` null: nothing is known. */
export const sayCategory = (column: string, level: string | null): Wording => {
  if (level === null) return unknown(column)
  if (level === otherLevel) return rare(column)
  if (column === 'topCategory') return { en: `Buys most from ${level}`, zh: `最常买 ${level}` }
  if (column === 'channel') return { en: `Mostly comes through ${level}`, zh: `主要通过 ${level} 访问` }
  const trait = worded(column)
  return { en: `The ${trait} is ${level}`, zh: `${trait} 为 ${level}` }
}

export const behaviourColumns = ({ categories, channels, traits }: BehaviourLevels): readonly BehaviourColumn[] => [
  ...behaviourFeatures.map(({ name }): BehaviourColumn => ({ kind: 'NUMBER', name })),
  { kind: 'CATEGORY', name: 'topCategory', levels: categories },
  { kind: 'CATEGORY', name: 'channel', levels: channels },
  ...traits.map(({ name, values }): BehaviourColumn => ({ kind: 'CATEGORY', name: traitColumn(name), levels: values })),
]
