/** Which category each item is of; those without one are of one more, the last. */
export interface Levels {
  readonly categories: number
  readonly categoryOf: Int32Array
}
