import type { PredictionTarget } from './prediction.ts'

/** What was measured, by name: `auc`, `brier`, `logLoss`, `calibrationError`, `accuracy`, `precision`, `recall`, `f1` of probabilities, `mse`, `mae`, `r2` of amounts; absent: no value. */
export type Measures = Readonly<Record<string, number>>

/** By how much a model is better than another on the same rows: above 0 is better, whatever the measure. */
export interface Margin {
  /** `logLoss`, or `squaredError` of amounts. */
  readonly measure: string
  readonly difference: number
  /** 95 % interval from rows drawn again and again (paired bootstrap). */
  readonly low: number
  readonly high: number
}

/** Another model on the same rows. */
export interface Rival {
  readonly family: string
  readonly options: Readonly<Record<string, unknown>>
  readonly measures: Measures
  /** Of the model of the report over this one. */
  readonly margin: Margin
}

/** Those of whom about the same was foretold, and what came of it. */
export interface ReliabilityRow {
  readonly from: number
  readonly to: number
  readonly rows: number
  readonly expected: number
  /** With its 95 % interval. */
  readonly actual: number
  readonly low: number
  readonly high: number
}

/** Share of people per stretch of what is foretold: `edges` has one more than `shares`. */
export interface Distribution {
  readonly edges: readonly number[]
  readonly shares: readonly number[]
}

export interface FeatureImportance {
  readonly feature: string
  /** 0..1; all of them add up to 1. */
  readonly importance: number
}

/** How the model does for one group. */
export interface GroupReport {
  /** What people are told apart by, such as `tenure` or `trait:language`, and the group's name. */
  readonly by: string
  readonly value: string
  readonly rows: number
  readonly measures: Measures
  /** Means over the group: what was foretold and what came. */
  readonly expected: number
  readonly actual: number
  /** The model fails here, beyond noise: it does no better than the group's own mean, or what it foretells is off. */
  readonly isWeak: boolean
}

/** NONE below .1, MAJOR from .25 of the population stability index. */
export const driftLevels = ['NONE', 'MODERATE', 'MAJOR'] as const
export type DriftLevel = (typeof driftLevels)[number]

/** How differently something is distributed than in the published run. */
export interface Drift {
  /** A column of the behaviour table; null: what is foretold itself. */
  readonly feature: string | null
  readonly stabilityIndex: number
  readonly level: DriftLevel
}

/** What was tried on a part of the training rows. */
export interface PredictionTrial {
  readonly family: string
  readonly options: Readonly<Record<string, unknown>>
  /** Log loss, or mean squared error; null: it could not be fitted, and `problem` says why. */
  readonly loss: number | null
  readonly problem: string | null
}

/** One model of a run, as it was judged before it was refitted on the newest outcomes. */
export interface ModelReport {
  readonly target: PredictionTarget
  readonly family: string
  readonly options: Readonly<Record<string, unknown>>
  readonly measures: Measures
  /** Why nothing of it was published, as in `RunError`; null where it was. */
  readonly refusal: { readonly code: string; readonly message: string } | null
  /** The best of the naive ones: what has to be beaten beyond noise. */
  readonly baseline: Rival | null
  /** The recipe of the published run, fitted on the same rows; null where nothing was published. */
  readonly champion: Rival | null
  /** Whether the published recipe stayed because what else was found is not better beyond noise; null without one. */
  readonly championKept: boolean | null
  /** BG/NBD, where the target is about purchases. */
  readonly comparators: readonly Rival[]
  readonly trials: readonly PredictionTrial[]
  readonly calibration: 'PLATT' | 'ISOTONIC' | 'NONE'
  readonly reliability: readonly ReliabilityRow[]
  /** Of those scored by the run. */
  readonly distribution: Distribution
  readonly importances: readonly FeatureImportance[]
  readonly groups: readonly GroupReport[]
  /** Scores first, then features, the largest first; empty before anything was published. */
  readonly drift: readonly Drift[]
}

/** What the models of a run were made from. */
export interface DataUsed {
  /** Instants up to which things were known, of those learned from, judged on and scored. ISO 8601. */
  readonly trainedAt: readonly string[]
  readonly judgedAt: string
  readonly refittedAt: readonly string[]
  readonly scoredAt: string
  readonly trainedRows: number
  readonly judgedRows: number
  readonly refittedRows: number
  readonly scoredRows: number
  readonly columns: readonly string[]
  /** Columns left out, with the reason. */
  readonly leftOut: readonly string[]
}

/** What a run of predictions knows of itself. */
export interface PredictionReport {
  readonly models: readonly ModelReport[]
  readonly data: DataUsed
  /** The largest of all its drifts. */
  readonly driftLevel: DriftLevel
}
