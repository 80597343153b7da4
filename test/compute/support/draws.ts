import type { Compute, SparseRows } from '../../../src/compute/compute.ts'
import { createRandom } from '../../../src/models/math/random.ts'

/** Normal draws, in the memory of the compute. */
export const draws = (compute: Compute, length: number, seed: number): Float32Array => {
  const random = createRandom(seed)
  const out = compute.float32(length)
  for (let at = 0; at < length; at++) out[at] = random.normal()
  return out
}

/** Rows of different lengths, some of them empty. */
export const sparseDraws = (rows: number, columns: number, seed: number): SparseRows => {
  const random = createRandom(seed)
  const pointers = new Int32Array(rows + 1)
  const indices: number[] = []
  for (let row = 0; row < rows; row++) {
    const share = random.uniform() < 0.2 ? 0 : random.uniform() * 0.5
    for (let column = 0; column < columns; column++) if (random.uniform() < share) indices.push(column)
    pointers[row + 1] = indices.length
  }
  return {
    rows,
    columns,
    pointers,
    indices: Int32Array.from(indices),
    values: Float32Array.from(indices, () => 0.1 + random.uniform()),
  }
}

/** A Gram matrix with something on its diagonal. */
export const positiveDefinite = (compute: Compute, n: number, seed: number): Float32Array => {
  const a = draws(compute, n * n, seed)
  const out = compute.float32(n * n)
  compute.multiply({ m: n, n, k: n, a, b: a, c: out, transposeB: true })
  for (let i = 0; i < n; i++) out[i * n + i] += 0.5 * n
  return out
}

/** The largest difference by the largest value. */
export const relativeDifference = (actual: ArrayLike<number>, expected: ArrayLike<number>): number => {
  let [difference, largest] = [0, 1e-30]
  for (let at = 0; at < expected.length; at++) {
    if (actual[at] === expected[at]) continue
    if (!Number.isFinite(actual[at]) || !Number.isFinite(expected[at])) return Infinity
    difference = Math.max(difference, Math.abs(actual[at] - expected[at]))
    largest = Math.max(largest, Math.abs(expected[at]))
  }
  return difference / largest
}
