/** What trees are to lower. */
export interface Boosted {
  readonly loss: 'logistic' | 'squared'
  /** One per row: labels, or amounts about 0. */
  readonly targets: Float32Array
  /** The score before any tree. */
  readonly start: number
  /** Of one row: it is decided by their mean when to stop. */
  readonly lossOf: (score: number, target: number) => number
}
