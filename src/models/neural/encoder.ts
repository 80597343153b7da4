import type { Compute } from '../../compute/compute.ts'
import type { Random } from '../math/random.ts'
import type { Dropout } from './dropout.ts'

/** Sequences of different lengths one after the other, without padding: sequence s is rows `pointers[s] .. pointers[s + 1]`. */
export interface Packed {
  readonly sequences: number
  readonly rows: number
  readonly pointers: Int32Array
}

/** The most that comes at once. */
export interface Room {
  readonly rows: number
  /** Rows of the longest sequence. */
  readonly longest: number
}

/** An encoder at work, with its memory of the last way forward. Arrays are rows x width. */
export interface Encoding {
  /** To be filled in before `forward`; afterwards of no use. */
  readonly input: Float32Array
  /** What is known after each row: of this row and those before it in its sequence. */
  readonly states: Float32Array
  readonly forward: (packed: Packed, dropout: Dropout | null) => void
  /** From `dStates` to `dInput`; adds to the gradient of the weights. */
  readonly backward: (packed: Packed, dStates: Float32Array, dropout: Dropout | null) => void
  readonly dInput: Float32Array
}

/** A network from sequences of vectors to sequences of states of the same width. Its weights are one flat array, so that an optimiser need not know it. */
export interface Encoder {
  readonly width: number
  /** How many. */
  readonly weights: number
  /** Numbers that `open` allocates. */
  readonly memory: (room: Room) => number
  readonly initialise: (weights: Float32Array, random: Random) => void
  readonly open: (compute: Compute, room: Room, weights: Float32Array, gradient: Float32Array) => Encoding
}

/** Cuts a flat array into views, one after the other. */
export const createTaker = (flat: Float32Array): ((length: number) => Float32Array) => {
  let from = 0
  return (length) => {
    from += length
    return flat.subarray(from - length, from)
  }
}
