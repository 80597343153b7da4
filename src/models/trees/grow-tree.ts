import type { Compute } from '../../compute/compute.ts'
import type { BinnedRows } from '../../compute/tree-steps.ts'
import type { BinLayout, Split, SplitFinder, Totals } from './best-split.ts'
import type { NodeWriter } from './node-writer.ts'

export interface TreeLimits {
  readonly leaves: number
  readonly depth: number
  readonly leastRows: number
  /** What a leaf is worth. */
  readonly worthOf: (totals: Totals) => number
}

/** Everything that stays from tree to tree. */
export interface TreeGround {
  readonly compute: Compute
  readonly binned: BinnedRows
  readonly gradients: Int32Array
  readonly layout: BinLayout
  /** The same in the memory of the compute. */
  readonly offsets: Int32Array
  readonly finder: SplitFinder
  readonly nodes: NodeWriter
  /** Room for one row each, and as much to scribble on. */
  readonly members: Int32Array
  readonly spare: Int32Array
  readonly set: Int32Array
  /** Sums that nobody needs any more. */
  readonly free: Int32Array[]
}

export interface Leaf {
  readonly node: number
  readonly from: number
  readonly to: number
  readonly depth: number
  readonly totals: Totals
  readonly value: number
  readonly split: Split | null
  /** null where it will not be split. */
  readonly sums: Int32Array | null
}

const takeSums = ({ free, compute, layout }: TreeGround): Int32Array =>
  free.pop() ?? compute.int32(4 * layout.offsets[layout.plans.length])

/** The leaf whose split is worth the most; the first of equals. */
const bestOf = (leaves: readonly Leaf[]): number => {
  let best = -1
  leaves.forEach(({ split }, at) => {
    if (split && (best < 0 || split.gain > leaves[best].split!.gain)) best = at
  })
  return best
}

/** Grows trees leaf by leaf, the most worthwhile first (Shi 2007; LightGBM: Ke et al. 2017), each from sums by bin of the smaller side, the larger being what is left. */
export const createGrower = (ground: TreeGround, limits: TreeLimits) => {
  const { compute, binned, gradients, offsets, finder, nodes, members, spare, set, free } = ground
  const canSplit = ({ rows }: Totals, depth: number): boolean => rows >= 2 * limits.leastRows && depth < limits.depth

  const leafFrom = (part: Omit<Leaf, 'split' | 'value'>, columns: Int32Array): Leaf => {
    const split = part.sums && finder.find(part.sums, part.totals, columns)
    if (part.sums && !split) free.push(part.sums)
    return { ...part, value: limits.worthOf(part.totals), split, sums: split ? part.sums : null }
  }

  const rootOf = (count: number, columns: Int32Array): Leaf => {
    const sums = takeSums(ground)
    compute.sumBins({ binned, gradients, members, from: 0, to: count, offsets, sums })
    const totals = finder.totalsOf(sums)
    return leafFrom({ node: nodes.addRoot(), from: 0, to: count, depth: 0, totals, sums }, columns)
  }

  /** Sums of both sides, as far as somebody will ask for them. */
  const sumsOf = (whole: Int32Array, split: Split, [from, middle, to]: readonly number[], depth: number) => {
    if (!canSplit(split.left, depth) && !canSplit(split.right, depth)) {
      free.push(whole)
      return { left: null, right: null }
    }
    const isLeft = middle - from <= to - middle
    const sums = takeSums(ground)
    const part = isLeft ? { from, to: middle } : { from: middle, to }
    compute.sumBins({ binned, gradients, members, offsets, sums, whole, ...part })
    return isLeft ? { left: sums, right: whole } : { left: whole, right: sums }
  }

  const divide = (leaf: Leaf, split: Split, columns: Int32Array, isLast: boolean): readonly Leaf[] => {
    const { from, to, node } = leaf
    const depth = leaf.depth + 1
    set.set(split.set)
    const middle = from + compute.partRows({ binned, column: split.column, set, members, from, to, spare })
    const left = nodes.divide(node, split)
    if (isLast) free.push(leaf.sums!)
    const both = isLast ? { left: null, right: null } : sumsOf(leaf.sums!, split, [from, middle, to], depth)
    const use = (sums: Int32Array | null, totals: Totals): Int32Array | null => {
      if (sums === null || canSplit(totals, depth)) return sums
      free.push(sums)
      return null
    }
    return [
      { node: left, from, to: middle, depth, totals: split.left, sums: use(both.left, split.left) },
      { node: left + 1, from: middle, to, depth, totals: split.right, sums: use(both.right, split.right) },
    ].map((part) => leafFrom(part, columns))
  }

  /** From the first `count` members, by some columns; the leaves, each with its own part of the members. */
  return (count: number, columns: Int32Array): readonly Leaf[] => {
    const leaves = [rootOf(count, columns)]
    while (leaves.length < limits.leaves) {
      const best = bestOf(leaves)
      if (best < 0) break
      const leaf = leaves[best]
      const [left, right] = divide(leaf, leaf.split!, columns, leaves.length + 1 === limits.leaves)
      leaves[best] = left
      leaves.push(right)
    }
    for (const { node, value, totals, sums } of leaves) {
      nodes.setLeaf(node, value, totals)
      if (sums) free.push(sums)
    }
    return leaves
  }
}
