import { expect, it } from 'vitest'

import { createPlainCompute } from '../../../src/compute/plain.ts'
import { createRandom } from '../../../src/models/math/random.ts'
import { createBits } from '../../../src/models/neural/dropout.ts'
import type { Encoder } from '../../../src/models/neural/encoder.ts'
import { gruEncoder } from '../../../src/models/neural/gru-encoder.ts'
import { selfAttentionEncoder } from '../../../src/models/neural/self-attention-encoder.ts'
import type { Batch } from '../../../src/models/recommenders/neural/batches.ts'
import {
  createWeights,
  initialiseWeights,
  type NetworkWeights,
  openNetwork,
} from '../../../src/models/recommenders/neural/next-item-network.ts'
import {
  type Candidates,
  createLossRoom,
  sampledSoftmax,
} from '../../../src/models/recommenders/neural/sampled-softmax.ts'

const items = 7
const compute = createPlainCompute()

/** Three sequences of 4, 1 and 3 events. */
const batch: Batch = {
  sequences: 3,
  rows: 8,
  pointers: Int32Array.of(0, 4, 5, 8),
  item: Int32Array.of(0, 3, 1, 3, 5, 2, 4, 6),
  signal: Uint8Array.of(0, 1, 3, 3, 2, 0, 0, 3),
  target: Int32Array.of(3, 1, 3, 6, 0, 4, 6, 1),
  weight: Float32Array.of(1, 0.5, 1, 1, 0.1, 1, 0.3, 1),
}

/** Some drawn twice, some the target of a row, none complete. */
const candidates: Candidates = {
  count: 5,
  items: Int32Array.of(1, 3, 3, 5, 6),
  logWeight: Float32Array.of(0.2, 0.1, 0.1, 0.7, -0.3),
}

const weightsOf = (encoder: Encoder): NetworkWeights => {
  const weights = createWeights(compute, encoder, items)
  const random = createRandom(5)
  initialiseWeights(encoder, weights, random)
  for (const part of [weights.embedding, weights.dense]) {
    for (let at = 0; at < part.length; at++) part[at] += 0.3 * random.normal()
  }
  return weights
}

const lossOf = (encoder: Encoder, weights: NetworkWeights, gradient: NetworkWeights, rate: number): number => {
  const network = openNetwork(compute, encoder, { rows: 8, longest: 4 }, weights, gradient)
  const dropout = { rate, bits: createBits(9) }
  network.forward(batch, dropout)
  const room = createLossRoom(compute, 8, encoder.width, candidates.count)
  const { embedding } = weights
  const loss = sampledSoftmax(
    compute,
    room,
    network.states,
    batch,
    candidates,
    embedding,
    gradient.embedding,
    encoder.width,
  )
  network.backward(batch, room.dStates, dropout)
  return loss
}

/** Central differences of the loss by one number, in 32-bit floats: about three digits. */
const slope = (encoder: Encoder, weights: NetworkWeights, part: Float32Array, at: number, rate: number): number => {
  const before = part[at]
  const lossAt = (value: number): number => {
    part[at] = value
    return lossOf(encoder, weights, createWeights(compute, encoder, items), rate)
  }
  const step = 2e-3
  const found = (lossAt(before + step) - lossAt(before - step)) / (2 * step)
  part[at] = before
  return found
}

const attentive = selfAttentionEncoder({ width: 4, blocks: 2, heads: 2, farthest: 3 })

it.each([
  ['self-attention', 0, attentive],
  ['self-attention', 0.3, attentive],
  ['gru', 0, gruEncoder(4)],
  ['gru', 0.3, gruEncoder(4)],
] as const)('the gradient of %s with dropout %d is the slope of the loss, for every weight', (_, rate, encoder) => {
  const weights = weightsOf(encoder)
  const gradient = createWeights(compute, encoder, items)
  lossOf(encoder, weights, gradient, rate)
  for (const part of ['embedding', 'dense'] as const) {
    const [found, wanted] = [
      gradient[part],
      gradient[part].map((_, at) => slope(encoder, weights, weights[part], at, rate)),
    ]
    const largest = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
    expect(largest).toBeGreaterThan(0.01)
    for (let at = 0; at < found.length; at++) expect(Math.abs(found[at] - wanted[at]) / largest).toBeLessThan(0.01)
  }
})
