import type { Compute } from '../compute/compute.ts'
import type { ClassificationTarget, TrainedClassifier } from './classification-target.ts'
import type { Audience, PastCut } from './prediction-data.ts'
import type { PredictionInput } from './prediction-items.ts'

/** Users per block: what a block takes grows with them, and is freed before the next. */
export const blockSize = 2000

/** A target with what was trained for it. */
export interface Fitted {
  readonly target: ClassificationTarget
  readonly trained: TrainedClassifier
}

/** What all targets of a run share. */
export interface Work {
  readonly input: PredictionInput
  readonly audience: Audience
  readonly cuts: readonly PastCut[]
  readonly compute: Compute
}
