import { alignTable } from './align-table.ts'
import {
  addCategoryGradient,
  addCategoryScores,
  type CategoryPlan,
  planCategory,
  writeCategory,
} from './encode-category.ts'
import {
  addNumberGradient,
  addNumberScores,
  type NumberPlan,
  planNumber,
  widthOfNumber,
  writeNumber,
} from './encode-number.ts'
import { type Column, columnOf, type Table } from './table.ts'

/**
 * How a table becomes features for what is linear or made of neurons: numbers standardised, categories one-hot, a flag where a number is missing; every feature has a mean of
 * 0 over the training rows, so that 0 stands for the average customer and for whatever was never seen. Columns that never change have no features.
 */
export interface Encoder {
  readonly columns: readonly Column[]
  readonly plans: readonly (NumberPlan | CategoryPlan)[]
  /** Features of column c are `first[c] .. first[c + 1]`. */
  readonly first: Int32Array
}

export interface EncodeOptions {
  /** Bends per number; 0 when absent: a straight line. */
  readonly knots?: number
  /** Levels that have a feature of their own; 40 when absent. */
  readonly levels?: number
}

export const widthOfEncoder = ({ first }: Encoder): number => first[first.length - 1]

/**
 * Learns from the rows of a table how to encode it and its like.
 * @throws Error as `alignTable`
 */
export const fitEncoder = (table: Table, { knots = 0, levels = 40 }: EncodeOptions = {}): Encoder => {
  const aligned = alignTable(table.columns, table)
  const plans = aligned.columns.map((column, at) =>
    column.kind === 'NUMBER'
      ? planNumber(columnOf(aligned, at), knots)
      : planCategory(columnOf(aligned, at), column.levels.length, levels),
  )
  const first = new Int32Array(plans.length + 1)
  plans.forEach((plan, at) => {
    first[at + 1] = first[at] + (plan.kind === 'NUMBER' ? widthOfNumber(plan) : plan.shares.length)
  })
  return Object.freeze({ columns: aligned.columns, plans, first })
}

type Rows = readonly [from: number, to: number]

/** Writes the features of rows `from .. to` of an aligned table, row-major, `width` numbers apart (the encoder's width or more). 4 bytes each. */
export const encodeRows = (
  encoder: Encoder,
  table: Table,
  rows: Rows,
  out: Float32Array,
  width = widthOfEncoder(encoder),
): void => {
  encoder.plans.forEach((plan, at) => {
    const [cells, first] = [columnOf(table, at), encoder.first[at]]
    if (plan.kind === 'NUMBER') writeNumber(plan, cells, rows, out, width, first)
    else writeCategory(plan, cells, rows, out, width, first)
  })
}

/** Adds to `scores` (of rows `from .. to`) the features of one column times their coefficients, without encoding them. */
export const addColumnScores = (
  encoder: Encoder,
  column: number,
  coefficients: Float64Array,
  table: Table,
  rows: Rows,
  scores: Float64Array,
): void => {
  const plan = encoder.plans[column]
  const own = coefficients.subarray(encoder.first[column], encoder.first[column + 1])
  if (own.length === 0) return
  if (plan.kind === 'NUMBER') addNumberScores(plan, own, columnOf(table, column), rows, scores)
  else addCategoryScores(plan, own, columnOf(table, column), rows, scores)
}

/** Adds to `gradient` (one per feature) the sums over rows `from .. to` of residual times feature, without encoding them. */
export const addGradient = (
  encoder: Encoder,
  table: Table,
  rows: Rows,
  residuals: Float64Array,
  gradient: Float64Array,
): void => {
  encoder.plans.forEach((plan, at) => {
    const own = gradient.subarray(encoder.first[at], encoder.first[at + 1])
    if (plan.kind === 'NUMBER') addNumberGradient(plan, columnOf(table, at), rows, residuals, own)
    else addCategoryGradient(plan, columnOf(table, at), rows, residuals, own)
  })
}
