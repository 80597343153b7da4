import type { UserActivity } from '../domain/activity.ts'
import type { Lifecycle } from '../domain/portrait.ts'
import { daysBetween } from './days.ts'
import type { ShopStatistics } from './shop-statistics.ts'

/** Where one customer stands against the own rhythm and the shop's. */
export interface Rhythm {
  /**
   * Expected days between purchases: the own gaps, with the shop's typical gap counted as two more of them, so that few
   * purchases do not make a rhythm. Never less than a week.
   */
  readonly gapDays: number
  /** How many such gaps have passed since the last order. */
  readonly silence: number
  /** Days since the first order. */
  readonly tenureDays: number
  readonly purchaseDays: number
}

/** What the shop's customers usually do. */
export type ShopRhythm = Pick<ShopStatistics, 'typicalGapDays' | 'loyalPurchaseDays'>

export interface LifecycleRule {
  readonly lifecycle: Lifecycle
  readonly description: string
  readonly holds: (rhythm: Rhythm, shop: ShopRhythm) => boolean
}

const typicalGaps = 2
const shortestGapDays = 7

/** The thresholds, in gaps of the customer's own rhythm. */
export const silences = { cooling: 2, dormant: 4 } as const

/** In order: the first rule that holds names the stage, the last one always does. */
export const lifecycleRules: readonly LifecycleRule[] = [
  {
    lifecycle: 'DORMANT',
    description: 'Silent for more than 4 of the own gaps between purchases.',
    holds: ({ silence }) => silence > silences.dormant,
  },
  {
    lifecycle: 'COOLING',
    description: 'Silent for more than 2, up to 4 of the own gaps between purchases.',
    holds: ({ silence }) => silence > silences.cooling,
  },
  {
    lifecycle: 'NEW',
    description: "First order no longer ago than the shop's typical gap between purchases.",
    holds: ({ tenureDays }, { typicalGapDays }) => tenureDays <= typicalGapDays,
  },
  {
    lifecycle: 'LOYAL',
    description: 'Still in rhythm, with as many purchase days as the top fifth of the customers (at least 3).',
    holds: ({ purchaseDays }, { loyalPurchaseDays }) => purchaseDays >= loyalPurchaseDays,
  },
  {
    lifecycle: 'ACTIVE',
    description: 'Still in rhythm: silent for at most 2 of the own gaps between purchases.',
    holds: () => true,
  },
]

/** null for someone who has never ordered. */
export const rhythmOf = (
  { firstOrderAt, lastOrderAt, purchaseDays }: Pick<UserActivity, 'firstOrderAt' | 'lastOrderAt' | 'purchaseDays'>,
  shop: ShopRhythm,
  asOf: Date,
): Rhythm | null => {
  if (firstOrderAt === null || lastOrderAt === null) return null
  const span = daysBetween(firstOrderAt, lastOrderAt)
  const gapDays = Math.max(
    shortestGapDays,
    (typicalGaps * shop.typicalGapDays + span) / (typicalGaps + Math.max(0, purchaseDays - 1)),
  )
  return {
    gapDays,
    silence: daysBetween(lastOrderAt, asOf) / gapDays,
    tenureDays: daysBetween(firstOrderAt, asOf),
    purchaseDays,
  }
}

export const lifecycleOf = (rhythm: Rhythm, shop: ShopRhythm): Lifecycle =>
  lifecycleRules.find(({ holds }) => holds(rhythm, shop))!.lifecycle
