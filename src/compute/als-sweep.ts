import type { Arena } from './arena.ts'
import { tileScratch } from './calls.ts'
import type { AlsSweep, SparseRows } from './compute.ts'
import type { Pool } from './pool.ts'

/** Kernels take factors by sixteen; missing ones are zeros and stay zeros. */
const padded = (factors: number): number => Math.ceil(factors / 16) * 16
/** Multiplications of a block: some milliseconds. */
const workOfBlock = 8_000_000
/** Items that the exact solver packs at a time, as in kernels/als.ts. */
const packedItems = 128

const copyRows = (from: Float32Array, width: number, to: Float32Array, toWidth: number): void => {
  const [rows, common] = [from.length / width, Math.min(width, toWidth)]
  for (let row = 0; row < rows; row++) to.set(from.subarray(row * width, row * width + common), row * toWidth)
}

const sharedGram = ({ run }: Pool, arena: Arena, fixed: Float32Array, rows: number, k: number, lambda: number) => {
  const high = 4096
  const blocks = Math.ceil(rows / high)
  const gram = arena.float32(k * k)
  arena.scope(() => {
    const partial = arena.float32(blocks * k * k)
    run({
      kernel: 'gramBlock',
      integers: [rows, arena.addressOf(fixed), k, arena.addressOf(partial), high],
      blocks,
      scratchBytes: tileScratch(k, k),
      work: rows * k * k,
    })
    for (let at = 0; at < partial.length; at++) gram[at % (k * k)] += partial[at]
  })
  for (let i = 0; i < k; i++) gram[i * k + i] += lambda
  return gram
}

/** Where blocks of rows start, each of about as much work. */
const blockStarts = ({ rows, pointers }: SparseRows, workOfRow: number, workOfEntry: number, arena: Arena) => {
  const starts = [0]
  let work = 0
  for (let row = 0; row < rows; row++) {
    work += workOfRow + workOfEntry * (pointers[row + 1] - pointers[row])
    if (work < workOfBlock && row + 1 < rows) continue
    starts.push(row + 1)
    work = 0
  }
  const out = arena.int32(starts.length)
  out.set(starts)
  return out
}

const costs = ({ solver, steps }: AlsSweep, k: number) =>
  solver === 'cholesky'
    ? { row: k ** 3 / 4, entry: 0.7 * k * k, scratch: 4 * (k * (k + 6) + packedItems * (2 * k + 6)) }
    : { row: (steps + 1) * k * k, entry: 2 * (steps + 1) * k, scratch: 4 * (3 * k + 8) }

const sweepPadded = (pool: Pool, arena: Arena, sweep: AlsSweep, k: number): void => {
  const { interactions, fixed, solved, regularisation, solver, steps } = sweep
  const gram = sharedGram(pool, arena, fixed, interactions.columns, k, regularisation)
  const cost = costs(sweep, k)
  const starts = blockStarts(interactions, cost.row, cost.entry, arena)
  const arrays = [interactions.pointers, interactions.indices, interactions.values, fixed, solved, gram]
  pool.run({
    kernel: solver === 'cholesky' ? 'choleskyBlock' : 'conjugateGradientBlock',
    integers: [...arrays.map(arena.addressOf), k, arena.addressOf(starts), steps],
    blocks: starts.length - 1,
    scratchBytes: Math.ceil(cost.scratch / 64) * 64,
    work: interactions.rows * cost.row + interactions.indices.length * cost.entry,
  })
}

export const createAlsSweep =
  (pool: Pool, arena: Arena) =>
  (sweep: AlsSweep): void =>
    arena.scope(() => {
      const { fixed, solved, factors, interactions } = sweep
      const k = padded(factors)
      if (interactions.rows === 0) return
      if (k === factors) {
        sweepPadded(pool, arena, sweep, k)
        return
      }
      const [wideFixed, wideSolved] = [arena.float32(interactions.columns * k), arena.float32(interactions.rows * k)]
      copyRows(fixed, factors, wideFixed, k)
      copyRows(solved, factors, wideSolved, k)
      sweepPadded(pool, arena, { ...sweep, fixed: wideFixed, solved: wideSolved, factors: k }, k)
      copyRows(wideSolved, k, solved, factors)
    })
