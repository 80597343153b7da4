import type { UpliftOffer } from './uplift.ts'

/** A value with its 95 % interval. */
export interface UpliftEstimate {
  readonly value: number
  readonly low: number
  readonly high: number
}

/** What was tried, and what came of it. */
export interface UpliftTrialNoun {
  readonly learner: string
  readonly classifier: string
  readonly classifierOptions: Readonly<Record<string, unknown>>
  readonly columns?: readonly string[]
  /** null: it could not be tried, and `problem` says why. */
  readonly qini: number | null
  readonly problem: string | null
}

/** What a run learned of one kind of coupon. */
export interface UpliftLessonNoun {
  readonly offer: UpliftOffer
  readonly recipe: Pick<UpliftTrialNoun, 'learner' | 'classifier' | 'classifierOptions' | 'columns'>
  readonly trials: readonly UpliftTrialNoun[]
  readonly metrics: {
    readonly rows: number
    readonly treated: number
    readonly ate: UpliftEstimate
    readonly qini: UpliftEstimate
    readonly upliftAt: Readonly<Record<string, UpliftEstimate>>
  }
  readonly calibration: { readonly slope: number }
  readonly curve: readonly { readonly share: number; readonly gain: number }[]
  readonly usual: number
  /** null or, of older runs, missing: not known. */
  readonly discountShare?: number | null
  /** Whether it is told of users. */
  readonly passes: boolean
}

/** What a run of uplift knows of itself. */
export interface UpliftModelNoun {
  readonly lessons: readonly UpliftLessonNoun[]
  readonly campaigns: number
}
