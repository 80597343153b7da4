import type { Random } from '../../math/random.ts'
import { signals } from '../histories.ts'
import type { Sequences } from '../sequences.ts'
import type { SignalWeights } from '../to-interactions.ts'
import type { PackedEvents } from './next-item-network.ts'
import type { Targets } from './sampled-softmax.ts'

/** A step of training: events, and what came after each. */
export type Batch = PackedEvents & Targets

/** Where the pieces of the rows of `sequences` start and end; a piece of n events has n - 1 inputs. */
export interface Pieces {
  readonly start: Int32Array
  readonly end: Int32Array
}

/** Cuts rows into pieces of at most `longest` inputs, from the newest backwards; the last event of rows in `held` is left out. */
export const cutPieces = ({ rows, pointers }: Sequences, longest: number, held: ReadonlySet<number>): Pieces => {
  const start: number[] = []
  const end: number[] = []
  for (let row = 0; row < rows; row++) {
    for (let to = pointers[row + 1] - (held.has(row) ? 1 : 0); to - pointers[row] >= 2; ) {
      const from = Math.max(pointers[row], to - longest - 1)
      start.push(from)
      end.push(to)
      to = from + 1
    }
  }
  return { start: Int32Array.from(start), end: Int32Array.from(end) }
}

const emptyBatch = (rows: number) => ({
  pointers: new Int32Array(rows + 1),
  item: new Int32Array(rows),
  signal: new Uint8Array(rows),
  target: new Int32Array(rows),
  weight: new Float32Array(rows),
})

/** All pieces in a new order, packed into batches of at most `rows` inputs. The batch handed over is reused. */
export function* shuffledBatches(
  sequences: Sequences,
  pieces: Pieces,
  rows: number,
  weights: SignalWeights,
  random: Random,
): Generator<Batch> {
  const weightOf = signals.map((signal) => weights[signal])
  const batch = emptyBatch(rows)
  let [count, length] = [0, 0]
  for (const piece of random.shuffle(pieces.start.keys())) {
    const [start, inputs] = [pieces.start[piece], pieces.end[piece] - pieces.start[piece] - 1]
    if (length + inputs > rows) {
      yield { ...batch, sequences: count, rows: length }
      count = 0
      length = 0
    }
    for (let at = start; at < start + inputs; at++) {
      batch.item[length] = sequences.item[at]
      batch.signal[length] = sequences.signal[at]
      batch.target[length] = sequences.item[at + 1]
      batch.weight[length++] = weightOf[sequences.signal[at + 1]]
    }
    batch.pointers[++count] = length
  }
  if (length > 0) yield { ...batch, sequences: count, rows: length }
}
