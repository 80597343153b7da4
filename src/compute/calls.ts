import type { Arena } from './arena.ts'
import type { MatrixProduct, SoftmaxOfRows, SparseRows, TopOfRows } from './compute.ts'
import type { Pool } from './pool.ts'

const wholeTile = { high: 192, wide: 256 }
/** What `tile` in kernels/gemm.ts packs: a piece aside, then 256 deep of A and of B. */
export const tileScratch = (high: number, wide: number): number => 256 + 4 * 256 * (high + 8 + wide + 8)

/** Smaller tiles where whole ones would be too few to share; what is computed is the same to the bit. */
const tileOf = (m: number, n: number) => {
  let { high, wide } = wholeTile
  const tiles = () => Math.ceil(m / high) * Math.ceil(n / wide)
  while (tiles() < 8 && high > 48) {
    high /= 2
    if (tiles() < 8) wide /= 2
  }
  return { high, wide, tiles: tiles() }
}

/** What a product over nothing leaves of C. */
const scaleAll = (c: Float32Array, beta: number): void => {
  for (let at = 0; at < c.length; at++) c[at] = beta === 0 ? 0 : beta * c[at]
}

export const createMultiply =
  ({ run }: Pool, { addressOf }: Arena) =>
  ({ m, n, k, a, b, c, transposeA = false, transposeB = false, alpha = 1, beta = 0 }: MatrixProduct): void => {
    const { high, wide, tiles } = tileOf(m, n)
    const strides = [transposeA ? 1 : k, transposeA ? m : 1, transposeB ? 1 : n, transposeB ? k : 1]
    if (k === 0) scaleAll(c.subarray(0, m * n), beta)
    run({
      kernel: 'multiplyBlock',
      integers: [m, n, k, addressOf(a), addressOf(b), addressOf(c), ...strides, high, wide],
      floats: [alpha, beta],
      blocks: tiles,
      scratchBytes: tileScratch(high, wide),
      work: m * n * k,
    })
  }

const rowsOfBlock = (rows: number, workOfRow: number): number =>
  Math.max(1, Math.min(Math.ceil(rows / 8), Math.round(1_000_000 / Math.max(1, workOfRow))))

export const createMultiplySparse =
  ({ run }: Pool, { addressOf }: Arena) =>
  ({ rows, pointers, indices, values }: SparseRows, dense: Float32Array, width: number, out: Float32Array): void => {
    const work = pointers[rows] * width
    const high = rowsOfBlock(rows, work / rows)
    const arrays = [addressOf(pointers), addressOf(indices), addressOf(values), addressOf(dense)]
    run({
      kernel: 'multiplySparseBlock',
      integers: [rows, ...arrays, width, addressOf(out), high],
      blocks: Math.ceil(rows / high),
      work: work + rows * width,
    })
  }

/** Per column where in the rows its entries are, and where those rows end. */
const positionsByColumn = ({ rows, columns, pointers, indices }: SparseRows, arena: Arena) => {
  const starts = arena.int32(columns + 1)
  const positions = arena.int32(indices.length)
  const ends = arena.int32(indices.length)
  for (const column of indices) starts[column + 1]++
  for (let column = 0; column < columns; column++) starts[column + 1] += starts[column]
  const next = starts.slice()
  for (let row = 0; row < rows; row++) {
    for (let at = pointers[row]; at < pointers[row + 1]; at++) {
      const to = next[indices[at]]++
      positions[to] = at
      ends[to] = pointers[row + 1]
    }
  }
  return { starts, positions, ends }
}

export const createSparseGram =
  ({ run }: Pool, arena: Arena) =>
  (sparse: SparseRows, out: Float32Array): void =>
    arena.scope(() => {
      const { columns, pointers, indices, values } = sparse
      const { starts, positions, ends } = positionsByColumn(sparse, arena)
      const { addressOf } = arena
      const arrays = [indices, values, starts, positions, ends, out].map(addressOf)
      const meanRow = indices.length / Math.max(1, sparse.rows)
      const work = indices.length * meanRow + columns ** 2
      const high = rowsOfBlock(columns, work / columns)
      run({
        kernel: 'sparseGramBlock',
        integers: [columns, ...arrays, high],
        blocks: Math.ceil(columns / high),
        work: pointers[sparse.rows] * meanRow + columns ** 2,
      })
      mirror({ run }, columns, addressOf(out))
    })

/** The lower half becomes what the upper half is. */
export const mirror = ({ run }: Pick<Pool, 'run'>, n: number, matrix: number): void =>
  run({ kernel: 'mirrorBlock', integers: [n, matrix], blocks: Math.ceil(n / 64), work: n * n })

export const createTopOfRows =
  ({ run }: Pool, { addressOf }: Arena) =>
  ({ scores, rows, columns, k, best, bestScores }: TopOfRows): void => {
    if (k === 0) return
    const high = rowsOfBlock(rows, columns)
    run({
      kernel: 'topOfRowsBlock',
      integers: [addressOf(scores), rows, columns, k, addressOf(best), addressOf(bestScores), high],
      blocks: Math.ceil(rows / high),
      work: rows * columns,
    })
  }

/** About so many multiplications an exponential costs. */
const exponential = 16

export const createSoftmaxOfRows =
  ({ run }: Pool, { addressOf }: Arena) =>
  ({ logits, rows, columns, shift, own, weight, logSums }: SoftmaxOfRows): void => {
    const high = rowsOfBlock(rows, exponential * columns)
    const [ofShift, ofOwn, ofWeight] = [shift, own, weight].map((array) => (array ? addressOf(array) : 0))
    run({
      kernel: 'softmaxOfRowsBlock',
      integers: [addressOf(logits), rows, columns, ofShift, ofOwn, ofWeight, addressOf(logSums), high],
      blocks: Math.ceil(rows / high),
      work: exponential * rows * columns,
    })
  }
