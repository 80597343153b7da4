/** What somebody did with an item, by its code in flat arrays: the more it says, the higher. */
export const signals = ['VIEW', 'ADD_TO_CART', 'LIKE', 'PURCHASE'] as const
export type Signal = (typeof signals)[number]

export const purchaseSignal = signals.indexOf('PURCHASE')

/**
 * What users did with items, in time order: row u is `pointers[u] .. pointers[u + 1]`, oldest first, ties by signal and then item. An item may occur several times.
 * 13 bytes an event and 4 a user.
 */
export interface Histories {
  readonly users: number
  readonly items: number
  /** users + 1 */
  readonly pointers: Int32Array
  readonly item: Int32Array
  /** Days before the as-of instant, 0 or more, descending within a row. */
  readonly ageDays: Float32Array
  /** Index into `signals`. */
  readonly signal: Uint8Array
}
