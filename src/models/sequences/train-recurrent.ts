import type { Encoder } from '../classifiers/encode.ts'
import type { FitTools } from '../classifiers/family.ts'
import { createRandom } from '../math/random.ts'
import { createAdam } from '../neural/adam.ts'
import { createBestWeights } from '../neural/best-weights.ts'
import { binaryLoss } from '../neural/binary-loss.ts'
import { createBits } from '../neural/dropout.ts'
import type { HoldOut } from '../neural/hold-out.ts'
import { endlessBatches } from '../neural/shuffle-rows.ts'
import type { LabelledSequences } from './event-sequences.ts'
import {
  initialiseRecurrent,
  openRecurrent,
  type RecurrentShape,
  recurrentMemory,
  recurrentWeights,
} from './recurrent-network.ts'

export interface RecurrentTraining {
  /** Events looked back on: the gradient goes back through all of them. */
  readonly longest: number
  /** The share left out of what an event and the last state say. */
  readonly dropout: number
  readonly learningRate: number
  /** People a step, where there are 16 times as many; fewer otherwise, but at least 16. */
  readonly batchPeople: number
  /** At most; an epoch ends after 16,384 people where there are more. */
  readonly epochs: number
  /** Epochs without a lower loss on the part held out before it stops; every other one halves the learning rate. */
  readonly patience: number
}

/** People after whom it is judged. */
export const mostEpochPeople = 16_384

/** Bytes beside the events: weights, gradient, moments and the best weights; a batch on its way forward and back. */
export const trainingMemory = (shape: RecurrentShape, people: number, options: RecurrentTraining): number =>
  4 *
  (6 * recurrentWeights(shape) +
    2 * recurrentMemory(shape, { people: options.batchPeople, longest: options.longest }) +
    3 * people)

type Network = ReturnType<typeof openRecurrent>

const lossOf = (network: Network, encoder: Encoder, data: LabelledSequences, people: Int32Array, most: number) => {
  let loss = 0
  for (let from = 0; from < people.length; from += most) {
    const own = people.subarray(from, Math.min(people.length, from + most))
    network.read(encoder, data.sequences, own)
    network.forward(null)
    loss += binaryLoss(
      network.logits,
      Uint8Array.from(own, (p) => data.labels[p]),
      own.length,
      null,
    )
  }
  return loss / people.length
}

/**
 * Trains one network on batches of people: the mean log loss by Adam, back-propagated through all of their last events (Werbos 1990), gradients clipped, until a held-out
 * part is told no better; gives the weights of the best epoch. Where nobody is held out it takes half the epochs and the last weights.
 * @throws Error where the loss is no longer a number
 */
export const trainRecurrent = (
  shape: RecurrentShape,
  encoder: Encoder,
  data: LabelledSequences,
  { learned, held }: HoldOut,
  options: RecurrentTraining,
  { compute, seed, report }: FitTools,
): Float32Array =>
  compute.scope(() => {
    const random = createRandom(seed)
    const { longest, dropout: rate, learningRate, patience } = options
    const most = Math.min(options.batchPeople, Math.max(16, Math.ceil(learned.length / 16)))
    const [weights, gradient] = [compute.float32(recurrentWeights(shape)), compute.float32(recurrentWeights(shape))]
    const positives = learned.reduce((sum, p) => sum + data.labels[p], 0)
    const odds = Math.max(1, positives) / Math.max(1, learned.length - positives)
    initialiseRecurrent(shape, weights, Math.log(odds), random)
    const network = openRecurrent(compute, shape, { people: most, longest }, weights, gradient)
    const adam = createAdam({ parameters: weights, gradient }, { learningRate, longestGradient: 5, memory: 0.999 })
    const dropout = rate > 0 ? { rate, bits: createBits(random.integer(2 ** 32)) } : null
    const dLogits = new Float32Array(most)
    const batches = endlessBatches(learned, most, random)
    const keeper = createBestWeights(weights)
    const epochs = held.length > 0 ? options.epochs : Math.ceil(options.epochs / 2)
    let halvings = 0
    for (let epoch = 1; epoch <= epochs; epoch++) {
      for (let seen = 0; seen < Math.min(learned.length, mostEpochPeople); ) {
        const people = batches.next().value
        network.read(encoder, data.sequences, people)
        network.forward(dropout)
        binaryLoss(
          network.logits,
          Uint8Array.from(people, (p) => data.labels[p]),
          people.length,
          dLogits,
        )
        network.backward(dLogits, dropout)
        adam(undefined, learningRate / 2 ** halvings)
        seen += people.length
      }
      report?.(epoch / epochs)
      const loss = lossOf(network, encoder, data, held.length > 0 ? held : learned.subarray(0, 1024), most)
      if (!Number.isFinite(loss)) throw new Error(`Training went astray in epoch ${epoch}: the loss is no number.`)
      if (held.length === 0) continue
      const stale = keeper.judge(loss)
      if (stale >= patience) break
      if (stale > 0 && stale % 2 === 0) halvings++
    }
    return held.length > 0 ? keeper.best : weights.slice()
  })
