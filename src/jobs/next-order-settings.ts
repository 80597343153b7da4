import type { Compute } from '../compute/compute.ts'
import type { PredictionTarget } from '../domain/prediction.ts'
import type { Distribution } from '../domain/prediction-report.ts'
import type { PredictionBudget } from '../models/predictions/budget.ts'
import type { Recipe } from '../models/predictions/learning-task.ts'
import type { Audience } from './prediction-data.ts'

export interface NextOrderSettings {
  readonly budget: PredictionBudget
  readonly seed: number
  readonly published:
    | {
        readonly recipes: Readonly<Partial<Record<PredictionTarget, Recipe>>>
        readonly distributions: Readonly<Partial<Record<PredictionTarget, Distribution>>>
      }
    | undefined
  /** What codes of categories stand for. */
  readonly categories: readonly string[]
}

/** Who is scored, and how many at a time. */
export interface ScoringBlocks {
  readonly audience: Audience
  readonly compute: Compute
  readonly blockSize: number
}
