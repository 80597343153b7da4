import type { InsufficientData } from '../domain/insufficient-data.ts'
import type { GateComparison } from '../domain/model-run.ts'
import type { PredictionTarget } from '../domain/prediction.ts'
import type { DataUsed, Distribution, ModelReport } from '../domain/prediction-report.ts'
import type { Column } from '../models/classifiers/table.ts'
import type { PredictionBudgetName } from '../models/predictions/budget.ts'
import type { ColumnSpread } from '../models/predictions/distributions.ts'
import type { Recipe } from '../models/predictions/learning-task.ts'
import type { ExplainedBlock } from '../models/predictions/score-block.ts'
import type { PredictionSnapshot } from './prediction-data.ts'
import type { NextOrderBlock } from './score-next-orders.ts'

export const predictedKinds = ['CHURN_RISK', 'PURCHASE', 'NEXT_ORDER'] as const
export type PredictedKind = (typeof predictedKinds)[number]

/** What is published now, as far as a new run is held against it. */
export interface PublishedPredictions {
  readonly recipes: Readonly<Partial<Record<PredictionTarget, Recipe>>>
  readonly spreads: readonly ColumnSpread[]
  readonly distributions: Readonly<Partial<Record<PredictionTarget, Distribution>>>
}

export interface PredictionInput {
  readonly kinds: readonly PredictedKind[]
  /** Everybody now. */
  readonly current: PredictionSnapshot
  /** Newest first, each a horizon before the one before; their outcomes are over. */
  readonly past: readonly PredictionSnapshot[]
  /** How long there has been behaviour, and how long it takes. */
  readonly history: { readonly days: number; readonly needed: number }
  readonly budget: PredictionBudgetName
  readonly seed: number
  readonly published: Readonly<Partial<Record<PredictedKind, PublishedPredictions>>>
}

/** What would change probabilities most; arrays are row by row. */
export interface CounterfactualBlock {
  /** Index into `predictionLevers`; -1: nothing would. */
  readonly lever: Int8Array
  /** Column that moves first, from what to what. */
  readonly feature: Int16Array
  readonly from: Float64Array
  readonly to: Float64Array
  readonly probability: Float64Array
}

export interface ScoredBlock {
  readonly target: PredictionTarget
  readonly userIds: Float64Array
  readonly explained: ExplainedBlock
  /** rows x named reasons: the person's own values. */
  readonly values: Float64Array
  readonly counterfactual: CounterfactualBlock
  /** Of churn alone. */
  readonly horizonDays: Float64Array | null
  readonly probabilityAlive: Float64Array | null
}

export interface JudgedModels {
  readonly kind: 'judged'
  readonly run: PredictedKind
  readonly models: readonly ModelReport[]
  readonly data: DataUsed
  readonly refusal: { readonly code: string; readonly message: string; readonly comparison?: GateComparison } | null
  readonly columns: Readonly<Partial<Record<PredictionTarget, readonly Column[]>>>
  readonly recipes: Readonly<Partial<Record<PredictionTarget, Recipe>>>
  readonly spreads: readonly ColumnSpread[]
  /** The fitted models. */
  readonly artefact: Uint8Array
  /** People who get predictions. */
  readonly scored: number
}

export type PredictionItem =
  | { readonly kind: 'insufficient'; readonly run: PredictedKind; readonly missing: InsufficientData }
  /** Without a refusal blocks follow, and then the end. */
  | JudgedModels
  | { readonly kind: 'scores'; readonly run: PredictedKind; readonly block: ScoredBlock }
  | { readonly kind: 'nextOrders'; readonly run: 'NEXT_ORDER'; readonly block: NextOrderBlock }
  | { readonly kind: 'end'; readonly run: PredictedKind }
