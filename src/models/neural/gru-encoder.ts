import type { Compute } from '../../compute/compute.ts'
import type { Random } from '../math/random.ts'
import { createTaker, type Encoder, type Encoding, type Packed, type Room } from './encoder.ts'
import { layerNorm, layerNormBack } from './layer-norm.ts'
import { type Linear, linear, linearBack } from './linear.ts'
import { byStep, createSteps, fromSteps, type Steps, toSteps } from './steps.ts'

/** Views of the flat weights (or of their gradient): what the input and what the state say of update, reset and news. */
const viewsOf = (width: number, flat: Float32Array) => {
  const take = createTaker(flat)
  const layer = (): Linear => ({
    inputs: width,
    outputs: 3 * width,
    weight: take(3 * width * width),
    bias: take(3 * width),
  })
  return { input: layer(), state: layer(), gain: take(width), bias: take(width) }
}

/** What the way back needs, rows x width or x 3 width, step by step. `gates` holds update, reset and news; `before` the state that each row began with. */
const createTape = (compute: Compute, width: number, { rows }: Room) => ({
  input: compute.float32(rows * width),
  ofInput: compute.float32(rows * 3 * width),
  ofState: compute.float32(rows * 3 * width),
  gates: compute.float32(rows * 3 * width),
  before: compute.float32(rows * width),
  hidden: compute.float32(rows * width),
  ordered: compute.float32(rows * width),
  normed: compute.float32(rows * width),
  scale: compute.float32(rows),
})

type Tape = ReturnType<typeof createTape>

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))

/** Rows first .. first + count: update and reset gates, news, and the new state. */
const openGates = (width: number, first: number, count: number, tape: Tape): void => {
  const { ofInput, ofState, gates, before, hidden } = tape
  for (let row = first; row < first + count; row++) {
    const gate = 3 * row * width
    for (let d = 0; d < width; d++) {
      const update = sigmoid(ofInput[gate + d] + ofState[gate + d])
      const reset = sigmoid(ofInput[gate + width + d] + ofState[gate + width + d])
      const news = Math.tanh(ofInput[gate + 2 * width + d] + reset * ofState[gate + 2 * width + d])
      gates[gate + d] = update
      gates[gate + width + d] = reset
      gates[gate + 2 * width + d] = news
      hidden[row * width + d] = (1 - update) * news + update * before[row * width + d]
    }
  }
}

const stepsForward = (compute: Compute, width: number, layer: Linear, { count, starts, active }: Steps, tape: Tape) => {
  for (let step = 0; step < count; step++) {
    const [from, rows] = [starts[step] * width, active[step]]
    const before = tape.before.subarray(from, from + rows * width)
    if (step === 0) before.fill(0)
    else before.set(tape.hidden.subarray(starts[step - 1] * width, starts[step - 1] * width + rows * width))
    linear(compute, layer, before, rows, tape.ofState.subarray(3 * from, 3 * (from + rows * width)))
    openGates(width, starts[step], rows, tape)
  }
}

/** What a change of the states of these rows changes in the gates' inputs, and directly in the states before. */
const closeGates = (
  width: number,
  first: number,
  count: number,
  { ofState, gates, before }: Tape,
  dHidden: Float32Array,
  dInput: Float32Array,
  dState: Float32Array,
): void => {
  for (let row = first; row < first + count; row++) {
    const gate = 3 * row * width
    for (let d = 0; d < width; d++) {
      const at = row * width + d
      const [update, reset, news] = [gates[gate + d], gates[gate + width + d], gates[gate + 2 * width + d]]
      const dUpdate = dHidden[at] * (before[at] - news) * update * (1 - update)
      const dNews = dHidden[at] * (1 - update) * (1 - news * news)
      const dReset = dNews * ofState[gate + 2 * width + d] * reset * (1 - reset)
      dInput[gate + d] = dUpdate
      dInput[gate + width + d] = dReset
      dInput[gate + 2 * width + d] = dNews
      dState[gate + d] = dUpdate
      dState[gate + width + d] = dReset
      dState[gate + 2 * width + d] = dNews * reset
      dHidden[at] *= update
    }
  }
}

