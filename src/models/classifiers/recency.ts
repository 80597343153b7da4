import { shares } from '../math/shares.ts'
import { logit } from '../math/sigmoid.ts'
import { alignTable } from './align-table.ts'
import { checkLabels } from './check-labels.ts'
import type { ClassifierFamily } from './family.ts'
import { type Column, columnOf, type Table } from './table.ts'
import { bytesOfCells, bytesOfColumns } from './table-size.ts'

interface RecencyOptions {
  /** The number to go by: the first of these that the table has. */
  readonly columns: readonly string[]
  /** Groups of about as many rows each. */
  readonly groups: number
}

interface Recency {
  readonly columns: readonly Column[]
  readonly column: number
  /** Where one group ends and the next begins, ascending; the group of what is missing comes after the last. */
  readonly edges: Float32Array
  /** Per group the share of positives. */
  readonly rates: Float64Array
  readonly rate: number
}

/** So many rows of the base rate are added to each group: a group of few says little. */
const prior = 10

const groupOf = (edges: Float32Array, value: number): number => {
  if (Number.isNaN(value)) return edges.length + 1
  let group = 0
  while (group < edges.length && value >= edges[group]) group++
  return group
}

const edgesOf = (cells: Float32Array, groups: number): Float32Array => {
  const sorted = cells.filter((value) => !Number.isNaN(value)).sort()
  if (sorted.length === 0) return new Float32Array(0)
  const edges = Array.from({ length: groups - 1 }, (_, at) => sorted[Math.floor(((at + 1) * sorted.length) / groups)])
  return Float32Array.from([...new Set(edges)].filter((edge) => edge > sorted[0]))
}

const logitsOf = ({ columns, column, edges, rates }: Recency, table: Table): Float64Array =>
  Float64Array.from(columnOf(alignTable(columns, table), column), (value) => logit(rates[groupOf(edges, value)]))

/**
 * What a shop does without a model: people by how long ago they bought, and of each group the share it had before. Missing values are a group; of a group of few rows
 * the rate is drawn to that of all, p = (positives + 10 rate) / (rows + 10).
 */
export const recency: ClassifierFamily<RecencyOptions, Recency> = {
  name: 'recency',
  defaults: { columns: ['recency', 'daysSinceLastOrder', 'tenure'], groups: 20 },
  space: {},
  memory: (shape, { groups }) => {
    const model = bytesOfColumns(shape.columns) + 64 * groups
    return { model, fit: model + bytesOfCells(shape) + 8 * shape.rows }
  },
  work: ({ rows, columns }) => rows * (columns.length + 400),
  fit: (data, { columns: names, groups }) => {
    const { positives } = checkLabels(data)
    const table = alignTable(data.table.columns, data.table)
    const isNumber =
      (name: string) =>
      ({ kind, name: own }: Column) =>
        own === name && kind === 'NUMBER'
    const found = names.find((name) => table.columns.some(isNumber(name)))
    if (found === undefined) throw new Error(`The table has no number called ${names.join(' or ')} to go by.`)
    const column = table.columns.findIndex(isNumber(found))
    const cells = columnOf(table, column)
    const edges = edgesOf(cells, groups)
    const rate = positives / table.rows
    const [rows, ones] = [new Float64Array(edges.length + 2), new Float64Array(edges.length + 2)]
    cells.forEach((value, row) => {
      const group = groupOf(edges, value)
      rows[group]++
      ones[group] += data.labels[row]
    })
    const rates = ones.map((count, group) => (count + prior * rate) / (rows[group] + prior))
    return Object.freeze({ columns: table.columns, column, edges, rates, rate })
  },
  predict: (model, table) => logitsOf(model, table).map((value) => 1 / (1 + Math.exp(-value))),
  explain: (model, table) => {
    const width = model.columns.length
    const values = new Float64Array(table.rows * width)
    const base = logit(model.rate)
    logitsOf(model, table).forEach((value, row) => {
      values[row * width + model.column] = value - base
    })
    return { base, values }
  },
  importance: ({ columns, column }) => shares(Float64Array.from(columns, (_, at) => (at === column ? 1 : 0))),
}
