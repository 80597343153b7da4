import { addGradient, type Encoder, widthOfEncoder } from '../classifiers/encode.ts'
import type { Table } from '../classifiers/table.ts'
import { writeScores } from './linear-model.ts'
import type { Loss } from './loss.ts'

/** Where a descent stands: coefficients, and the loss and its gradient there (features, then the intercept), without penalty. */
export interface Position {
  readonly encoder: Encoder
  readonly coefficients: Float64Array
  readonly intercept: number
  readonly loss: number
  readonly gradient: Float64Array
}

const blockRows = 4096

/** One pass over the rows of an aligned table, in 64 bits; no feature is written down. Of every `stride`th block of rows only, in proportion, where that is above 1. */
export const positionAt = (
  encoder: Encoder,
  coefficients: Float64Array,
  intercept: number,
  table: Table,
  loss: Loss,
  stride = 1,
): Position => {
  const width = widthOfEncoder(encoder)
  const gradient = new Float64Array(width + 1)
  let [total, counted] = [0, 0]
  const whole = [0, 1, 2].map(() => new Float64Array(Math.min(blockRows, table.rows)))
  for (let from = 0; from < table.rows; from += stride * blockRows) {
    const to = Math.min(table.rows, from + blockRows)
    const [scores, residuals, weights] = whole.map((part) => part.subarray(0, to - from))
    writeScores({ encoder, coefficients }, intercept, table, [from, to], scores)
    total += loss(scores, from, residuals, weights)
    addGradient(encoder, table, [from, to], residuals, gradient)
    for (let at = 0; at < residuals.length; at++) gradient[width] += residuals[at]
    counted += to - from
  }
  if (stride === 1) return { encoder, coefficients, intercept, loss: total, gradient }
  const more = table.rows / counted
  return { encoder, coefficients, intercept, loss: more * total, gradient: gradient.map((sum) => more * sum) }
}
