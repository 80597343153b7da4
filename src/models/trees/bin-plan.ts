import { type Column, columnOf, type Table } from '../classifiers/table.ts'

/** How a column becomes bins; bin 0 is what is missing, or was never seen. */
export type BinPlan =
  /** Bin b holds what is above edge b - 2, up to edge b - 1. Ascending. */
  | { readonly kind: 'NUMBER'; readonly edges: Float32Array }
  /** Per level its bin. */
  | { readonly kind: 'CATEGORY'; readonly binOf: Uint8Array; readonly used: number }

export const binsOf = (plan: BinPlan): number => (plan.kind === 'NUMBER' ? plan.edges.length + 2 : plan.used + 1)

/** Beside the one of what is missing. */
const mostKnown = 255
const mostSampled = 100_000

const sampleOf = (cells: Float32Array): Float32Array => {
  const step = Math.ceil(cells.length / mostSampled)
  if (step <= 1) return cells.filter((value) => !Number.isNaN(value)).sort()
  const taken = new Float32Array(Math.ceil(cells.length / step))
  for (let at = 0; at < taken.length; at++) taken[at] = cells[at * step]
  return taken.filter((value) => !Number.isNaN(value)).sort()
}

/** In the middle between two numbers: at or above the lower, below the upper one. */
const between = (low: number, high: number): number => {
  const middle = Math.fround(low / 2 + high / 2)
  return middle < high ? Math.max(low, middle) : low
}

const distinctEdges = (sorted: Float32Array, most: number): number[] | null => {
  const edges: number[] = []
  for (let at = 1; at < sorted.length; at++) {
    if (sorted[at] === sorted[at - 1]) continue
    if (edges.length === most - 1) return null
    edges.push(between(sorted[at - 1], sorted[at]))
  }
  return edges
}

const quantileEdges = (sorted: Float32Array, bins: number): number[] => {
  const edges: number[] = []
  for (let bin = 1; bin < bins; bin++) {
    const at = Math.round((bin * sorted.length) / bins)
    const edge = between(sorted[at - 1], sorted[at])
    if (edge > (edges.at(-1) ?? -Infinity) && edge < sorted[sorted.length - 1]) edges.push(edge)
  }
  return edges
}

/** A bin for every number where there are few enough, else about as many rows in each. */
const planNumber = (cells: Float32Array, most: number): BinPlan => {
  const sorted = sampleOf(cells)
  return { kind: 'NUMBER', edges: Float32Array.from(distinctEdges(sorted, most) ?? quantileEdges(sorted, most)) }
}

/** A bin for each of the most frequent levels; the rest share the last. */
const planCategory = (cells: Float32Array, levels: number, most: number): BinPlan => {
  const counts = new Int32Array(levels)
  for (const code of cells) if (!Number.isNaN(code)) counts[code]++
  const seen = Array.from(counts.keys()).filter((level) => counts[level] > 0)
  const byCount = seen.toSorted((a, b) => counts[b] - counts[a] || a - b)
  const kept = seen.length <= most ? seen : byCount.slice(0, most - 1).sort((a, b) => a - b)
  const used = Math.min(seen.length, most)
  const binOf = new Uint8Array(levels)
  for (const level of seen) binOf[level] = used
  kept.forEach((level, at) => {
    binOf[level] = at + 1
  })
  return { kind: 'CATEGORY', binOf, used }
}

/** Learns bins from the rows of an aligned table; at most `most` a column beside that of what is missing. */
export const planBins = (table: Table, most: number): readonly BinPlan[] => {
  const bins = Math.min(most, mostKnown)
  return table.columns.map((column: Column, at) =>
    column.kind === 'NUMBER'
      ? planNumber(columnOf(table, at), bins)
      : planCategory(columnOf(table, at), column.levels.length, bins),
  )
}
