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

/** What a column of categories says of somebody; `level` null: nothing is known. */
export const sayCategory = (column: string, level: string | null): Wording => {
  if (level === null) return { en: `Nothing is known of ${column.replace('trait:', 'the ')}`, zh: `未知：${column}` }
  if (column === 'topCategory') return { en: `Buys most from ${level}`, zh: `最常买 ${level}` }
  if (column === 'channel') return { en: `Mostly comes through ${level}`, zh: `主要通过 ${level} 访问` }
  const trait = column.replace('trait:', '')
  return { en: `The ${trait} is ${level}`, zh: `${trait} 为 ${level}` }
}

export const behaviourColumns = ({ categories, channels, traits }: BehaviourLevels): readonly BehaviourColumn[] => [
  ...behaviourFeatures.map(({ name }): BehaviourColumn => ({ kind: 'NUMBER', name })),
  { kind: 'CATEGORY', name: 'topCategory', levels: categories },
  { kind: 'CATEGORY', name: 'channel', levels: channels },
  ...traits.map(({ name, values }): BehaviourColumn => ({ kind: 'CATEGORY', name: traitColumn(name), levels: values })),
]
