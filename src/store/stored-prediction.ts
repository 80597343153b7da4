import type { Counterfactual, PredictionLever, PredictionReason } from '../domain/prediction.ts'

type Slot = number | string | null

/** The reasons of one prediction in one flat list: feature, its value or level, contribution, and so on. As objects they would be twice as large. */
export type StoredPredictionReasons = readonly Slot[]

/** How runs kept reasons before they were made from the behaviour table. */
interface EarlierReason {
  readonly feature: string
  readonly value: number
  readonly contribution: number
}

export type StoredCounterfactual =
  | readonly [PredictionLever, string, number | null, number | null, number, number]
  | { readonly probability: number }

/** As many digits as anybody looks at; contributions are kept whole, for they add up. */
const shortened = (value: number): number => Number(value.toPrecision(7))

export const storePredictionReasons = (reasons: readonly PredictionReason[]): StoredPredictionReasons => {
  const stored: Slot[] = []
  for (const { feature, value, level, contribution } of reasons)
    stored.push(feature, level ?? (value === null ? null : shortened(value)), contribution)
  return stored
}

const reasonAt = (stored: StoredPredictionReasons, at: number): PredictionReason => {
  const about = stored[at + 1]
  return {
    feature: String(stored[at]),
    value: typeof about === 'number' ? about : null,
    level: typeof about === 'string' ? about : null,
    contribution: Number(stored[at + 2]),
  }
}

const namesOfEarlier: Readonly<Record<string, string>> = { recency: 'daysSinceLastOrder', frequency: 'purchaseDays' }

const isEarlier = (stored: StoredPredictionReasons | readonly EarlierReason[]): stored is readonly EarlierReason[] =>
  typeof stored[0] === 'object' && stored[0] !== null

export const readPredictionReasons = (
  stored: StoredPredictionReasons | readonly EarlierReason[],
): readonly PredictionReason[] => {
  if (!isEarlier(stored)) return Array.from({ length: stored.length / 3 }, (_, place) => reasonAt(stored, 3 * place))
  return stored.map(({ feature, value, contribution }) => ({
    feature: namesOfEarlier[feature] ?? feature,
    // Repeat purchases, then: one less than the days with a purchase.
    value: feature === 'frequency' ? value + 1 : value,
    level: null,
    contribution,
  }))
}

export const storeCounterfactual = (counterfactual: Counterfactual | null): string | null => {
  if (counterfactual === null) return null
  const { lever, feature, from, to, before, probability } = counterfactual
  return JSON.stringify([lever, feature, from, to, before, probability])
}

export const readCounterfactual = (stored: StoredCounterfactual | null, before: number): Counterfactual | null => {
  if (stored === null) return null
  if ('probability' in stored) {
    const { probability } = stored
    return { lever: 'ORDER', feature: 'daysSinceLastOrder', from: null, to: 0, before, probability }
  }
  const [lever, feature, from, to, was, probability] = stored
  return { lever, feature, from, to, before: was, probability }
}
