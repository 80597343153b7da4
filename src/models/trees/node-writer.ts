import type { Compute } from '../../compute/compute.ts'
import type { TreeNodes } from '../../compute/tree-steps.ts'
import type { Split, Totals } from './best-split.ts'
import { doublesOf } from './bin-rows.ts'

/** Trees in one list of nodes. 64 bytes a node. */
export interface Trees {
  /** Per tree its first node. */
  readonly roots: Int32Array
  /** By what a node parts rows; -1: a leaf. */
  readonly column: Int32Array
  /** Where rows go whose bin is not in the set; the others go to the node after that. */
  readonly left: Int32Array
  /** 8 words a node: a bit for each bin. */
  readonly set: Int32Array
  /** What a leaf adds to the score. */
  readonly value: Float64Array
  /** How many rows it was made from. */
  readonly cover: Float64Array
  /** By how much its split lowered the loss. */
  readonly gain: Float64Array
}

/** Writes nodes where kernels can read them; there is room for `most`. */
export const createNodeWriter = (most: number, compute: Compute) => {
  const nodes: TreeNodes = {
    column: compute.int32(most).fill(-1),
    left: compute.int32(most),
    set: compute.int32(8 * most),
    value: compute.int32(2 * most),
  }
  const values = doublesOf(nodes.value)
  const [cover, gain] = [new Float64Array(most), new Float64Array(most)]
  const roots: number[] = []
  let length = 0
  const addRoot = (): number => {
    roots.push(length)
    return length++
  }
  /** The first of its two children. */
  const divide = (node: number, { column, set, gain: own, left, right }: Split): number => {
    nodes.column[node] = column
    nodes.left[node] = length
    nodes.set.set(set, 8 * node)
    gain[node] = own
    cover[node] = left.rows + right.rows
    length += 2
    return length - 2
  }
  const setLeaf = (node: number, value: number, { rows }: Totals): void => {
    values[node] = value
    cover[node] = rows
  }
  /** A copy of the first so many trees, leaf values times `scale`. */
  const copy = (trees: number, scale: number): Trees => {
    const end = trees < roots.length ? roots[trees] : length
    return {
      roots: Int32Array.from(roots.slice(0, trees)),
      column: Int32Array.from(nodes.column.subarray(0, end)),
      left: Int32Array.from(nodes.left.subarray(0, end)),
      set: Int32Array.from(nodes.set.subarray(0, 8 * end)),
      value: Float64Array.from(values.subarray(0, end), (value) => value * scale),
      cover: cover.slice(0, end),
      gain: gain.slice(0, end),
    }
  }
  const lastRoot = (): number => roots[roots.length - 1]
  return { nodes, addRoot, lastRoot, divide, setLeaf, copy }
}

export type NodeWriter = ReturnType<typeof createNodeWriter>
