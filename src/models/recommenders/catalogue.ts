import type { Interactions } from '../interactions.ts'

/** What a shop knows of its items besides behaviour. Arrays are by dense item index. */
export interface Catalogue {
  readonly items: number
  /** Index of the full category path, -1 without. */
  readonly categoryOf: Int32Array
  /** 0 for what is billed but not merchandise: neither recommended nor evidence. */
  readonly recommendable: Uint8Array
  /** items x features (category levels, attributes, words of the name), 1 where it has one: rows are items, columns features. */
  readonly features: Interactions
  /** What each feature is. */
  readonly featureNames: readonly FeatureName[]
  /** Price of one piece in the shop's currency, NaN when unknown. */
  readonly price: Float64Array
  /** Days since the shop first knew the item. */
  readonly ageDays: Float32Array
  /** What kind of thing it is by its name, -1 unknown: what has the same looks alike in a list. Absent where nobody told. */
  readonly kindOf?: Int32Array
  /** How much more the item's category is chosen at this time of the year than usual; 1: as usual. Absent where nobody told. */
  readonly season?: Float32Array
  /** 1 where people soon buy more of the same kind. Absent where nobody told. */
  readonly soonAgain?: Uint8Array
}

/** A level of the category path ('toys', 'toys > puzzles'), an attribute with its value, or a word of the name. */
export interface FeatureName {
  readonly kind: 'CATEGORY' | 'ATTRIBUTE' | 'WORD'
  /** The attribute's name; '' for the others. */
  readonly name: string
  readonly value: string
}
