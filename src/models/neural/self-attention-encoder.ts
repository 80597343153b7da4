import type { Compute } from '../../compute/compute.ts'
import type { Random } from '../math/random.ts'
import { type Dropout, drop, dropBack } from './dropout.ts'
import { createTaker, type Encoder, type Encoding, type Room } from './encoder.ts'
import { layerNorm, layerNormBack } from './layer-norm.ts'
import { type Linear, linear, linearBack } from './linear.ts'
import { addDistances, createLayout, type Laid } from './triangles.ts'

export interface SelfAttentionShape {
  readonly width: number
  readonly blocks: number
  /** Divides the width. */
  readonly heads: number
  /** Distances from here on share one bias. */
  readonly farthest: number
}

/** Views of the flat weights (or of their gradient). */
const viewsOf = ({ width, blocks, heads, farthest }: SelfAttentionShape, flat: Float32Array) => {
  const take = createTaker(flat)
  const layer = (inputs: number, outputs: number): Linear => ({
    inputs,
    outputs,
    weight: take(inputs * outputs),
    bias: take(outputs),
  })
  const norm = () => ({ gain: take(width), bias: take(width) })
  return {
    blocks: Array.from({ length: blocks }, () => ({
      first: norm(),
      qkv: layer(width, 3 * width),
      distance: take(heads * farthest),
      out: layer(width, width),
      second: norm(),
      inner: layer(width, width),
      outer: layer(width, width),
    })),
    last: norm(),
  }
}

type Block = ReturnType<typeof viewsOf>['blocks'][number]

const blockWeights = ({ width, heads, farthest }: SelfAttentionShape): number =>
  6 * width * width + 10 * width + heads * farthest

/** What a block remembers of the way forward. */
const createTape = (compute: Compute, { width, heads }: SelfAttentionShape, { rows, longest }: Room) => ({
  firstNormed: compute.float32(rows * width),
  firstScale: compute.float32(rows),
  first: compute.float32(rows * width),
  qkv: compute.float32(rows * 3 * width),
  weights: compute.float32(heads * Math.ceil((rows * (longest + 1)) / 2)),
  attended: compute.float32(rows * width),
  attendedKept: new Uint8Array(rows * width),
  secondNormed: compute.float32(rows * width),
  secondScale: compute.float32(rows),
  second: compute.float32(rows * width),
  hidden: compute.float32(rows * width),
  hiddenKept: new Uint8Array(rows * width),
  outKept: new Uint8Array(rows * width),
})

type Tape = ReturnType<typeof createTape>

const addTo = (x: Float32Array, y: Float32Array, length: number): void => {
  for (let at = 0; at < length; at++) x[at] += y[at]
}

/** In place: max(0, x). */
const rectify = (x: Float32Array, length: number): void => {
  for (let at = 0; at < length; at++) if (x[at] < 0) x[at] = 0
}

/** x += drop(attention(norm(x)) W);  x += drop(drop(relu(norm(x) V)) U). `y` is scratch. */
const blockForward = (
  compute: Compute,
  shape: SelfAttentionShape,
  block: Block,
  tape: Tape,
  { rows, triangles }: Laid,
  dropout: Dropout | null,
  x: Float32Array,
  y: Float32Array,
): void => {
  const length = rows * shape.width
  layerNorm(x, rows, block.first.gain, block.first.bias, tape.firstNormed, tape.firstScale, tape.first)
  linear(compute, block.qkv, tape.first, rows, tape.qkv)
  const { qkv, weights, attended } = tape
  compute.attention({ ...shape, ...triangles, qkv, bias: block.distance, weights, out: attended })
  linear(compute, block.out, tape.attended, rows, y)
  drop(y, length, tape.attendedKept, dropout)
  addTo(x, y, length)
  layerNorm(x, rows, block.second.gain, block.second.bias, tape.secondNormed, tape.secondScale, tape.second)
  linear(compute, block.inner, tape.second, rows, tape.hidden)
  rectify(tape.hidden, length)
  drop(tape.hidden, length, tape.hiddenKept, dropout)
  linear(compute, block.outer, tape.hidden, rows, y)
  drop(y, length, tape.outKept, dropout)
  addTo(x, y, length)
}

/** What the way back writes on: rows x width each, `wide` rows x 3 width. */
const createScratch = (compute: Compute, width: number, { rows }: Room) => ({
  one: compute.float32(rows * width),
  two: compute.float32(rows * width),
  wide: compute.float32(rows * 3 * width),
})

