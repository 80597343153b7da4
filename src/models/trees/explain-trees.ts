import type { Compute } from '../../compute/compute.ts'
import { alignTable } from '../classifiers/align-table.ts'
import type { Contributions } from '../classifiers/family.ts'
import type { Table } from '../classifiers/table.ts'
import { takeRows } from '../classifiers/take-rows.ts'
import { binRows, bytesOf, firstByte } from './bin-rows.ts'
import type { TreeModel } from './fit-trees.ts'
import { type LeafPath, leafPaths, type PathPart } from './leaf-paths.ts'
import { createShapley } from './shapley-weights.ts'

/** Rows whose contributions stay in cache while all leaves are gone through. */
const together = 4096
/** Parts of a path of which all patterns have room in a table; patterns of longer ones are worked out row by row. */
const mostTabled = 10

/** Adds to `patterns` (one per row) a bit where the row's bin is one that stays on the path. */
const addPattern = (bytes: Uint8Array, first: number, { set }: PathPart, bit: number, patterns: Int32Array): void => {
  for (let row = 0, at = first; row < patterns.length; row++, at += 8) {
    const bin = bytes[at]
    patterns[row] |= ((set[bin >> 5] >>> (bin & 31)) & 1) << bit
  }
}

/** What a leaf gives to the columns of its path, for each pattern of those whose conditions are met: worked out when it is first asked for. */
const createGivers = () => {
  const shapley = createShapley()
  const table = new Float64Array(mostTabled << mostTabled)
  const known = new Uint8Array(1 << mostTabled)
  const meets = new Uint8Array(32)
  const workOut = ({ parts, value }: LeafPath, zeros: Float64Array, pattern: number): Float64Array => {
    for (let at = 0; at < parts.length; at++) meets[at] = (pattern >>> at) & 1
    return shapley(zeros, meets, value)
  }
  const tabled = (path: LeafPath, patterns: Int32Array, values: Float64Array, width: number): void => {
    const zeros = Float64Array.from(path.parts, ({ share }) => share)
    const columns = Int32Array.from(path.parts, ({ column }) => column)
    const count = columns.length
    known.fill(0, 0, 1 << count)
    for (let row = 0; row < patterns.length; row++) {
      const pattern = patterns[row]
      const from = pattern * count
      if (known[pattern] === 0) {
        table.set(workOut(path, zeros, pattern), from)
        known[pattern] = 1
      }
      for (let at = 0; at < count; at++) values[row * width + columns[at]] += table[from + at]
    }
  }
  const worked = (path: LeafPath, patterns: Int32Array, values: Float64Array, width: number): void => {
    const zeros = Float64Array.from(path.parts, ({ share }) => share)
    patterns.forEach((pattern, row) => {
      const given = workOut(path, zeros, pattern)
      path.parts.forEach(({ column }, at) => {
        values[row * width + column] += given[at]
      })
    })
  }
  return { tabled, worked }
}

const addRows = (model: TreeModel, paths: readonly LeafPath[], table: Table, values: Float64Array, compute: Compute) =>
  compute.scope(() => {
    const { rows } = table
    const bytes = bytesOf(binRows(table, model.plans, compute).bins)
    const givers = createGivers()
    const patterns = new Int32Array(rows)
    for (const path of paths) {
      patterns.fill(0)
      path.parts.forEach((part, bit) => {
        addPattern(bytes, firstByte(rows, part.column), part, bit, patterns)
      })
      const give = path.parts.length <= mostTabled ? givers.tabled : givers.worked
      give(path, patterns, values, model.columns.length)
    }
  })

/**
 * Exact Shapley values of the sum of trees (TreeSHAP, path-dependent: Lundberg et al. 2020), leaf by leaf: a column whose value is not known takes either side of a split by the
 * rows that went there in learning. What a leaf gives depends only on which of its path's conditions a row meets, so each pattern is worked out once (as in Yang 2021).
 * base = start + what the trees say of somebody of whom nothing is known.
 */
export const explainTrees = (model: TreeModel, table: Table, compute: Compute): Contributions => {
  const aligned = alignTable(model.columns, table)
  const { rows } = aligned
  const width = model.columns.length
  const values = new Float64Array(rows * width)
  const all = [...leafPaths(model.trees)]
  const base = all.reduce((sum, { reached, value }) => sum + reached * value, model.start)
  const paths = all.filter(({ parts, value }) => parts.length > 0 && value !== 0)
  for (let from = 0; from < rows; from += together) {
    const own = Array.from({ length: Math.min(together, rows - from) }, (_, at) => from + at)
    const block = takeRows(aligned, own)
    addRows(model, paths, block, values.subarray(from * width, (from + own.length) * width), compute)
  }
  return { base, values }
}
