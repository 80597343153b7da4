import type { BehaviourSummary } from './behaviour-summary.ts'

export interface Wording {
  readonly en: string
  readonly zh: string
}

export type BehaviourUnit = 'DAYS' | 'COUNT' | 'MONEY' | 'SHARE' | 'RATIO' | 'STARS' | 'LEVEL'

/** One thing that a model may know of a person before the cut. */
export interface BehaviourFeature {
  readonly name: string
  readonly unit: BehaviourUnit
  /** As a marketer says it of somebody; `{value}` is put in as its unit is read. */
  readonly says: Wording
  /** When it is missing, and what that says of somebody; null: it never is. */
  readonly missing: Wording | null
  /** What a shop can do that changes it, on which a counterfactual may build; null: it is past changing. */
  readonly lever: Wording | null
  /** NaN: missing. */
  readonly of: (person: BehaviourSummary) => number
}

export const never = { en: 'Has never bought', zh: '从未购买' } as const
export const boughtOnce = { en: 'Has bought on one day only, or never', zh: '只在一天内买过，或从未购买' } as const

/** What an order within days would change. */
export const order = { en: 'an order', zh: '再下一单' } as const
export const visit = { en: 'a visit to the shop', zh: '再来逛一次' } as const

/** NaN where there is nothing to divide by. */
export const ratio = (part: number, whole: number): number => (whole > 0 ? part / whole : Number.NaN)

const decimals: Readonly<Record<BehaviourUnit, number>> = {
  DAYS: 0,
  COUNT: 0,
  MONEY: 2,
  SHARE: 0,
  RATIO: 1,
  STARS: 1,
  LEVEL: 2,
}

/** The value as it is read in a sentence: shares in per cent, counts whole. */
export const readValue = (unit: BehaviourUnit, value: number): string =>
  unit === 'SHARE' ? `${Math.round(100 * value)} %` : String(Number(value.toFixed(decimals[unit])))

/** The sentence of a feature about somebody. */
export const sayFeature = (feature: BehaviourFeature, value: number, language: keyof Wording): string =>
  Number.isNaN(value)
    ? (feature.missing ?? feature.says)[language]
    : feature.says[language].replace('{value}', readValue(feature.unit, value))
