import type { Compute } from '../../compute/compute.ts'
import { alignTable } from '../classifiers/align-table.ts'
import { encodeRows, widthOfEncoder } from '../classifiers/encode.ts'
import type { Contributions } from '../classifiers/family.ts'
import type { Table } from '../classifiers/table.ts'
import { openDense } from '../neural/dense-network.ts'
import { createPathGradient, pathRows } from './path-gradient.ts'
import { logitsOf, type Networks, reachable, shapeOf } from './score-perceptron.ts'

/** Points of the path at which the gradient is taken, where there is more than one hidden layer. */
const pathSteps = 32

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

/** One network: from the features of at most `pathRows` rows to the mean gradient by each, both rows x inputs. */
const openPath = (model: Networks, own: Float32Array, compute: Compute, steps: number) => {
  const shape = shapeOf(model)
  const { inputs } = shape
  const [units] = shape.hidden
  const weights = reachable(compute, own)
  const first = weights.subarray(0, inputs * units)
  const gradientOf = createPathGradient(compute, shape, weights, steps)
  const [z, dz] = [compute.float32(pathRows * units), compute.float32(pathRows * units)]
  const out = compute.float32(pathRows * inputs)
  return (rows: number, features: Float32Array): Float32Array => {
    compute.multiply({ m: rows, n: units, k: inputs, a: features, b: first, c: z })
    gradientOf(rows, z, dz)
    compute.multiply({ m: rows, n: inputs, k: units, a: dz, b: first, c: out, transposeB: true })
    return out
  }
}

/**
 * Integrated gradients (Sundararajan, Taly & Yan 2017), the values of Aumann & Shapley 1974: from the average customer 0 to x in a straight line,
 *   c_j = x_j times the mean over t in 0 .. 1 of d logit / d x_j at t x;
 * a column's contribution is the sum of its features'. Exact to rounding with one hidden layer, since it is known where on the way each unit goes on or off; with more,
 * by the midpoint rule of `steps` points. What is left over is shared out in proportion to the contributions' sizes: base and contributions add up to the logit. 8 bytes a cell.
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
    const paths = networks.map((own) => openPath(model, own, compute, steps))
    const features = compute.float32(pathRows * width)
    for (let from = 0; from < aligned.rows; from += pathRows) {
      const rows = Math.min(pathRows, aligned.rows - from)
      encodeRows(encoder, aligned, [from, from + rows], features)
      for (const path of paths) {
        const gradient = path(rows, features)
        for (let row = 0; row < rows; row++) {
          for (let c = 0; c < columns; c++) {
            let sum = 0
            for (let at = row * width + encoder.first[c]; at < row * width + encoder.first[c + 1]; at++) {
              sum += features[at] * gradient[at]
            }
            values[(from + row) * columns + c] += sum / paths.length
          }
        }
      }
    }
  })
  const base = baseOf(model, compute)
  complete(values, columns, logitsOf(model, aligned, compute), base)
  return { base, values }
}
