import type { Random } from '../math/random.ts'

/** In place: Fisher & Yates. */
export const shuffleRows = (rows: Int32Array, random: Random): void => {
  for (let i = rows.length - 1; i > 0; i--) {
    const j = random.integer(i + 1)
    const swapped = rows[i]
    rows[i] = rows[j]
    rows[j] = swapped
  }
}

/** Endless batches of row numbers, in a new order each time all have been through. A batch does not span two orders; the array handed over is a view. */
export function* endlessBatches(rows: Int32Array, size: number, random: Random): Generator<Int32Array, never> {
  const order = rows.slice()
  for (;;) {
    shuffleRows(order, random)
    for (let at = 0; at < order.length; at += size) yield order.subarray(at, Math.min(order.length, at + size))
  }
}
