import type { Compute } from '../../compute/compute.ts'
import { alignTable } from '../classifiers/align-table.ts'
import type { Contributions } from '../classifiers/family.ts'
import type { Table } from '../classifiers/table.ts'
import { binRows, bytesOf, firstByte } from './bin-rows.ts'
import type { TreeModel } from './fit-trees.ts'
import { type LeafPath, leafPaths } from './leaf-paths.ts'
import { createShapley } from './shapley-weights.ts'

/** Parts whose pattern has room in the bits of a number; longer paths are worked out row by row. */
const mostKept = 30

const isIn = (set: Int32Array, bin: number): boolean => ((set[bin >> 5] >>> (bin & 31)) & 1) === 1

/** What the leaf gives to each column of its path for a pattern of those whose conditions a row meets; each pattern is worked out once. */
const createGiver = (path: LeafPath, shapley: ReturnType<typeof createShapley>) => {
  const { parts, value } = path
  const zeros = Float64Array.from(parts, ({ share }) => share)
  const known = new Map<number, Float64Array>()
  const give = (meets: Uint8Array): Float64Array => {
    if (parts.length > mostKept) return shapley(zeros, meets, value)
    let pattern = 0
    for (let at = 0; at < parts.length; at++) pattern |= meets[at] << at
    let found = known.get(pattern)
    if (!found) {
      found = shapley(zeros, meets, value)
      known.set(pattern, found)
    }
    return found
  }
  return give
}

/**
 * Exact Shapley values of the sum of trees (TreeSHAP, path-dependent: Lundberg et al. 2020), leaf by leaf: a column whose value is not known takes either side of a split by the
 * rows that went there in learning. What a leaf gives depends only on which of its path's conditions a row meets, so each pattern is worked out once (as in Yang 2021).
 * base = start + what the trees say of somebody of whom nothing is known.
 */
export const explainTrees = (model: TreeModel, table: Table, compute: Compute): Contributions =>
  compute.scope(() => {
    const aligned = alignTable(model.columns, table)
    const { rows } = aligned
    const width = model.columns.length
    const values = new Float64Array(rows * width)
    const bytes = bytesOf(binRows(aligned, model.plans, compute).bins)
    const shapley = createShapley()
    let base = model.start
    for (const path of leafPaths(model.trees)) {
      const { parts, reached, value } = path
      base += reached * value
      if (parts.length === 0 || value === 0) continue
      const give = createGiver(path, shapley)
      const firsts = parts.map(({ column }) => firstByte(rows, column))
      const meets = new Uint8Array(parts.length)
      for (let row = 0; row < rows; row++) {
        for (let at = 0; at < parts.length; at++) {
          meets[at] = isIn(parts[at].set, bytes[firsts[at] + 8 * row]) ? 1 : 0
        }
        const given = give(meets)
        for (let at = 0; at < parts.length; at++) values[row * width + parts[at].column] += given[at]
      }
    }
    return { base, values }
  })
