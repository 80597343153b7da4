import type { BehaviourColumn } from './behaviour.ts'

/** What one person did of one kind within one clock hour: an order of twenty lines is one moment. Numbers; NaN: not known. */
export interface BehaviourMoment {
  /** Place in `eventTypes`. */
  readonly type: number
  /** Days from its last event to the cut. */
  readonly ago: number
  /** Days since the moment before; NaN of the first one ever. */
  readonly gap: number
  /** Events. */
  readonly times: number
  /** What they came to, of those that have a price. */
  readonly amount: number
  /** The mean of the ratings given. */
  readonly rating: number
  /** Place in `BehaviourLevels.categories` of the most frequent one; the first of those as frequent. */
  readonly category: number
}

/** The last moments of people before a cut, oldest first: those of person p are rows `pointers[p] .. pointers[p + 1]` of `events`, column by column. */
export interface BehaviourSequences {
  readonly people: number
  /** people + 1 */
  readonly pointers: Int32Array
  readonly events: {
    readonly rows: number
    readonly columns: readonly BehaviourColumn[]
    readonly values: Float32Array
  }
}
