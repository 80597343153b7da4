import type { Catalogue } from './catalogue.ts'
import type { RepeatPurchase } from './repeat-purchase.ts'

/** What a run of recommendations publishes for serving: a fitted model and what its dense indices mean. It survives `modelToBytes`. */
export interface RecommenderArtefact<Blend extends object = object> {
  readonly format: 1
  /** Milliseconds since 1970-01-01 UTC: events after it are new to the model. */
  readonly asOf: number
  /** Per item index the product's id; ascending. */
  readonly productIds: Int32Array
  /** Per category index the full path. */
  readonly categories: readonly string[]
  readonly catalogue: Catalogue
  readonly blend: Blend
  /** What people buy again and when, whether or not the blend has it; absent in runs from before there was any. */
  readonly again?: RepeatPurchase
}
