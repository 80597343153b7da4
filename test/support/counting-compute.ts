import type { Compute } from '../../src/compute/compute.ts'

/** A compute that knows the most bytes that were ever taken of it at once. */
export const countingCompute = (compute: Compute) => {
  let [held, most] = [0, 0]
  const take = (length: number): void => {
    held += 4 * length
    most = Math.max(most, held)
  }
  const counting: Compute = {
    ...compute,
    float32: (length) => {
      take(length)
      return compute.float32(length)
    },
    int32: (length) => {
      take(length)
      return compute.int32(length)
    },
    scope: (work) => {
      const before = held
      try {
        return compute.scope(work)
      } finally {
        held = before
      }
    },
  }
  return { compute: counting, mostBytes: () => most }
}
