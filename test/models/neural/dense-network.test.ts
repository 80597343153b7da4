import { expect, it } from 'vitest'

import { createPlainCompute } from '../../../src/compute/plain.ts'
import { createRandom } from '../../../src/models/math/random.ts'
import { binaryLoss } from '../../../src/models/neural/binary-loss.ts'
import { type DenseShape, denseWeights, initialiseDense, openDense } from '../../../src/models/neural/dense-network.ts'
import { createBits } from '../../../src/models/neural/dropout.ts'

const compute = createPlainCompute()
const rows = 5

/** A network of random weights and inputs, its loss for any weights and inputs, and its gradient by both; dropout drops the same units each time. */
const networkOf = (shape: DenseShape, rate: number) => {
  const random = createRandom(5)
  const [weights, gradient] = [compute.float32(denseWeights(shape)), compute.float32(denseWeights(shape))]
  initialiseDense(shape, weights, 0.3, random)
  for (let at = 0; at < weights.length; at++) weights[at] += 0.1 * random.normal()
  const network = openDense(compute, shape, rows, weights, gradient)
  const input = Float32Array.from({ length: rows * shape.inputs }, () => random.normal())
  const labels = Uint8Array.of(1, 0, 0, 1, 1)
  const dLogits = new Float32Array(rows)
  const dropout = () => (rate > 0 ? { rate, bits: createBits(9) } : null)
  const loss = (): number => {
    network.input.set(input)
    network.forward(rows, dropout())
    return binaryLoss(network.logits, labels, rows, dLogits) / rows
  }
  return { weights, gradient, network, input, loss, backward: () => network.backward(rows, dLogits, dropout(), true) }
}

const slope = (parameters: Float32Array, at: number, loss: () => number): number => {
  const [kept, step] = [parameters[at], 2e-3]
  parameters[at] = kept + step
  const above = loss()
  parameters[at] = kept - step
  const below = loss()
  parameters[at] = kept
  return (above - below) / (2 * step)
}

it.each([
  ['one hidden layer', { inputs: 4, hidden: [6] }, 0],
  ['two hidden layers', { inputs: 4, hidden: [6, 4] }, 0],
  ['dropout', { inputs: 4, hidden: [6, 4] }, 0.4],
])('goes back through %s as finite differences do, to the weights and to the input', (_, shape, rate) => {
  const { weights, gradient, network, input, loss, backward } = networkOf(shape, rate)
  loss()
  backward()
  const [ofWeights, ofInput] = [gradient.slice(), network.dInput.slice()]
  weights.forEach((_, at) => {
    expect(Math.abs(slope(weights, at, loss) - ofWeights[at])).toBeLessThan(2e-3)
  })
  input.forEach((_, at) => {
    expect(Math.abs(slope(input, at, loss) - ofInput[at])).toBeLessThan(2e-3)
  })
  expect(ofWeights.reduce((sum, d) => sum + Math.abs(d), 0)).toBeGreaterThan(0.5)
})
