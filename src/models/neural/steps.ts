import type { Packed } from './encoder.ts'

/** A batch laid out step by step: the t-th rows of all sequences that have one lie together, longer sequences first, so that those that go on are always at the front. */
export interface Steps {
  /** Steps of the longest sequence. */
  count: number
  /** Per step where its rows start, and how many sequences are still going on. */
  readonly starts: Int32Array
  readonly active: Int32Array
  /** Per row of the batch its row here. */
  readonly places: Int32Array
}

export const createSteps = (rows: number, longest: number): Steps => ({
  count: 0,
  starts: new Int32Array(longest + 1),
  active: new Int32Array(longest),
  places: new Int32Array(rows),
})

/** Lays a batch out. */
export const byStep = ({ sequences, pointers }: Packed, steps: Steps): void => {
  const length = (s: number) => pointers[s + 1] - pointers[s]
  const order = Int32Array.from({ length: sequences }, (_, s) => s).sort((a, b) => length(b) - length(a) || a - b)
  steps.count = sequences > 0 ? length(order[0]) : 0
  steps.active.fill(0)
  for (let s = 0; s < sequences; s++) for (let t = 0; t < length(s); t++) steps.active[t]++
  for (let t = 0; t < steps.count; t++) steps.starts[t + 1] = steps.starts[t] + steps.active[t]
  order.forEach((s, rank) => {
    for (let t = 0; t < length(s); t++) steps.places[pointers[s] + t] = steps.starts[t] + rank
  })
}

export const toSteps = (
  { places }: Steps,
  { rows }: Packed,
  x: Float32Array,
  width: number,
  out: Float32Array,
): void => {
  for (let row = 0; row < rows; row++) {
    for (let d = 0; d < width; d++) out[places[row] * width + d] = x[row * width + d]
  }
}

export const fromSteps = (
  { places }: Steps,
  { rows }: Packed,
  x: Float32Array,
  width: number,
  out: Float32Array,
): void => {
  for (let row = 0; row < rows; row++) {
    for (let d = 0; d < width; d++) out[row * width + d] = x[places[row] * width + d]
  }
}
