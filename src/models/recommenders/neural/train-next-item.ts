import type { Random } from '../../math/random.ts'
import { createAdam, createTouched } from '../../neural/adam.ts'
import { createBits } from '../../neural/dropout.ts'
import type { Encoder } from '../../neural/encoder.ts'
import type { FitTools } from '../family.ts'
import type { Sequences } from '../sequences.ts'
import type { SignalWeights } from '../to-interactions.ts'
import { type Batch, cutPieces, shuffledBatches } from './batches.ts'
import { chooseHeld, heldOut, heldOutQuality } from './held-out.ts'
import { createCandidates } from './negatives.ts'
import {
  createWeights,
  denseWeights,
  initialiseWeights,
  type NetworkWeights,
  openNetwork,
} from './next-item-network.ts'
import { type Candidates, createLossRoom, lossMemory, sampledSoftmax } from './sampled-softmax.ts'

export interface TrainingOptions {
  /** What is read, and how much predicting it counts. */
  readonly weights: SignalWeights
  /** Events looked back on. */
  readonly longest: number
  readonly dropout: number
  /** Shared candidates a batch; the whole catalogue where it is not larger. */
  readonly negatives: number
  readonly learningRate: number
  /** At most. */
  readonly epochs: number
  /** Epochs without a better held-out part before it stops. */
  readonly patience: number
  /** Events a batch. */
  readonly batchEvents: number
}

const batchRows = ({ longest, batchEvents }: TrainingOptions): number => Math.max(longest, batchEvents)

/** Bytes at the most while training: weights, gradient, two moments and the best weights so far; a batch; judging the people held out; the sequences. */
export const trainingMemory = (encoder: Encoder, items: number, events: number, options: TrainingOptions): number => {
  const rows = batchRows(options)
  const weights = items * encoder.width + denseWeights(encoder)
  const candidates = Math.min(items, options.negatives)
  const judging = 256 * items + 4000 * encoder.width + encoder.memory({ rows: 1024, longest: options.longest })
  const numbers = lossMemory(rows, encoder.width, candidates) + encoder.memory({ rows, longest: options.longest })
  return 4 * (5 * weights + numbers + judging) + 30 * events
}

type Step = (batch: Batch, candidates: Candidates) => number

/** One step of gradient descent a call; gives the batch's loss. */
const createStep = (
  { compute }: FitTools,
  encoder: Encoder,
  weights: NetworkWeights,
  items: number,
  options: TrainingOptions,
  random: Random,
): Step => {
  const { width } = encoder
  const gradient = createWeights(compute, encoder, items)
  const rows = batchRows(options)
  const network = openNetwork(compute, encoder, { rows, longest: options.longest }, weights, gradient)
  const lossRoom = createLossRoom(compute, rows, width, Math.min(items, options.negatives))
  const adam = createAdam(
    { parameters: weights.dense, gradient: gradient.dense },
    { learningRate: options.learningRate, longestGradient: 5 },
    { parameters: weights.embedding, gradient: gradient.embedding, width },
  )
  const touched = createTouched(items)
  const dropout = { rate: options.dropout, bits: createBits(random.integer(2 ** 32)) }
  return (batch, candidates) => {
    network.forward(batch, dropout)
    const { embedding } = weights
    const loss = sampledSoftmax(
      compute,
      lossRoom,
      network.states,
      batch,
      candidates,
      embedding,
      gradient.embedding,
      width,
    )
    network.backward(batch, lossRoom.dStates, dropout)
    for (let row = 0; row < batch.rows; row++) {
      touched.add(batch.item[row])
      touched.add(batch.target[row])
    }
    for (let j = 0; j < candidates.count; j++) touched.add(candidates.items[j])
    adam(touched.rows())
    touched.clear()
    return loss
  }
}

/** Keeps the best weights seen, and says when there has been nothing better for `patience` epochs. */
const createKeeper = (weights: NetworkWeights, patience: number) => {
  const best = { embedding: weights.embedding.slice(), dense: weights.dense.slice() }
  let bestQuality = -Infinity
  let stale = 0
  return {
    best,
    isDone: (quality: number): boolean => {
      stale = quality > bestQuality ? 0 : stale + 1
      // As good: the later weights are surer of the same ranks.
      if (quality >= bestQuality) {
        bestQuality = quality
        best.embedding.set(weights.embedding)
        best.dense.set(weights.dense)
      }
      return stale >= patience
    },
  }
}

/** Throws where training has gone astray, in words for whoever reads why a candidate was left out. */
const checkLoss = (loss: number, epoch: number, items: number): void => {
  if (!Number.isFinite(loss)) throw new Error(`training went astray in epoch ${epoch}: the loss is no longer a number`)
  const guessing = Math.log(items)
  if (epoch >= 3 && loss >= guessing) {
    const told = `${loss.toFixed(3)} after ${epoch} epochs, ${guessing.toFixed(3)} for a blind guess`
    throw new Error(`training does not converge: a mean loss of ${told}`)
  }
}

/**
 * Trains a network to say what comes next, on every step of every sequence: sampled softmax, dropout, Adam, gradient clipping, and an end when the last events of a tenth of
 * the people are foretold no better. Gives the weights of the best epoch, in arrays of their own.
 * @param catalogue the items that may be recommended
 * @throws Error where there is nothing to learn from, or the loss does not fall
 */
export const trainNextItem = (
  encoder: Encoder,
  sequences: Sequences,
  catalogue: Int32Array,
  items: number,
  options: TrainingOptions,
  tools: FitTools,
  random: Random,
): NetworkWeights =>
  tools.compute.scope(() => {
    const { compute, report } = tools
    const held = chooseHeld(sequences, random)
    const pieces = cutPieces(sequences, options.longest, new Set(held))
    if (pieces.start.length === 0) throw new Error('nobody has a second event: there is no order to learn from')
    const judged = heldOut(sequences, held, options.longest)
    const weights = createWeights(compute, encoder, items)
    initialiseWeights(encoder, weights, random)
    const step = createStep(tools, encoder, weights, items, options, random)
    const draw = createCandidates(catalogue, sequences.item, items, options.negatives)
    const keeper = createKeeper(weights, options.patience)
    for (let epoch = 1; epoch <= options.epochs; epoch++) {
      let [loss, rows] = [0, 0]
      for (const batch of shuffledBatches(sequences, pieces, batchRows(options), options.weights, random)) {
        loss += step(batch, draw(random)) * batch.rows
        rows += batch.rows
      }
      checkLoss(loss / rows, epoch, catalogue.length)
      const quality = held.length > 0 ? heldOutQuality(compute, encoder, weights, judged, options.longest) : epoch
      report?.(epoch / options.epochs)
      if (keeper.isDone(quality)) break
    }
    return keeper.best
  })
