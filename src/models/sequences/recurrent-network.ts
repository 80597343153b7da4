import type { Compute } from '../../compute/compute.ts'
import { encodeRows, type Encoder as TableEncoder, widthOfEncoder } from '../classifiers/encode.ts'
import type { Random } from '../math/random.ts'
import { type Dropout, drop, dropBack } from '../neural/dropout.ts'
import { createTaker, type Encoder, type Packed } from '../neural/encoder.ts'
import { gruEncoder } from '../neural/gru-encoder.ts'
import { linear, linearBack } from '../neural/linear.ts'
import type { EventSequences } from './event-sequences.ts'

/** An event's features become `width` numbers, a GRU reads them one after the other, and the state after the last one becomes a logit. */
export interface RecurrentShape {
  /** Features of an event. */
  readonly inputs: number
  /** Even. */
  readonly width: number
}

/** What comes at once, at the most. */
export interface RecurrentRoom {
  readonly people: number
  readonly longest: number
}

const gruOf = ({ width }: RecurrentShape): Encoder => gruEncoder(width)

export const recurrentWeights = (shape: RecurrentShape): number =>
  (shape.inputs + 2) * shape.width + gruOf(shape).weights + 1

/** Numbers that `openRecurrent` allocates. */
export const recurrentMemory = (shape: RecurrentShape, { people, longest }: RecurrentRoom): number => {
  const rows = people * longest
  return rows * (shape.inputs + 3 * shape.width) + gruOf(shape).memory({ rows, longest }) + 4 * people * shape.width
}

const viewsOf = ({ inputs, width }: RecurrentShape, flat: Float32Array) => {
  const take = createTaker(flat)
  const embedding = { inputs, outputs: width, weight: take(inputs * width), bias: take(width) }
  const out = { weight: take(width), bias: take(1) }
  return { embedding, out, gru: flat.subarray((inputs + 2) * width + 1) }
}

/** Embedding weights from a normal of 1 / sqrt(inputs), output weights from 1 / width, the last bias at `bias`. */
export const initialiseRecurrent = (shape: RecurrentShape, flat: Float32Array, bias: number, random: Random): void => {
  const { embedding, out, gru } = viewsOf(shape, flat)
  flat.fill(0)
  gruOf(shape).initialise(gru, random)
  for (let at = 0; at < embedding.weight.length; at++) embedding.weight[at] = random.normal() / Math.sqrt(shape.inputs)
  for (let at = 0; at < shape.width; at++) out.weight[at] = random.normal() / shape.width
  out.bias[0] = bias
}

/** Encodes the events of some people, who all have some, one after the other. */
const packInto = (
  encoder: TableEncoder,
  { pointers, events }: EventSequences,
  people: ArrayLike<number>,
  features: Float32Array,
  into: Int32Array,
): Packed => {
  const width = widthOfEncoder(encoder)
  for (let at = 0; at < people.length; at++) {
    const [from, to] = [pointers[people[at]], pointers[people[at] + 1]]
    encodeRows(encoder, events, [from, to], features.subarray(into[at] * width))
    into[at + 1] = into[at] + to - from
  }
  return { sequences: people.length, rows: into[people.length], pointers: into }
}

/** A network at work, with its memory of the last way forward. */
export const openRecurrent = (
  compute: Compute,
  shape: RecurrentShape,
  { people: most, longest }: RecurrentRoom,
  weights: Float32Array,
  gradient: Float32Array,
) => {
  const { width } = shape
  const rows = most * longest
  const [views, gradients] = [viewsOf(shape, weights), viewsOf(shape, gradient)]
  const features = compute.float32(rows * shape.inputs)
  const encoding = gruOf(shape).open(compute, { rows, longest }, views.gru, gradients.gru)
  const [last, dLast, dStates] = [most * width, most * width, rows * width].map((length) => new Float32Array(length))
  const [keptInput, keptLast] = [new Uint8Array(rows * width), new Uint8Array(most * width)]
  const dInput = compute.float32(rows * width)
  const logits = new Float32Array(most)
  const pointers = new Int32Array(most + 1)
  let packed: Packed = { sequences: 0, rows: 0, pointers }
  return {
    logits,
    /** Reads the events of people, who all have some, at most `longest` each. */
    read: (encoder: TableEncoder, sequences: EventSequences, people: ArrayLike<number>): void => {
      packed = packInto(encoder, sequences, people, features, pointers)
    },
    forward: (dropout: Dropout | null): void => {
      linear(compute, views.embedding, features, packed.rows, encoding.input)
      drop(encoding.input, packed.rows * width, keptInput, dropout)
      encoding.forward(packed, dropout)
      for (let p = 0; p < packed.sequences; p++) {
        const from = (pointers[p + 1] - 1) * width
        for (let d = 0; d < width; d++) last[p * width + d] = encoding.states[from + d]
      }
      drop(last, packed.sequences * width, keptLast, dropout)
      for (let p = 0; p < packed.sequences; p++) {
        let sum = views.out.bias[0]
        for (let d = 0; d < width; d++) sum += last[p * width + d] * views.out.weight[d]
        logits[p] = sum
      }
    },
    backward: (dLogits: Float32Array, dropout: Dropout | null): void => {
      for (let p = 0; p < packed.sequences; p++) {
        gradients.out.bias[0] += dLogits[p]
        for (let d = 0; d < width; d++) {
          gradients.out.weight[d] += dLogits[p] * last[p * width + d]
          dLast[p * width + d] = dLogits[p] * views.out.weight[d]
        }
      }
      dropBack(dLast, packed.sequences * width, keptLast, dropout, dLast)
      dStates.fill(0, 0, packed.rows * width)
      for (let p = 0; p < packed.sequences; p++) {
        dStates.set(dLast.subarray(p * width, (p + 1) * width), (pointers[p + 1] - 1) * width)
      }
      encoding.backward(packed, dStates, dropout)
      dropBack(encoding.dInput, packed.rows * width, keptInput, dropout, dInput)
      linearBack(compute, views.embedding, gradients.embedding, features, dInput, packed.rows, null)
    },
  }
}
