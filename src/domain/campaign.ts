import type { Coupon, NewCoupon } from './coupon.ts'
import type { ConsentPurpose } from './user.ts'

/** DRAFT: may be changed. SCHEDULED: starts by itself. RUNNING: coupons are allocated and redeemed. FINISHED: for good. Append, never reorder. */
export const campaignStatuses = ['DRAFT', 'SCHEDULED', 'RUNNING', 'FINISHED'] as const
export type CampaignStatus = (typeof campaignStatuses)[number]

/** IMPORTED: somebody else's, as it was. */
export const campaignSources = ['OWN', 'IMPORTED'] as const
export type CampaignSource = (typeof campaignSources)[number]

/** How it is decided who is sent a coupon, and which. Append, never reorder. */
export const campaignStrategies = ['ALL', 'RANDOM', 'RISKIEST', 'MOST_VALUABLE', 'UPLIFT', 'BANDIT', 'POLICY'] as const
export type CampaignStrategy = (typeof campaignStrategies)[number]

/** At most so many campaigns within so many days, this one counted. */
export interface FrequencyCap {
  readonly campaigns: number
  readonly days: number
}

/** Minutes since midnight in the shop's time zone; `from` later than `to` goes over midnight. */
export interface QuietHours {
  readonly from: number
  readonly to: number
}

/** Part of the margin in an order's price, where a campaign does not say its own. */
export const defaultMarginRate = 0.3

/** What may be said of a campaign while it is a draft. */
export interface CampaignSettings {
  readonly name: string
  readonly description: string
  /** Whom it is for; null in an imported campaign that does not say. */
  readonly segmentKey: string | null
  readonly strategy: CampaignStrategy
  /** Part of those who would be sent a coupon that gets none, 0..1. */
  readonly holdoutShare: number
  /** The most that coupons sent may cost in all; null: no limit. */
  readonly budget: number | null
  /** Orders that one user may redeem the coupon for. */
  readonly perUserCap: number
  readonly frequencyCap: FrequencyCap | null
  readonly quietHours: QuietHours | null
  /** Purposes that everybody in it must have consented to. */
  readonly consents: readonly ConsentPurpose[]
  /** Part of an order's price that is margin, 0..1. */
  readonly marginRate: number
  readonly startsAt: Date | null
  readonly endsAt: Date | null
}

/** A campaign about to be written. */
export interface NewCampaign extends CampaignSettings {
  readonly key: string
  readonly source: CampaignSource
  readonly status: CampaignStatus
  /** Decides, with the user, who is held out: the same people whenever it is asked. */
  readonly seed: string
  readonly createdAt: Date
  readonly coupons: readonly NewCoupon[]
}

export interface Campaign extends CampaignSettings {
  readonly id: number
  readonly key: string
  readonly source: CampaignSource
  readonly status: CampaignStatus
  readonly seed: string
  /** When coupons were last handed out; null: never. */
  readonly allocatedAt: Date | null
  readonly createdAt: Date
  readonly updatedAt: Date
  /** Why it could not start, end or hand out coupons by itself when it was last tried; null since it was changed or has. */
  readonly lastError: string | null
  readonly coupons: readonly Coupon[]
}