type Scratch = ReturnType<typeof createScratch>

/** `dx`: the gradient after the block, and then before it. */
const blockBack = (
  compute: Compute,
  shape: SelfAttentionShape,
  block: Block,
  gradient: Block,
  tape: Tape,
  { rows, triangles }: Laid,
  dropout: Dropout | null,
  dx: Float32Array,
  { one, two, wide }: Scratch,
): void => {
  const length = rows * shape.width
  dropBack(dx, length, tape.outKept, dropout, one)
  linearBack(compute, block.outer, gradient.outer, tape.hidden, one, rows, two)
  dropBack(two, length, tape.hiddenKept, dropout, two)
  for (let at = 0; at < length; at++) if (tape.hidden[at] === 0) two[at] = 0
  linearBack(compute, block.inner, gradient.inner, tape.second, two, rows, one)
  const { first, second } = gradient
  layerNormBack(one, rows, block.second.gain, tape.secondNormed, tape.secondScale, dx, second.gain, second.bias)
  dropBack(dx, length, tape.attendedKept, dropout, one)
  linearBack(compute, block.out, gradient.out, tape.attended, one, rows, two)
  compute.attentionBack({ ...shape, ...triangles, qkv: tape.qkv, weights: tape.weights, dOut: two, dQkv: wide })
  addDistances(shape, triangles, tape.weights, gradient.distance)
  linearBack(compute, block.qkv, gradient.qkv, tape.first, wide, rows, one)
  layerNormBack(one, rows, block.first.gain, tape.firstNormed, tape.firstScale, dx, first.gain, first.bias)
}

const open = (
  shape: SelfAttentionShape,
  compute: Compute,
  room: Room,
  weights: Float32Array,
  gradient: Float32Array,
): Encoding => {
  const { width } = shape
  const [views, gradients] = [viewsOf(shape, weights), viewsOf(shape, gradient)]
  const tapes = views.blocks.map(() => createTape(compute, shape, room))
  const scratch = createScratch(compute, width, room)
  const input = compute.float32(room.rows * width)
  const lastNormed = compute.float32(room.rows * width)
  const lastScale = compute.float32(room.rows)
  const states = compute.float32(room.rows * width)
  const dInput = compute.float32(room.rows * width)
  const layOut = createLayout(compute, room)
  const { last } = views
  return {
    input,
    states,
    dInput,
    forward: (packed, dropout) => {
      const laid = layOut(packed)
      views.blocks.forEach((block, b) => {
        blockForward(compute, shape, block, tapes[b], laid, dropout, input, scratch.one)
      })
      layerNorm(input, packed.rows, last.gain, last.bias, lastNormed, lastScale, states)
    },
    backward: (packed, dStates, dropout) => {
      const laid = layOut(packed)
      dInput.fill(0, 0, packed.rows * width)
      const { gain, bias } = gradients.last
      layerNormBack(dStates, packed.rows, last.gain, lastNormed, lastScale, dInput, gain, bias)
      for (let b = shape.blocks - 1; b >= 0; b--) {
        const [block, gradient] = [views.blocks[b], gradients.blocks[b]]
        blockBack(compute, shape, block, gradient, tapes[b], laid, dropout, dInput, scratch)
      }
    },
  }
}

/** Weights from a normal of .02, as BERT starts; gains at 1, biases at 0: at the start a state is about its own item. */
const initialise = (shape: SelfAttentionShape, weights: Float32Array, random: Random): void => {
  const { blocks, last } = viewsOf(shape, weights)
  weights.fill(0)
  for (const { first, second, qkv, out, inner, outer } of blocks) {
    first.gain.fill(1)
    second.gain.fill(1)
    for (const { weight } of [qkv, out, inner, outer]) {
      for (let at = 0; at < weight.length; at++) weight[at] = 0.02 * random.normal()
    }
  }
  last.gain.fill(1)
}

/** The encoder of SASRec (Kang & McAuley 2018), with the norm before each part (Xiong et al. 2020), which trains without a warm-up. */
export const selfAttentionEncoder = (shape: SelfAttentionShape): Encoder => {
  const { width, blocks, heads } = shape
  return {
    width,
    weights: blocks * blockWeights(shape) + 2 * width,
    memory: ({ rows, longest }) => rows * width * (9 + 9.75 * blocks) + (blocks * heads * rows * (longest + 1)) / 2,
    initialise: (weights, random) => initialise(shape, weights, random),
    open: (compute, room, weights, gradient) => open(shape, compute, room, weights, gradient),
  }
}
