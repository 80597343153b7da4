import { couponKinds } from './coupon.ts'
import type { Lifecycle } from './portrait.ts'

/** What can be done about somebody: nothing, or a coupon of a kind. Append, never reorder: logged decisions are read by place. */
export const couponActions = ['NONE', ...couponKinds] as const
export type CouponAction = (typeof couponActions)[number]

/** Days since the last order, in bands; those who never ordered are in the first. Append, never reorder. */
export const recencyBands = ['UNDER_14_DAYS', 'UNDER_45_DAYS', 'UNDER_120_DAYS', 'LONGER'] as const
export type RecencyBand = (typeof recencyBands)[number]

/** What came of the last coupon. NONE: there never was one. HELD: it has neither expired nor been used. Append, never reorder. */
export const couponStandings = ['NONE', 'HELD', 'USED', 'UNUSED'] as const
export type CouponStanding = (typeof couponStandings)[number]

/** Where somebody stands when it is decided whether a coupon is sent. */
export interface CustomerState {
  /** null for somebody who has never ordered. */
  readonly lifecycle: Lifecycle | null
  readonly recency: RecencyBand
  readonly coupon: CouponStanding
}

/** What is known at an instant of how somebody buys and what coupons came to. */
export interface CouponHistory {
  readonly firstOrderAt: Date | null
  readonly lastOrderAt: Date | null
  /** Distinct days with a purchase. */
  readonly purchaseDays: number
  readonly orders: number
  /** Of all orders, as paid. */
  readonly spend: number
  /** Coupons that were sent or shown. */
  readonly couponsSent: number
  readonly couponsUsed: number
  /** Whether the last one was used. */
  readonly lastCouponUsed: boolean
  /** When the last one expires, used or not; null: never, or there was none. */
  readonly lastCouponUntil: Date | null
}

/** What the shop's customers usually do, as decisions are described against it. */
export interface ShopHabits {
  /** Median over repeat customers of their mean days between purchase days. */
  readonly typicalGapDays: number
  /** Purchase days of a loyal customer. */
  readonly loyalPurchaseDays: number
  readonly averageOrderValue: number
}

/** How each of several policies was found to do, on customers it had not learned from. */
export interface PolicyJudgement {
  /** LOGGED: what was done; NONE and ALWAYS: never and always a coupon; the others are learned. */
  readonly policy: JudgedPolicy
  /** Part of the decisions at which each action would be taken, by action. */
  readonly shares: Readonly<Partial<Record<CouponAction, number>>>
  readonly estimates: readonly ValueEstimate[]
  /** Doubly robust, customer by customer: what it adds over what was done, and over never sending anything; null for what it is compared with. */
  readonly overLogged: Interval | null
  readonly overNone: Interval | null
}

export const judgedPolicies = ['LOGGED', 'NONE', 'ALWAYS', 'Q_LEARNING', 'SARSA', 'BANDIT'] as const
export type JudgedPolicy = (typeof judgedPolicies)[number]

export const valueMethods = ['DOUBLY_ROBUST', 'WEIGHTED_PER_DECISION', 'FITTED_Q', 'MEAN_RETURN'] as const
export type ValueMethod = (typeof valueMethods)[number]

/** 95 %; null where nothing is known. */
export interface Interval {
  readonly value: number
  readonly low: number | null
  readonly high: number | null
}

/** Discounted margin per customer, from the first decision on, in the shop's currency. */
export interface ValueEstimate extends Interval {
  readonly method: ValueMethod
}

/** What a run of next actions keeps of itself, published or not. */
export interface ActionLearning {
  readonly habits: ShopHabits
  /** What sending cost on average, by action: where it costs something else, values move by the difference. */
  readonly costs: Readonly<Partial<Record<CouponAction, number>>>
  /** Part of an order's price, before discounts, that was counted as margin. */
  readonly marginRate: number
  readonly outcomeDays: number
  readonly halfLifeDays: number
  /** Decisions that were left to chance and whose outcome is known, and the customers that they were about. */
  readonly decisions: number
  readonly customers: number
  /** The learned policy that did best when judged: the one that is published, if any. */
  readonly policy: LearnedPolicy
  readonly judgements: readonly PolicyJudgement[]
  readonly bandit: LearnedBandit
}

export type LearnedPolicy = Extract<JudgedPolicy, 'Q_LEARNING' | 'SARSA'>

/** What a bandit believes of each action: a linear model, see `models/bandit/linear-posterior.ts`. */
export interface LearnedBandit {
  /** Names of what it looks at in a customer. */
  readonly features: readonly string[]
  readonly actions: readonly CouponAction[]
  /** What one unit of its rewards is in the shop's currency. */
  readonly scale: number
  readonly posterior: {
    readonly features: number
    readonly count: number
    readonly precision: readonly number[]
    readonly weighted: readonly number[]
    readonly mean: readonly number[]
    readonly cholesky: readonly number[]
    readonly noise: number
  }
}

/** What is known of an action in a state. */
export interface ActionValue {
  /** Numbers of both, see `features/customer-state.ts`. */
  readonly state: number
  readonly action: number
  readonly value: number
  /** Standard error; null where there are too few to say. */
  readonly error: number | null
  readonly visits: number
  /** What the policy does where it may do anything. */
  readonly chosen: boolean
}

/** What an action is worth to somebody who stands somewhere. */
export interface ActionWorth {
  readonly action: CouponAction
  /** Discounted margin from here on, in the shop's currency, as far as it was seen. */
  readonly value: number
  /** How often it was done in such a state. */
  readonly visits: number
}

/** What to do about somebody next. */
export interface NextBestAction {
  readonly action: CouponAction
  /** null: nothing was ever learned, so there is nothing to tell states by. */
  readonly state: CustomerState | null
  /** Nothing is done because nothing better is known: no policy is published, or it has seen too little of the state. */
  readonly isDefault: boolean
  /** What the action is known to add over doing nothing; null by default. */
  readonly gain: number | null
  /** What was seen of each action in the state; none where no policy is published. */
  readonly worths: readonly ActionWorth[]
}
