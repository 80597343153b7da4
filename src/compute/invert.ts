import type { Arena } from './arena.ts'
import { tileScratch } from './calls.ts'
import type { Compute } from './compute.ts'
import type { Pool } from './pool.ts'

/** A pivot this much smaller than its diagonal entry was has lost all figures that a 32-bit float holds. */
const workingPrecision = 2 ** -23
const tileSize = 192

/** Wider panels make less traffic, narrower ones less work that only one thread can do. */
const panelWidth = (n: number): number => (n < 4096 ? 64 : 128)

interface Panel {
  readonly from: number
  readonly width: number
}

/** Columns `from ..` of a symmetric matrix of which only the lower half is kept, as n x width. */
const readPanel = (matrix: Float32Array, n: number, { from, width }: Panel, out: Float32Array): void => {
  for (let column = 0; column < width; column++) {
    const row = (from + column) * n
    for (let i = 0; i < from + column; i++) out[i * width + column] = matrix[row + i]
  }
  for (let i = from; i < n; i++) {
    const inside = Math.min(width, i - from + 1)
    for (let column = 0; column < inside; column++) out[i * width + column] = matrix[i * n + from + column]
  }
}

const writePanel = (matrix: Float32Array, n: number, { from, width }: Panel, panel: Float32Array): void => {
  for (let column = 0; column < width; column++) {
    const row = (from + column) * n
    for (let i = 0; i < from; i++) matrix[row + i] = panel[i * width + column]
  }
  for (let i = from + width; i < n; i++) {
    for (let column = 0; column < width; column++) matrix[i * n + from + column] = panel[i * width + column]
  }
}

/** The inverse of the panel's own square by the same elimination, one pivot at a time and in doubles; null where a pivot vanishes. */
const invertSquare = (panel: Float32Array, { from, width }: Panel, diagonal: Float32Array): Float64Array | null => {
  const a = Float64Array.from(panel.subarray(from * width, (from + width) * width))
  for (let p = 0; p < width; p++) {
    const pivot = a[p * width + p]
    if (!(pivot > workingPrecision * diagonal[from + p] && pivot < Infinity)) return null
    for (let i = 0; i < width; i++) {
      if (i === p) continue
      const factor = a[i * width + p] / pivot
      for (let j = 0; j < width; j++) a[i * width + j] -= factor * a[p * width + j]
      a[i * width + p] = factor
    }
    for (let j = 0; j < width; j++) a[p * width + j] /= pivot
    a[p * width + p] = -1 / pivot
  }
  return a.map((value) => -value)
}

/** The lower half of A -= W Pᵀ. */
const updateLower = (pool: Pool, n: number, width: number, addresses: readonly number[]): void => {
  const across = Math.ceil(n / tileSize)
  pool.run({
    kernel: 'updateLowerBlock',
    integers: [n, width, ...addresses, tileSize],
    blocks: (across * (across + 1)) / 2,
    scratchBytes: tileScratch(tileSize, tileSize),
    work: (n * n * width) / 2,
  })
}

/** The other half is made equal to the lower one, and the sign that elimination leaves is taken away. */
const finish = (matrix: Float32Array, n: number): void => {
  for (let top = 0; top < n; top += 64) {
    for (let left = 0; left <= top; left += 64) {
      for (let i = top; i < Math.min(n, top + 64); i++) {
        for (let j = left; j <= Math.min(i, left + 63); j++) {
          const value = -matrix[i * n + j]
          matrix[i * n + j] = value
          matrix[j * n + i] = value
        }
      }
    }
  }
}

/**
 * A⁻¹ in place by symmetric elimination of a panel of pivots k at a time (the sweep operator of Beaton 1964, whose pivots are the squared ones of
 * Cholesky's factor): with D = A_kk⁻¹, W = A_.k D and P = A_.k before,
 *
 *   A -= W Pᵀ,   A_.k = W,   A_kk = -D,
 *
 * and after all panels A is -A⁻¹. n³ operations, nearly all of them in one matrix product per panel over the lower half of A.
 */
export const createInvertPositiveDefinite =
  (pool: Pool, arena: Arena, multiply: Compute['multiply']) =>
  (matrix: Float32Array, n: number): boolean =>
    arena.scope(() => {
      const diagonal = Float32Array.from({ length: n }, (_, i) => matrix[i * n + i])
      const widest = Math.min(n, panelWidth(n))
      const [panel, scaled] = [arena.float32(n * widest), arena.float32(n * widest)]
      const inverse = arena.float32(widest * widest)
      const addresses = [scaled, panel, matrix].map(arena.addressOf)
      for (let from = 0; from < n; from += widest) {
        const width = Math.min(widest, n - from)
        readPanel(matrix, n, { from, width }, panel)
        const square = invertSquare(panel, { from, width }, diagonal)
        if (square === null) return false
        inverse.set(square)
        multiply({ m: n, n: width, k: width, a: panel, b: inverse, c: scaled })
        // What this makes of the panel's own rows and columns is overwritten.
        updateLower(pool, n, width, addresses)
        writePanel(matrix, n, { from, width }, scaled)
        for (let i = 0; i < width; i++) {
          for (let j = 0; j <= i; j++) matrix[(from + i) * n + from + j] = -square[i * width + j]
        }
      }
      finish(matrix, n)
      return true
    })
