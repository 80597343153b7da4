import { expect, it } from 'vitest'

import { createPlainCompute } from '../../../src/compute/plain.ts'
import { fitEncoder, widthOfEncoder } from '../../../src/models/classifiers/encode.ts'
import { createRandom } from '../../../src/models/math/random.ts'
import { binaryLoss } from '../../../src/models/neural/binary-loss.ts'
import { createBits } from '../../../src/models/neural/dropout.ts'
import {
  initialiseRecurrent,
  openRecurrent,
  recurrentWeights,
} from '../../../src/models/sequences/recurrent-network.ts'
import { sequencesFrom } from '../../support/planted-sequences.ts'

const sequences = sequencesFrom([
  [
    ['view', 1, null],
    ['cart', 2, 3],
    ['purchase', null, 3],
    ['view', 9, null],
  ],
  [['purchase', 4, 1]],
  [
    ['cart', 1, 7],
    ['view', 1, null],
    ['cart', 30, 2],
  ],
])

it.each([0, 0.4])('goes back through time as finite differences do, with a dropout of %d', (rate) => {
  const compute = createPlainCompute()
  const encoder = fitEncoder(sequences.events)
  const shape = { inputs: widthOfEncoder(encoder), width: 6 }
  const [weights, gradient] = [compute.float32(recurrentWeights(shape)), compute.float32(recurrentWeights(shape))]
  initialiseRecurrent(shape, weights, 0.2, createRandom(4))
  const network = openRecurrent(compute, shape, { people: 3, longest: 4 }, weights, gradient)
  const dLogits = new Float32Array(3)
  const dropout = () => (rate > 0 ? { rate, bits: createBits(9) } : null)
  const loss = (): number => {
    network.read(encoder, sequences, [0, 1, 2])
    network.forward(dropout())
    return binaryLoss(network.logits, Uint8Array.of(1, 0, 1), 3, dLogits) / 3
  }
  loss()
  network.backward(dLogits, dropout())
  const found = gradient.slice()
  let largest = 0
  weights.forEach((weight, at) => {
    const step = 4e-3
    weights[at] = weight + step
    const above = loss()
    weights[at] = weight - step
    const below = loss()
    weights[at] = weight
    expect(Math.abs((above - below) / (2 * step) - found[at])).toBeLessThan(1e-3)
    largest = Math.max(largest, Math.abs(found[at]))
  })
  expect(largest).toBeGreaterThan(0.05)
})
