import type { Compute } from '../../../compute/compute.ts'
import type { Encoder } from '../../neural/encoder.ts'
import type { ScoreBlock } from '../family.ts'
import { toSequences } from '../sequences.ts'
import type { SignalWeights } from '../to-interactions.ts'
import { lastStates } from './last-states.ts'
import type { NetworkWeights } from './next-item-network.ts'

/** A trained network and how it reads histories. */
export interface NextItemModel extends NetworkWeights {
  /** What is read of a history, and at most how many events. */
  readonly weights: SignalWeights
  readonly longest: number
  /** Per item 1 where it may be recommended. */
  readonly recommendable: Uint8Array
}

const blockRows = 128

const notRecommendable = ({ recommendable }: NextItemModel): readonly number[] => {
  const closed: number[] = []
  for (let item = 0; item < recommendable.length; item++) if (!recommendable[item]) closed.push(item)
  return closed
}

/** Chance of each item to come next after each history of the block: softmax of state . embedding over the catalogue. Zeros where nothing is known. */
export const scoreNextItem = (encoder: Encoder, model: NextItemModel, block: ScoreBlock, compute: Compute): void => {
  const { width } = encoder
  const { histories, from, to, scores } = block
  const items = histories.items
  compute.scope(() => {
    const weights = { embedding: compute.float32(model.embedding.length), dense: compute.float32(model.dense.length) }
    weights.embedding.set(model.embedding)
    weights.dense.set(model.dense)
    const logits = compute.float32(Math.min(blockRows, to - from) * items)
    const logSums = compute.float32(blockRows)
    const closed = notRecommendable(model)
    for (let first = from; first < to; first += blockRows) {
      const rows = Math.min(blockRows, to - first)
      compute.scope(() => {
        const sequences = toSequences(histories, model.recommendable, model, first, first + rows)
        const states = lastStates(compute, encoder, weights, sequences, model.longest)
        compute.multiply({ m: rows, n: items, k: width, a: states, b: weights.embedding, c: logits, transposeB: true })
        for (let row = 0; row < rows; row++) {
          const isEmpty = sequences.pointers[row] === sequences.pointers[row + 1]
          if (isEmpty) logits.fill(-Infinity, row * items, (row + 1) * items)
          for (const item of closed) logits[row * items + item] = -Infinity
        }
        compute.softmaxOfRows({ logits, rows, columns: items, logSums })
        scores.set(logits.subarray(0, rows * items), (first - from) * items)
      })
    }
  })
}
