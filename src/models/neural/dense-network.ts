import type { Compute } from '../../compute/compute.ts'
import type { Random } from '../math/random.ts'
import { type Dropout, drop } from './dropout.ts'
import { createTaker } from './encoder.ts'
import { type Linear, linear, linearBack } from './linear.ts'

/** Layers of rectified units, and one logit: h_0 = x, h_l = max(0, h_(l-1) W_l + b_l), logit = h_L w + c. */
export interface DenseShape {
  readonly inputs: number
  /** Units per hidden layer, from the input on. */
  readonly hidden: readonly number[]
}

const widthsOf = ({ inputs, hidden }: DenseShape): readonly number[] => [inputs, ...hidden, 1]

/** Weights without biases: they come first. */
export const decayedWeights = (shape: DenseShape): number =>
  widthsOf(shape).reduce((sum, width, at, all) => (at === 0 ? 0 : sum + all[at - 1] * width), 0)

export const denseWeights = (shape: DenseShape): number =>
  decayedWeights(shape) + shape.hidden.reduce((sum, width) => sum + width, 1)

const viewsOf = (shape: DenseShape, flat: Float32Array): readonly Linear[] => {
  const take = createTaker(flat)
  const widths = widthsOf(shape)
  const matrices = widths.slice(1).map((width, at) => take(widths[at] * width))
  return matrices.map((weight, at) => ({
    inputs: widths[at],
    outputs: widths[at + 1],
    weight,
    bias: take(widths[at + 1]),
  }))
}

/** Weights from a normal of sqrt(2 / inputs) (He et al. 2015), the last ones from 1 / inputs; biases at 0 and the last one at `bias`: at first everybody is about alike. */
export const initialiseDense = (shape: DenseShape, flat: Float32Array, bias: number, random: Random): void => {
  const layers = viewsOf(shape, flat)
  flat.fill(0)
  layers.forEach(({ inputs, weight }, at) => {
    const scale = at + 1 < layers.length ? Math.sqrt(2 / inputs) : 1 / inputs
    for (let w = 0; w < weight.length; w++) weight[w] = scale * random.normal()
  })
  layers[layers.length - 1].bias[0] = bias
}

/** The bits of numbers: signs are as good as drawn, so that branches on them would be guessed wrong half of the time, and cost more than all else here. */
const bitsOf = ({ buffer, byteOffset, length }: Float32Array): Int32Array => new Int32Array(buffer, byteOffset, length)

/** max(0, x), in place: whose sign bit is set becomes 0. */
const rectify = (x: Int32Array, length: number): void => {
  for (let at = 0; at < length; at++) x[at] &= ~(x[at] >> 31)
}

/** What was cut off or dropped (h is 0) has no gradient. */
const rectifyBack = (h: Int32Array, length: number, dh: Int32Array): void => {
  for (let at = 0; at < length; at++) dh[at] &= -h[at] >> 31
}

const scaleBy = (scale: number, x: Float32Array, length: number): void => {
  for (let at = 0; at < length; at++) x[at] *= scale
}

/** logit = h w + c, a row at a time: too narrow for a matrix product to pay. */
const toLogits = (h: Float32Array, rows: number, { inputs, weight, bias }: Linear, logits: Float32Array): void => {
  for (let row = 0, at = 0; row < rows; row++) {
    let sum = bias[0]
    for (let j = 0; j < inputs; j++) sum += h[at++] * weight[j]
    logits[row] = sum
  }
}

const fromLogits = (
  h: Float32Array,
  rows: number,
  { inputs, weight }: Linear,
  gradient: Linear | null,
  dLogits: Float32Array,
  dh: Float32Array,
): void => {
  for (let row = 0, at = 0; row < rows; row++) {
    const d = dLogits[row]
    if (gradient) gradient.bias[0] += d
    for (let j = 0; j < inputs; j++, at++) {
      if (gradient) gradient.weight[j] += d * h[at]
      dh[at] = d * weight[j]
    }
  }
}

const even = (length: number): number => length + (length % 2)

/** Numbers that `openDense` allocates in the memory of kernels. */
export const denseMemory = (shape: DenseShape, rows: number): number =>
  rows * (1 + 2 * widthsOf(shape).reduce((sum, width) => sum + width, 0))

/**
 * A network at work on at most `rows` rows, with its memory of the last way forward; at least one hidden layer. `input` is rows x inputs, to be filled in before `forward`.
 * `backward` takes the gradient by the logits, adds to that of the weights where there is one, and writes `dInput` where that is asked for.
 */
export const openDense = (
  compute: Compute,
  shape: DenseShape,
  rows: number,
  weights: Float32Array,
  gradient: Float32Array | null,
) => {
  const layers = viewsOf(shape, weights)
  const gradients = gradient && viewsOf(shape, gradient)
  const last = layers.length - 1
  const h = layers.map(({ inputs }) => compute.float32(even(rows * inputs)))
  const dh = layers.map(({ inputs }) => compute.float32(even(rows * inputs)))
  const [hBits, dhBits] = [h.map(bitsOf), dh.map(bitsOf)]
  const logits = new Float32Array(rows)
  const kept = new Uint8Array(even(rows * Math.max(...shape.hidden)))
  const back = (at: number, count: number, dx: Float32Array | null): void => {
    const layer = layers[at]
    if (gradients) linearBack(compute, layer, gradients[at], h[at], dh[at + 1], count, dx)
    else if (dx) {
      const { inputs: n, outputs: k, weight } = layer
      compute.multiply({ m: count, n, k, a: dh[at + 1], b: weight, c: dx, transposeB: true })
    }
  }
  return {
    input: h[0],
    logits,
    dInput: dh[0],
    forward: (count: number, dropout: Dropout | null): void => {
      for (let at = 0; at < last; at++) {
        linear(compute, layers[at], h[at], count, h[at + 1])
        rectify(hBits[at + 1], count * layers[at].outputs)
        if (dropout) drop(h[at + 1], even(count * layers[at].outputs), kept, dropout)
      }
      toLogits(h[last], count, layers[last], logits)
    },
    backward: (count: number, dLogits: Float32Array, dropout: Dropout | null, wantsInput: boolean): void => {
      fromLogits(h[last], count, layers[last], gradients?.[last] ?? null, dLogits, dh[last])
      for (let at = last - 1; at >= 0; at--) {
        const length = count * layers[at].outputs
        rectifyBack(hBits[at + 1], length, dhBits[at + 1])
        // What was kept was scaled up.
        if (dropout) scaleBy(1 / (1 - dropout.rate), dh[at + 1], length)
        back(at, count, at > 0 || wantsInput ? dh[at] : null)
      }
    },
  }
}