/** Back through time (Werbos 1990): leaves the gradients of both gate inputs. */
const stepsBack = (
  compute: Compute,
  width: number,
  layer: Linear,
  { count, starts, active }: Steps,
  tape: Tape,
  room: { readonly dHidden: Float32Array; readonly dInput: Float32Array; readonly dState: Float32Array },
) => {
  const { dHidden, dInput, dState } = room
  for (let step = count - 1; step >= 0; step--) {
    const [first, rows] = [starts[step], active[step]]
    closeGates(width, first, rows, tape, dHidden, dInput, dState)
    if (step === 0) return
    const own = dHidden.subarray(first * width, (first + rows) * width)
    const a = dState.subarray(3 * first * width, 3 * (first + rows) * width)
    compute.multiply({ m: rows, n: width, k: 3 * width, a, b: layer.weight, c: own, transposeB: true, beta: 1 })
    const earlier = starts[step - 1] * width
    for (let at = 0; at < own.length; at++) dHidden[earlier + at] += own[at]
  }
}

const open = (width: number, compute: Compute, room: Room, weights: Float32Array, gradient: Float32Array): Encoding => {
  const [views, gradients] = [viewsOf(width, weights), viewsOf(width, gradient)]
  const size = room.rows * width
  const tape = createTape(compute, width, room)
  const [input, states, dInput] = [compute.float32(size), compute.float32(size), compute.float32(size)]
  const [dOrdered, dHidden, unused] = [compute.float32(size), compute.float32(size), compute.float32(size)]
  const gates = { dHidden, dInput: compute.float32(3 * size), dState: compute.float32(3 * size) }
  const steps = createSteps(room.rows, room.longest)
  return {
    input,
    states,
    dInput,
    forward: (packed: Packed) => {
      byStep(packed, steps)
      toSteps(steps, packed, input, width, tape.input)
      linear(compute, views.input, tape.input, packed.rows, tape.ofInput)
      stepsForward(compute, width, views.state, steps, tape)
      fromSteps(steps, packed, tape.hidden, width, tape.ordered)
      layerNorm(tape.ordered, packed.rows, views.gain, views.bias, tape.normed, tape.scale, states)
    },
    backward: (packed, dStates) => {
      dOrdered.fill(0, 0, packed.rows * width)
      const { gain, bias } = gradients
      layerNormBack(dStates, packed.rows, views.gain, tape.normed, tape.scale, dOrdered, gain, bias)
      toSteps(steps, packed, dOrdered, width, dHidden)
      stepsBack(compute, width, views.state, steps, tape, gates)
      linearBack(compute, views.state, gradients.state, tape.before, gates.dState, packed.rows, unused)
      linearBack(compute, views.input, gradients.input, tape.input, gates.dInput, packed.rows, dOrdered)
      fromSteps(steps, packed, dOrdered, width, dInput)
    },
  }
}

/** Weights from a normal of 1 / sqrt(width), biases at 0, the gain at 1. */
const initialise = (width: number, weights: Float32Array, random: Random): void => {
  const { input, state, gain } = viewsOf(width, weights)
  weights.fill(0)
  for (const { weight } of [input, state]) {
    for (let at = 0; at < weight.length; at++) weight[at] = random.normal() / Math.sqrt(width)
  }
  gain.fill(1)
}

/**
 * The encoder of GRU4Rec (Hidasi & Karatzoglou 2018): one layer of gated recurrent units (Cho et al. 2014, the reset after the product), and a norm of what comes out:
 *   z = s(x Wz + h Uz),  r = s(x Wr + h Ur),  n = tanh(x Wn + r (h Un)),  h' = (1 - z) n + z h
 * All sequences of a batch take their t-th step together.
 */
export const gruEncoder = (width: number): Encoder => ({
  width,
  weights: 6 * width * width + 8 * width,
  memory: ({ rows }) => rows * (27 * width + 1),
  initialise: (weights, random) => initialise(width, weights, random),
  open: (compute, room, weights, gradient) => open(width, compute, room, weights, gradient),
})
