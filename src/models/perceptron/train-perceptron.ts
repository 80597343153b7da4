import type { Compute } from '../../compute/compute.ts'
import type { FitTools } from '../classifiers/family.ts'
import { createRandom, type Random } from '../math/random.ts'
import { createAdam } from '../neural/adam.ts'
import { binaryLoss } from '../neural/binary-loss.ts'
import {
  type DenseShape,
  decayedWeights,
  denseMemory,
  denseWeights,
  initialiseDense,
  openDense,
} from '../neural/dense-network.ts'
import { createBits } from '../neural/dropout.ts'
import type { HoldOut } from '../neural/hold-out.ts'
import { endlessBatches } from '../neural/shuffle-rows.ts'
import { trainEpochs } from '../neural/train-epochs.ts'

export interface TrainingOptions {
  /** The share of hidden units left out of a step. */
  readonly dropout: number
  readonly learningRate: number
  /** Of Adam with decoupled weight decay. */
  readonly weightDecay: number
  /** Rows a step, where there are 16 times as many; fewer otherwise, but at least 32. */
  readonly batchRows: number
  /** At most; an epoch ends after 131,072 rows where there are more. */
  readonly epochs: number
  /** Epochs without a lower loss on the part held out before it stops; every other one halves the learning rate. */
  readonly patience: number
}

/** Rows after which it is judged. */
export const mostEpochRows = 131_072
const judgedAtOnce = 2048

/** What is learned from: rows x inputs, row-major, and a label each. */
export interface EncodedRows {
  readonly features: Float32Array
  readonly labels: Uint8Array
}

/** Bytes beside the encoded rows: weights, gradient, moments and the best weights; a batch; the order of rows. */
export const perceptronMemory = (shape: DenseShape, rows: number, batchRows: number): number =>
  4 * (6 * denseWeights(shape) + denseMemory(shape, Math.max(batchRows, judgedAtOnce)) + 3 * rows)

type Network = ReturnType<typeof openDense>

const gather = ({ features, labels }: EncodedRows, rows: Int32Array, input: Float32Array, own: Uint8Array): void => {
  const width = features.length / labels.length
  for (let at = 0; at < rows.length; at++) {
    const [from, to] = [rows[at] * width, at * width]
    for (let j = 0; j < width; j++) input[to + j] = features[from + j]
    own[at] = labels[rows[at]]
  }
}

/** The mean log loss of rows, nothing dropped. */
const lossOf = (network: Network, data: EncodedRows, rows: Int32Array): number => {
  const labels = new Uint8Array(judgedAtOnce)
  let loss = 0
  for (let from = 0; from < rows.length; from += judgedAtOnce) {
    const own = rows.subarray(from, Math.min(rows.length, from + judgedAtOnce))
    gather(data, own, network.input, labels)
    network.forward(own.length, null)
    loss += binaryLoss(network.logits, labels, own.length, null)
  }
  return loss / rows.length
}

/** A network with its optimiser: a step takes rows and the rate to learn at. */
const openTraining = (
  shape: DenseShape,
  data: EncodedRows,
  learned: Int32Array,
  options: TrainingOptions,
  compute: Compute,
  random: Random,
) => {
  const { dropout: rate, learningRate, weightDecay, batchRows } = options
  const [weights, gradient] = [compute.float32(denseWeights(shape)), compute.float32(denseWeights(shape))]
  const positives = learned.reduce((sum, row) => sum + data.labels[row], 0)
  initialiseDense(shape, weights, Math.log(positives / (learned.length - positives)), random)
  const network = openDense(compute, shape, Math.max(batchRows, judgedAtOnce), weights, gradient)
  const decayed = decayedWeights(shape)
  const adam = createAdam(
    { parameters: weights, gradient },
    { learningRate, longestGradient: 5, weightDecay, decayed, memory: 0.999 },
  )
  const dropout = rate > 0 ? { rate, bits: createBits(random.integer(2 ** 32)) } : null
  const [labels, dLogits] = [new Uint8Array(batchRows), new Float32Array(batchRows)]
  const step = (rows: Int32Array, learning: number): void => {
    gather(data, rows, network.input, labels)
    network.forward(rows.length, dropout)
    binaryLoss(network.logits, labels, rows.length, dLogits)
    network.backward(rows.length, dLogits, dropout, false)
    adam(undefined, learning)
  }
  return { weights, step, loss: (rows: Int32Array) => lossOf(network, data, rows) }
}

/**
 * Trains one network on mini-batches: the mean log loss by Adam, units dropped, weights decayed, until a held-out part is told no better; gives the weights of the best epoch.
 * Where nothing is held out it takes half the epochs and the last weights.
 * @throws Error where the loss is no longer a number
 */
export const trainPerceptron = (
  shape: DenseShape,
  data: EncodedRows,
  { learned, held }: HoldOut,
  options: TrainingOptions,
  { compute, seed, report }: FitTools,
): Float32Array =>
  compute.scope(() => {
    const random = createRandom(seed)
    const batchRows = Math.min(options.batchRows, Math.max(32, Math.ceil(learned.length / 16)))
    const { weights, step, loss } = openTraining(shape, data, learned, { ...options, batchRows }, compute, random)
    const batches = endlessBatches(learned, batchRows, random)
    const holdsBack = held.length > 0
    const judged = holdsBack ? held : learned.subarray(0, judgedAtOnce)
    const runEpoch = (learning: number): void => {
      for (let seen = 0; seen < Math.min(learned.length, mostEpochRows); ) {
        const rows = batches.next().value
        step(rows, learning)
        seen += rows.length
      }
    }
    return trainEpochs({ ...options, weights, holdsBack, runEpoch, loss: () => loss(judged), report })
  })
