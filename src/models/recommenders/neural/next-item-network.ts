import type { Compute } from '../../../compute/compute.ts'
import type { Random } from '../../math/random.ts'
import { type Dropout, drop, dropBack } from '../../neural/dropout.ts'
import type { Encoder, Packed, Room } from '../../neural/encoder.ts'
import { signals } from '../histories.ts'

/** Events in the order of `Packed`. */
export interface PackedEvents extends Packed {
  readonly item: Int32Array
  readonly signal: Uint8Array
}

/** What is learned. One table of items serves for what has been and for what comes next. */
export interface NetworkWeights {
  /** items x width */
  readonly embedding: Float32Array
  /** A vector per signal, and then the encoder's weights. */
  readonly dense: Float32Array
}

export const denseWeights = (encoder: Encoder): number => signals.length * encoder.width + encoder.weights

/** Both parts in memory that kernels reach. */
export const createWeights = (compute: Compute, encoder: Encoder, items: number): NetworkWeights => ({
  embedding: compute.float32(items * encoder.width),
  dense: compute.float32(denseWeights(encoder)),
})

export const initialiseWeights = (encoder: Encoder, { embedding, dense }: NetworkWeights, random: Random): void => {
  for (let at = 0; at < embedding.length; at++) embedding[at] = 0.02 * random.normal()
  encoder.initialise(dense.subarray(signals.length * encoder.width), random)
}

/** From events to states and back: x = sqrt(width) item + signal, dropout, encoder. Gradients are added to `gradient`. */
export const openNetwork = (
  compute: Compute,
  encoder: Encoder,
  room: Room,
  weights: NetworkWeights,
  gradient: NetworkWeights,
) => {
  const { width } = encoder
  const split = signals.length * width
  const encoding = encoder.open(compute, room, weights.dense.subarray(split), gradient.dense.subarray(split))
  const kept = new Uint8Array(room.rows * width)
  const scale = Math.sqrt(width)
  const embed = ({ rows, item, signal }: PackedEvents): void => {
    for (let row = 0; row < rows; row++) {
      const [to, from, kind] = [row * width, item[row] * width, signal[row] * width]
      for (let d = 0; d < width; d++) {
        encoding.input[to + d] = scale * weights.embedding[from + d] + weights.dense[kind + d]
      }
    }
  }
  const embedBack = ({ rows, item, signal }: PackedEvents): void => {
    for (let row = 0; row < rows; row++) {
      const [from, to, kind] = [row * width, item[row] * width, signal[row] * width]
      for (let d = 0; d < width; d++) {
        gradient.embedding[to + d] += scale * encoding.dInput[from + d]
        gradient.dense[kind + d] += encoding.dInput[from + d]
      }
    }
  }
  return {
    states: encoding.states,
    forward: (events: PackedEvents, dropout: Dropout | null): void => {
      embed(events)
      drop(encoding.input, events.rows * width, kept, dropout)
      encoding.forward(events, dropout)
    },
    backward: (events: PackedEvents, dStates: Float32Array, dropout: Dropout | null): void => {
      encoding.backward(events, dStates, dropout)
      dropBack(encoding.dInput, events.rows * width, kept, dropout, encoding.dInput)
      embedBack(events)
    },
  }
}
