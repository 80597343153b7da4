import type { Arena } from './arena.ts'
import { tileScratch } from './calls.ts'
import type { AlsSweep, Compute, SparseRows } from './compute.ts'
import { factorise, invertTriangle } from './plain/cholesky.ts'
import type { Pool } from './pool.ts'

/** Kernels take factors by sixteen; missing ones are zeros and stay zeros. */
const padded = (factors: number): number => Math.ceil(factors / 16) * 16
/** Multiplications of a block: some milliseconds. */
const workOfBlock = 8_000_000
/** Items that the exact solver packs at a time, as in kernels/als.ts. */
const packedItems = 128
/** Items that conjugate gradient visits twice while they are in cache, as there. */
const itemsTogether = 96

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
    : { row: 8 * k, entry: (2 * steps + 1) * k, scratch: 4 * (3 * k + itemsTogether) }

interface Tools {
  readonly pool: Pool
  readonly arena: Arena
  readonly multiply: Compute['multiply']
}

const runBlocks = ({ pool, arena }: Tools, sweep: AlsSweep, gram: Float32Array): void => {
  const { interactions, fixed, solved, solver, steps, factors: k } = sweep
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

/** L and its inverse of G = L Lᵀ; null where G is not positive definite. */
const triangles = (arena: Arena, gram: Float32Array, k: number) => {
  const l = Float64Array.from(gram)
  if (!factorise(l, k)) return null
  for (let i = 0; i < k; i++) l.fill(0, i * k + i + 1, (i + 1) * k)
  const [triangle, inverse] = [arena.float32(k * k), arena.float32(k * k)]
  triangle.set(l)
  invertTriangle(l, k)
  inverse.set(l)
  return { triangle, inverse }
}

/**
 * Conjugate gradient in the coordinates in which G is the identity: ỹ = L⁻¹ y, x̃ = Lᵀ x. There A = I + sum v ỹ ỹᵀ, so a step costs no product with G and, since few
 * of its eigenvalues are far from 1, does as much as several would.
 */
const sweepWhitened = (tools: Tools, sweep: AlsSweep, gram: Float32Array): void => {
  const { arena, multiply } = tools
  const { fixed, solved, factors: k, interactions } = sweep
  const { rows, columns } = interactions
  const found = triangles(arena, gram, k)
  if (found === null) {
    solved.fill(Number.NaN)
    return
  }
  const { triangle, inverse } = found
  const [whiteFixed, whiteSolved] = [arena.float32(columns * k), arena.float32(rows * k)]
  multiply({ m: columns, n: k, k, a: fixed, b: inverse, transposeB: true, c: whiteFixed })
  multiply({ m: rows, n: k, k, a: solved, b: triangle, c: whiteSolved })
  runBlocks(tools, { ...sweep, fixed: whiteFixed, solved: whiteSolved }, gram)
  multiply({ m: rows, n: k, k, a: whiteSolved, b: inverse, c: solved })
}

const sweepPadded = (tools: Tools, sweep: AlsSweep, factors: number): void => {
  const { fixed, regularisation, solver, factors: k, interactions } = sweep
  const gram = sharedGram(tools.pool, tools.arena, fixed, interactions.columns, k, regularisation)
  // Factors that are only there to fill up have nothing in them: any pivot will do.
  for (let i = factors; i < k; i++) gram[i * k + i] = 1
  if (solver === 'cholesky') runBlocks(tools, sweep, gram)
  else sweepWhitened(tools, sweep, gram)
}

export const createAlsSweep =
  (pool: Pool, arena: Arena, multiply: Compute['multiply']) =>
  (sweep: AlsSweep): void =>
    arena.scope(() => {
      const { fixed, solved, factors, interactions } = sweep
      const tools = { pool, arena, multiply }
      const k = padded(factors)
      if (interactions.rows === 0) return
      if (k === factors) {
        sweepPadded(tools, sweep, factors)
        return
      }
      const [wideFixed, wideSolved] = [arena.float32(interactions.columns * k), arena.float32(interactions.rows * k)]
      copyRows(fixed, factors, wideFixed, k)
      copyRows(solved, factors, wideSolved, k)
      sweepPadded(tools, { ...sweep, fixed: wideFixed, solved: wideSolved, factors: k }, factors)
      copyRows(wideSolved, k, solved, factors)
    })
