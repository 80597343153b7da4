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
  /** The same of a value below 0, whose size is put in. */
  readonly saysLess?: Wording
  /** The same where there is nothing of it. */
  readonly saysNone?: Wording
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
