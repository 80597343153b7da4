import type { Compute } from '../../compute/compute.ts'
import { alignTable } from '../classifiers/align-table.ts'
import { encodeRows, widthOfEncoder } from '../classifiers/encode.ts'
import type { Contributions } from '../classifiers/family.ts'
import type { Table } from '../classifiers/table.ts'
import { openDense } from '../neural/dense-network.ts'
import { logitsOf, type Networks, reachable, shapeOf } from './score-perceptron.ts'

/** Points of the path at which the gradient is taken. */
export const pathSteps = 32
const together = 128

/** The logit of who is average in everything: the features are all 0. */
const baseOf = (model: Networks, compute: Compute): number =>
  compute.scope(() => {
    const logits = model.networks.map((weights) => {
      const network = openDense(compute, shapeOf(model), 1, reachable(compute, weights), null)
      network.forward(1, null)
      return network.logits[0]
    })
    return logits.reduce((sum, logit) => sum + logit / logits.length, 0)
  })

/** What is missing of each row's logit is shared out by size, so that nothing is missing. */
const complete = (values: Float64Array, columns: number, logits: Float64Array, base: number): void => {
  logits.forEach((logit, row) => {
    const own = values.subarray(row * columns, (row + 1) * columns)
    const size = own.reduce((sum, value) => sum + Math.abs(value), 0)
    const missing = logit - base - own.reduce((sum, value) => sum + value, 0)
    for (let c = 0; c < columns; c++) own[c] += missing * (size > 0 ? Math.abs(own[c]) / size : 1 / columns)
  })
}

/**
 * Integrated gradients (Sundararajan, Taly & Yan 2017), the values of Aumann & Shapley 1974: from the average customer 0 to x in a straight line,
 *   c_j = x_j times the mean over t in 0 .. 1 of d logit / d x_j at t x,
 * by the midpoint rule of `steps` points; a column's contribution is the sum of its features'. What the rule leaves over (the logit is linear in pieces, so little) is shared
 * out in proportion to the contributions' sizes: base and contributions add up to the logit. 8 bytes a cell.
 */
export const explainPerceptron = (
  model: Networks,
  table: Table,
  compute: Compute,
  steps: number = pathSteps,
): Contributions => {
  const { encoder, networks } = model
  const aligned = alignTable(encoder.columns, table)
  const [columns, width] = [encoder.columns.length, widthOfEncoder(encoder)]
  const values = new Float64Array(aligned.rows * columns)
  compute.scope(() => {
    const high = together * steps
    const opened = networks.map((weights) =>
      openDense(compute, shapeOf(model), high, reachable(compute, weights), null),
    )
    const [features, gradient] = [new Float32Array(together * width), new Float64Array(width)]
    const one = new Float32Array(high).fill(1)
    for (let from = 0; from < aligned.rows; from += together) {
      const rows = Math.min(together, aligned.rows - from)
      encodeRows(encoder, aligned, [from, from + rows], features)
      for (const network of opened) {
        for (let at = 0; at < rows * steps * width; at++) {
          const point = Math.floor(at / width)
          network.input[at] =
            ((0.5 + (point % steps)) / steps) * features[Math.floor(point / steps) * width + (at % width)]
        }
        network.forward(rows * steps, null)
        network.backward(rows * steps, one, null, true)
        for (let row = 0; row < rows; row++) {
          gradient.fill(0)
          for (let step = 0, at = row * steps * width; step < steps; step++) {
            for (let j = 0; j < width; j++) gradient[j] += network.dInput[at++]
          }
          for (let c = 0; c < columns; c++) {
            let sum = 0
            for (let j = encoder.first[c]; j < encoder.first[c + 1]; j++) sum += features[row * width + j] * gradient[j]
            values[(from + row) * columns + c] += sum / (steps * opened.length)
          }
        }
      }
    }
  })
  const base = baseOf(model, compute)
  complete(values, columns, logitsOf(model, aligned, compute), base)
  return { base, values }
}
