import type { Trees } from './node-writer.ts'

/** What the path to a leaf asks of one column. */
export interface PathPart {
  readonly column: number
  /** 8 words: the bins that stay on the path at all splits of this column. */
  readonly set: Int32Array
  /** Of the rows at those splits the part that stayed, multiplied over them. */
  readonly share: number
}

export interface LeafPath {
  readonly parts: readonly PathPart[]
  readonly value: number
  /** The product of all shares: the chance of somebody of whom nothing is known to come here. */
  readonly reached: number
}

const narrow = (parts: readonly PathPart[], column: number, set: Int32Array, share: number): readonly PathPart[] => {
  const known = parts.find((part) => part.column === column)
  if (!known) return [...parts, { column, set, share }]
  const both = { column, set: known.set.map((word, at) => word & set[at]), share: known.share * share }
  return parts.map((part) => (part === known ? both : part))
}

/** Of each leaf of each tree what leads to it. */
export function* leafPaths(trees: Trees): Generator<LeafPath> {
  const { column, left, set, value, cover } = trees
  function* below(node: number, parts: readonly PathPart[], reached: number): Generator<LeafPath> {
    if (column[node] < 0) {
      yield { parts, value: value[node], reached }
      return
    }
    const right = set.slice(8 * node, 8 * node + 8)
    for (const [child, stays] of [
      [left[node], right.map((word) => ~word)],
      [left[node] + 1, right],
    ] as const) {
      const share = cover[child] / cover[node]
      yield* below(child, narrow(parts, column[node], stays, share), reached * share)
    }
  }
  for (const root of trees.roots) yield* below(root, [], 1)
}
