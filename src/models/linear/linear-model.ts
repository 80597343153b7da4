import { alignTable } from '../classifiers/align-table.ts'
import { addColumnScores, type Encoder } from '../classifiers/encode.ts'
import type { Contributions } from '../classifiers/family.ts'
import type { Table } from '../classifiers/table.ts'
import { shares } from '../math/shares.ts'

/** score = intercept + sum over features of coefficient x feature. Features have a mean of 0: the intercept is the score of the average customer. */
export interface LinearModel {
  readonly encoder: Encoder
  /** One per feature of the encoder. */
  readonly coefficients: Float64Array
  readonly intercept: number
  /** Per column the mean absolute contribution over the training rows. */
  readonly spread: Float64Array
}

type Weights = Pick<LinearModel, 'encoder' | 'coefficients'>

/** What each column adds to the score of each row; rows x columns, row-major. */
const contributionsOf = ({ encoder, coefficients }: Weights, table: Table): Float64Array => {
  const columns = encoder.columns.length
  const values = new Float64Array(table.rows * columns)
  const own = new Float64Array(table.rows)
  for (let column = 0; column < columns; column++) {
    own.fill(0)
    addColumnScores(encoder, column, coefficients, table, [0, table.rows], own)
    for (let row = 0; row < table.rows; row++) values[row * columns + column] = own[row]
  }
  return values
}

/** Exact: the contributions of the columns and the intercept are the score itself. 8 bytes a cell. */
export const explainLinear = (model: LinearModel, table: Table): Contributions => ({
  base: model.intercept,
  values: contributionsOf(model, alignTable(model.encoder.columns, table)),
})

const blockRows = 4096

/** The mean absolute contribution of each column; an aligned table. */
export const spreadOf = ({ encoder, coefficients }: Weights, table: Table): Float64Array =>
  Float64Array.from(encoder.columns, (_, column) => {
    const own = new Float64Array(blockRows)
    let sum = 0
    for (let from = 0; from < table.rows; from += blockRows) {
      const to = Math.min(table.rows, from + blockRows)
      own.fill(0)
      addColumnScores(encoder, column, coefficients, table, [from, to], own)
      for (let row = 0; row < to - from; row++) sum += Math.abs(own[row])
    }
    return sum / table.rows
  })

/** Scores of rows `from .. to` of an aligned table, into `out`. */
export const writeScores = (
  { encoder, coefficients }: Weights,
  intercept: number,
  table: Table,
  rows: readonly [from: number, to: number],
  out: Float64Array,
): void => {
  out.fill(intercept)
  for (let column = 0; column < encoder.columns.length; column++) {
    addColumnScores(encoder, column, coefficients, table, rows, out)
  }
}

export const scoreLinear = (model: LinearModel, table: Table): Float64Array => {
  const aligned = alignTable(model.encoder.columns, table)
  const scores = new Float64Array(aligned.rows)
  for (let from = 0; from < aligned.rows; from += blockRows) {
    const to = Math.min(aligned.rows, from + blockRows)
    writeScores(model, model.intercept, aligned, [from, to], scores.subarray(from, to))
  }
  return scores
}

export const importanceOfLinear = ({ spread }: LinearModel): Float64Array => shares(spread)
