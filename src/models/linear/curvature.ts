import type { Compute } from '../../compute/compute.ts'
import { encodeRows, widthOfEncoder } from '../classifiers/encode.ts'
import type { Table } from '../classifiers/table.ts'
import { writeScores } from './linear-model.ts'
import type { Loss } from './loss.ts'
import type { Position } from './position.ts'

const blockRows = 2048
/** The curvature of so many rows stands for that of all: it bends the step, and where the steps end is for the gradient of all rows to say. */
const mostRows = 65_536

/** Rows of every so manieth block, spread over the table. */
const sampledBlocks = (rows: number, most: number): readonly number[] => {
  const blocks = Math.ceil(rows / blockRows)
  const step = Math.max(1, blocks / (most / blockRows))
  const taken = Math.ceil(blocks / step)
  return Array.from({ length: taken }, (_, at) => Math.floor(at * step) * blockRows)
}

/** Multiplies each row by the root of its weight; the last feature is 1, of the intercept. */
const weighRows = (block: Float32Array, weights: Float64Array, rows: number, width: number): void => {
  for (let row = 0; row < rows; row++) {
    const root = Math.sqrt(weights[row])
    const start = row * width
    block[start + width - 1] = 1
    for (let at = start; at < start + width; at++) block[at] *= root
  }
}

/**
 * The Hessian of the loss at a position, features and then the intercept: (width + 1) squared, row-major, a sum over rows of w x xᵀ. On tables above `most` rows, or 65,536, it is
 * that of a part of them, in proportion. Products are of 32 bits, sums of blocks of 64.
 */
export const curvatureAt = (
  { encoder, coefficients, intercept }: Position,
  table: Table,
  loss: Loss,
  compute: Compute,
  most = mostRows,
): Float64Array =>
  compute.scope(() => {
    const width = widthOfEncoder(encoder) + 1
    const block = compute.float32(blockRows * width)
    const product = compute.float32(width * width)
    const sum = new Float64Array(width * width)
    let counted = 0
    for (const from of sampledBlocks(table.rows, Math.min(most, mostRows))) {
      const to = Math.min(table.rows, from + blockRows)
      const [scores, residuals, weights] = [0, 1, 2].map(() => new Float64Array(to - from))
      writeScores({ encoder, coefficients }, intercept, table, [from, to], scores)
      loss(scores, from, residuals, weights)
      encodeRows(encoder, table, [from, to], block, width)
      weighRows(block, weights, to - from, width)
      compute.multiply({ m: width, n: width, k: to - from, a: block, b: block, c: product, transposeA: true })
      for (let at = 0; at < sum.length; at++) sum[at] += product[at]
      counted += to - from
    }
    return sum.map((value) => (value * table.rows) / counted)
  })
