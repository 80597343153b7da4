import type { Compute } from '../../compute/compute.ts'
import type { Catalogue } from './catalogue.ts'
import type { Histories } from './histories.ts'

/** What every recommender is fitted on. */
export interface TrainingData {
  readonly histories: Histories
  readonly catalogue: Catalogue
}

/** What a fit is handed beside its data: its speed, its randomness, and whom to tell how far it is (0..1). */
export interface FitTools {
  readonly compute: Compute
  readonly seed: number
  readonly report?: (fraction: number) => void
}

/** The histories (rows from..to) to score, and where: row r of the block at `scores[(r - from) * items]`. */
export interface ScoreBlock {
  readonly histories: Histories
  readonly from: number
  readonly to: number
  /** (to - from) x items, overwritten: 0 or more, higher is better, 0: nothing to say. Finite. */
  readonly scores: Float32Array
  /** Some of these scores are explained next: what they were made of is better kept than made again. */
  readonly forReasons?: boolean
}

/** A part of one score and where it comes from; the values of the parts of a score add up to it (to rounding). */
export type ScorePart =
  /** An item of the history: bought (or seen) by the same people. `lift`: P(i, j) / (P(i) P(j)), NaN where the model has no counts. */
  | { readonly kind: 'ITEM'; readonly value: number; readonly item: number; readonly lift: number }
  /** An item of the history after which this one tends to come. */
  | { readonly kind: 'NEXT'; readonly value: number; readonly item: number }
  /** `count` of the most similar people have it. */
  | { readonly kind: 'USERS'; readonly value: number; readonly count: number }
  /** `share`: part of the history in this category, 0..1. */
  | { readonly kind: 'CATEGORY'; readonly value: number; readonly category: number; readonly share: number }
  /** A feature that it shares with the history: index into `featureNames`. */
  | { readonly kind: 'FEATURE'; readonly value: number; readonly feature: number }
  /** Bought before, by this person about every so many days. */
  | { readonly kind: 'AGAIN'; readonly value: number; readonly everyDays: number; readonly sinceDays: number }
  /** Many have it; over the last so many days (Infinity: ever). */
  | { readonly kind: 'POPULAR'; readonly value: number; readonly windowDays: number }
  /** Like `like`, for which the item of the history speaks; -1: for which something else does. */
  | { readonly kind: 'ALIKE'; readonly value: number; readonly item: number; readonly like: number }
  /** New in the shop. */
  | { readonly kind: 'NEW'; readonly value: number; readonly ageDays: number }

/**
 * One way to recommend. A model is a plain frozen object of numbers, strings and typed arrays (it survives JSON), knows nothing of the users it was fitted on beyond what it
 * needs, and scores any history: one that has grown since, or that of a visitor nobody knows. Nothing reads a clock; the same data, options and seed give the same model.
 */
export interface RecommenderFamily<Options extends object = object, Model extends object = object> {
  /** kebab-case, as in parameters of runs and in tables. */
  readonly name: string
  readonly defaults: Options
  /** Where a search may look: per option the values worth trying. */
  readonly space: Readonly<Partial<Record<keyof Options, readonly Options[keyof Options][]>>>
  /** true: its lists depend on the order of the history; those who know only sets cannot use it. */
  readonly isSequential: boolean
  /** Bytes the fitted model takes, and the most that fitting takes beside its data: what a gate checks before it tries. */
  readonly memory: (data: TrainingData, options: Options) => { readonly model: number; readonly fit: number }
  /** Steps of the inner loops of a fit, weighed to about a nanosecond of one core each: what a budget counts. A few passes over the events when absent. */
  readonly work?: (data: TrainingData, options: Options) => number
  /** @throws Error with a readable sentence where it does not converge or there is too little data; the candidate is then left out */
  readonly fit: (data: TrainingData, options: Options, tools: FitTools) => Model
  readonly score: (model: Model, block: ScoreBlock, compute: Compute) => void
  /** Why one score of one history is what it is; the largest part first, only parts above 0. */
  readonly explain: (
    model: Model,
    histories: Histories,
    user: number,
    item: number,
    compute: Compute,
  ) => readonly ScorePart[]
}
