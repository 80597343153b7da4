import type { Compute } from '../../compute/compute.ts'
import type { Encoder } from '../classifiers/encode.ts'
import type { FitTools } from '../classifiers/family.ts'
import { createRandom, type Random } from '../math/random.ts'
import { createAdam } from '../neural/adam.ts'
import { binaryLoss } from '../neural/binary-loss.ts'
import { createBits } from '../neural/dropout.ts'
import type { HoldOut } from '../neural/hold-out.ts'
import { endlessBatches } from '../neural/shuffle-rows.ts'
import { trainEpochs } from '../neural/train-epochs.ts'
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

/** A network with its optimiser: a step takes people, at most `most`, and the rate to learn at. */
const openTraining = (
  shape: RecurrentShape,
  encoder: Encoder,
  data: LabelledSequences,
  learned: Int32Array,
  most: number,
  options: RecurrentTraining,
  compute: Compute,
  random: Random,
) => {
  const { longest, dropout: rate, learningRate } = options
  const [weights, gradient] = [compute.float32(recurrentWeights(shape)), compute.float32(recurrentWeights(shape))]
  const positives = learned.reduce((sum, p) => sum + data.labels[p], 0)
  const odds = Math.max(1, positives) / Math.max(1, learned.length - positives)
  initialiseRecurrent(shape, weights, Math.log(odds), random)
  const network = openRecurrent(compute, shape, { people: most, longest }, weights, gradient)
  const adam = createAdam({ parameters: weights, gradient }, { learningRate, longestGradient: 5, memory: 0.999 })
  const dropout = rate > 0 ? { rate, bits: createBits(random.integer(2 ** 32)) } : null
  const dLogits = new Float32Array(most)
  const step = (people: Int32Array, learning: number): void => {
    network.read(encoder, data.sequences, people)
    network.forward(dropout)
    const labels = Uint8Array.from(people, (p) => data.labels[p])
    binaryLoss(network.logits, labels, people.length, dLogits)
    network.backward(dLogits, dropout)
    adam(undefined, learning)
  }
  return { weights, step, loss: (people: Int32Array) => lossOf(network, encoder, data, people, most) }
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
    const most = Math.min(options.batchPeople, Math.max(16, Math.ceil(learned.length / 16)))
    const { weights, step, loss } = openTraining(shape, encoder, data, learned, most, options, compute, random)
    const batches = endlessBatches(learned, most, random)
    const holdsBack = held.length > 0
    const judged = holdsBack ? held : learned.subarray(0, 1024)
    const runEpoch = (learning: number): void => {
      for (let seen = 0; seen < Math.min(learned.length, mostEpochPeople); ) {
        const people = batches.next().value
        step(people, learning)
        seen += people.length
      }
    }
    return trainEpochs({ ...options, weights, holdsBack, runEpoch, loss: () => loss(judged), report })
  })
