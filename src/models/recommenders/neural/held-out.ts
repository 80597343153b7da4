import type { Compute } from '../../../compute/compute.ts'
import type { Random } from '../../math/random.ts'
import type { Encoder } from '../../neural/encoder.ts'
import type { Sequences } from '../sequences.ts'
import { lastStates } from './last-states.ts'
import type { NetworkWeights } from './next-item-network.ts'

const [share, most, fewest] = [0.1, 4000, 20]

/** Rows of three events or more whose last event tells when to stop: a tenth of them, at most 4,000; none where that would be fewer than 20. */
export const chooseHeld = ({ rows, pointers }: Sequences, random: Random): readonly number[] => {
  const able = Array.from({ length: rows }, (_, row) => row).filter((row) => pointers[row + 1] - pointers[row] >= 3)
  const count = Math.min(most, Math.floor(share * able.length))
  return count < fewest
    ? []
    : random
        .shuffle(able)
        .slice(0, count)
        .sort((a, b) => a - b)
}

/** The held rows without their last event, at most `longest` events each, and that event's item. */
export const heldOut = (sequences: Sequences, held: readonly number[], longest: number) => {
  const pointers = new Int32Array(held.length + 1)
  const positions: number[] = []
  held.forEach((row, at) => {
    const end = sequences.pointers[row + 1] - 1
    for (let from = Math.max(sequences.pointers[row], end - longest); from < end; from++) positions.push(from)
    pointers[at + 1] = positions.length
  })
  return {
    past: {
      rows: held.length,
      pointers,
      item: Int32Array.from(positions, (at) => sequences.item[at]),
      signal: Uint8Array.from(positions, (at) => sequences.signal[at]),
      ageDays: Float32Array.from(positions, (at) => sequences.ageDays[at]),
    },
    next: Int32Array.from(held, (row) => sequences.item[sequences.pointers[row + 1] - 1]),
  }
}

export type HeldOut = ReturnType<typeof heldOut>

const blockRows = 256
const cutOff = 100

/** NDCG@100 of what came next among all items: less noisy than NDCG@10, and not about places that nobody sees, as a mean over all ranks would be. */
export const heldOutQuality = (
  compute: Compute,
  encoder: Encoder,
  weights: NetworkWeights,
  { past, next }: HeldOut,
  longest: number,
): number =>
  compute.scope(() => {
    const { width } = encoder
    const items = weights.embedding.length / width
    const states = lastStates(compute, encoder, weights, past, longest)
    const logits = compute.float32(Math.min(blockRows, next.length) * items)
    let total = 0
    for (let from = 0; from < next.length; from += blockRows) {
      const m = Math.min(blockRows, next.length - from)
      const a = states.subarray(from * width, (from + m) * width)
      compute.multiply({ m, n: items, k: width, a, b: weights.embedding, c: logits, transposeB: true })
      for (let r = 0; r < m; r++) {
        const row = logits.subarray(r * items, (r + 1) * items)
        const own = row[next[from + r]]
        let rank = 1
        for (let j = 0; j < items; j++) if (row[j] > own) rank++
        if (rank <= cutOff) total += 1 / Math.log2(1 + rank)
      }
    }
    return total / next.length
  })
