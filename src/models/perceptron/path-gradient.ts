import type { Compute } from '../../compute/compute.ts'
import { type DenseShape, decayedWeights, openDense } from '../neural/dense-network.ts'
import { reachable } from './score-perceptron.ts'

/** Rows whose paths are walked together. */
export const pathRows = 128

/**
 * The mean over t in 0 .. 1 of the gradient of the logit by what the first hidden layer's units are handed, b + t z; `z` and `out` are rows x units.
 */
export type PathGradient = (rows: number, z: Float32Array, out: Float32Array) => void

/** How much of the way from b to b + z lies above 0. */
const shareOn = (b: number, z: number): number => {
  const end = b + z
  if (b > 0) return end > 0 ? 1 : b / (b - end)
  return end > 0 ? end / (end - b) : 0
}

/** Of one hidden layer: exact, for a unit is on from where it crosses 0. */
const ofOneLayer =
  (bias: Float32Array, out: Float32Array): PathGradient =>
  (rows, z, gradient) => {
    const units = bias.length
    for (let row = 0, at = 0; row < rows; row++) {
      for (let j = 0; j < units; j++, at++) gradient[at] = out[j] * shareOn(bias[j], z[at])
    }
  }

/** The network that reads what the first hidden layer of this one says. */
const behindFirst = ({ inputs, hidden }: DenseShape, weights: Float32Array) => {
  const [units, ...rest] = hidden
  const matrices = decayedWeights({ inputs, hidden })
  const flat = new Float32Array(weights.length - inputs * units - units)
  flat.set(weights.subarray(inputs * units, matrices))
  flat.set(weights.subarray(matrices + units), matrices - inputs * units)
  return { shape: { inputs: units, hidden: rest }, flat }
}

/** Of several: the midpoint rule at `steps` points. */
const ofMoreLayers = (
  compute: Compute,
  shape: DenseShape,
  weights: Float32Array,
  bias: Float32Array,
  steps: number,
): PathGradient => {
  const units = bias.length
  const { shape: rest, flat } = behindFirst(shape, weights)
  const network = openDense(compute, rest, pathRows * steps, reachable(compute, flat), null)
  const one = new Float32Array(pathRows * steps).fill(1)
  const points = Float64Array.from({ length: steps }, (_, step) => (step + 0.5) / steps)
  return (rows, z, gradient) => {
    for (let row = 0, to = 0; row < rows; row++) {
      for (const t of points) {
        for (let j = 0; j < units; j++) network.input[to++] = Math.max(0, bias[j] + t * z[row * units + j])
      }
    }
    network.forward(rows * steps, null)
    network.backward(rows * steps, one, null, true)
    gradient.fill(0, 0, rows * units)
    for (let row = 0, at = 0; row < rows; row++) {
      for (let step = 0; step < steps; step++) {
        for (let j = 0; j < units; j++, at++) {
          if (network.input[at] > 0) gradient[row * units + j] += network.dInput[at] / steps
        }
      }
    }
  }
}

/** For at most `pathRows` rows at a time. */
export const createPathGradient = (
  compute: Compute,
  shape: DenseShape,
  weights: Float32Array,
  steps: number,
): PathGradient => {
  const [units] = shape.hidden
  const matrices = decayedWeights(shape)
  const bias = weights.subarray(matrices, matrices + units)
  return shape.hidden.length === 1
    ? ofOneLayer(bias, weights.subarray(shape.inputs * units, matrices))
    : ofMoreLayers(compute, shape, weights, bias, steps)
}
