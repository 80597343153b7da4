import { columnOf, type Table } from '../classifiers/table.ts'

/** How the values of a column are spread, so that another table can be held against it. */
export interface ColumnSpread {
  readonly name: string
  /** Of numbers: where one bin ends and the next begins. Of categories: the names, in the order of the shares. */
  readonly edges: readonly number[]
  readonly levels: readonly string[]
  /** One more than edges, or one per level; the last one of all is of what is missing. */
  readonly shares: readonly number[]
}

const bins = 10
const mostSampled = 50_000

const binOf = (edges: readonly number[], value: number): number => {
  let [low, high] = [0, edges.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (value >= edges[middle]) low = middle + 1
    else high = middle
  }
  return low
}

const quantilesOf = (cells: Float32Array): readonly number[] => {
  const step = Math.max(1, Math.ceil(cells.length / mostSampled))
  const sorted = cells.filter((value, row) => row % step === 0 && !Number.isNaN(value)).sort()
  const at = (bin: number) => sorted[Math.floor((bin * sorted.length) / bins)]
  const edges = Array.from({ length: bins - 1 }, (_, bin) => at(bin + 1)).filter((edge) => edge > sorted[0])
  return [...new Set(edges)]
}

/** Shares of a number's values in the bins of `edges`, and of what is missing. */
const sharesIn = (cells: Float32Array, edges: readonly number[]): readonly number[] => {
  const counts = new Array<number>(edges.length + 2).fill(0)
  for (const value of cells) counts[Number.isNaN(value) ? edges.length + 1 : binOf(edges, value)]++
  return counts.map((count) => count / cells.length)
}

const sharesOfLevels = (cells: Float32Array, own: readonly string[], levels: readonly string[]): readonly number[] => {
  const counts = new Map<string, number>()
  let missing = 0
  for (const code of cells) {
    if (Number.isNaN(code)) missing++
    else counts.set(own[code], (counts.get(own[code]) ?? 0) + 1)
  }
  return [...levels.map((level) => (counts.get(level) ?? 0) / cells.length), missing / cells.length]
}

/** Numbers in ten bins of about as many rows, categories by name. */
export const spreadsOf = (table: Table): readonly ColumnSpread[] =>
  table.columns.map((column, place) => {
    const cells = columnOf(table, place)
    if (column.kind === 'CATEGORY') {
      const { name, levels } = column
      return { name, edges: [], levels, shares: sharesOfLevels(cells, levels, levels) }
    }
    const edges = quantilesOf(cells)
    return { name: column.name, edges, levels: [], shares: sharesIn(cells, edges) }
  })

/** The shares of the same bins in another table; null where it has no such column. */
export const sharesNow = ({ name, edges, levels }: ColumnSpread, table: Table): readonly number[] | null => {
  const place = table.columns.findIndex((column) => column.name === name)
  if (place < 0) return null
  const column = table.columns[place]
  const cells = columnOf(table, place)
  return column.kind === 'CATEGORY' ? sharesOfLevels(cells, column.levels, levels) : sharesIn(cells, edges)
}

/** Probabilities in bins of a twentieth, amounts in ten bins of about as many rows. */
export const distributionOf = (values: Float64Array, isProbability: boolean) => {
  if (values.length === 0) return { edges: [0, 1], shares: [0] }
  const cells = Float32Array.from(values)
  const inner = isProbability ? Array.from({ length: 19 }, (_, bin) => (bin + 1) / 20) : quantilesOf(cells)
  const [least, most] = cells.reduce(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Infinity, -Infinity],
  )
  const edges = isProbability ? [0, ...inner, 1] : [least, ...inner, most]
  return { edges, shares: sharesIn(cells, inner).slice(0, -1) }
}

/** The same values in the bins of an earlier distribution. */
export const sharesWithin = (values: Float64Array, edges: readonly number[]): readonly number[] =>
  sharesIn(Float32Array.from(values), edges.slice(1, -1)).slice(0, -1)
