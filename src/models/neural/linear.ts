import type { Compute } from '../../compute/compute.ts'

/** A dense layer: weights (inputs x outputs) and a bias. */
export interface Linear {
  readonly inputs: number
  readonly outputs: number
  readonly weight: Float32Array
  readonly bias: Float32Array
}

/** y = x W + b for `rows` rows. */
export const linear = (
  compute: Compute,
  { inputs, outputs, weight, bias }: Linear,
  x: Float32Array,
  rows: number,
  y: Float32Array,
) => {
  compute.multiply({ m: rows, n: outputs, k: inputs, a: x, b: weight, c: y })
  for (let row = 0; row < rows; row++) {
    const from = row * outputs
    for (let j = 0; j < outputs; j++) y[from + j] += bias[j]
  }
}

/** The way back: adds to the gradient of the layer, and writes `dx` = dy W' where that is asked for. */
export const linearBack = (
  compute: Compute,
  layer: Linear,
  gradient: Linear,
  x: Float32Array,
  dy: Float32Array,
  rows: number,
  dx: Float32Array | null,
) => {
  const { inputs, outputs } = layer
  compute.multiply({ m: inputs, n: outputs, k: rows, a: x, b: dy, c: gradient.weight, transposeA: true, beta: 1 })
  for (let row = 0; row < rows; row++) {
    const from = row * outputs
    for (let j = 0; j < outputs; j++) gradient.bias[j] += dy[from + j]
  }
  if (dx) compute.multiply({ m: rows, n: inputs, k: outputs, a: dy, b: layer.weight, c: dx, transposeB: true })
}
