import type { Compute } from '../../../compute/compute.ts'

/** The items that a target is told from, shared by all rows of a batch. */
export interface Candidates {
  readonly count: number
  readonly items: Int32Array
  /** Log of how many items each stands for: 0 where all are there, else the logQ correction -log(draws x chance). */
  readonly logWeight: Float32Array
}

/** Rows at a time: the block of logits stays in the cache. */
const blockRows = 128

/** What the loss writes on, and where it leaves its gradients. */
export const createLossRoom = (compute: Compute, rows: number, width: number, candidates: number) => ({
  logits: compute.float32(blockRows * candidates),
  vectors: compute.float32(candidates * width),
  dVectors: compute.float32(candidates * width),
  dStates: compute.float32(rows * width),
})

export type LossRoom = ReturnType<typeof createLossRoom>

export const lossMemory = (rows: number, width: number, candidates: number): number =>
  blockRows * candidates + 2 * candidates * width + rows * width

/** What each row should have led to. */
export interface Targets {
  readonly rows: number
  readonly target: Int32Array
  /** How much each row counts; they add up to more than 0. */
  readonly weight: Float32Array
}

const dot = (a: Float32Array, from: number, b: Float32Array, at: number, width: number): number => {
  let sum = 0
  for (let d = 0; d < width; d++) sum += a[from + d] * b[at + d]
  return sum
}

const addScaled = (a: Float32Array, from: number, scale: number, b: Float32Array, at: number, width: number): void => {
  for (let d = 0; d < width; d++) a[from + d] += scale * b[at + d]
}

/** Turns one row of logits into gradient of the loss, in place; gives the loss and the chance of the target. */
const softmaxRow = (
  logits: Float32Array,
  from: number,
  { count, items, logWeight }: Candidates,
  target: number,
  own: number,
  share: number,
): { readonly loss: number; readonly chance: number } => {
  let most = own
  for (let j = 0; j < count; j++) {
    const logit = items[j] === target ? -Infinity : logits[from + j] + logWeight[j]
    logits[from + j] = logit
    if (logit > most) most = logit
  }
  const ownPart = Math.exp(own - most)
  let sum = ownPart
  for (let j = 0; j < count; j++) {
    const part = Math.exp(logits[from + j] - most)
    logits[from + j] = part
    sum += part
  }
  const scale = share / sum
  for (let j = 0; j < count; j++) logits[from + j] *= scale
  return { loss: share * (most - own + Math.log(sum)), chance: ownPart / sum }
}

/**
 * Softmax cross-entropy of the target of each row among all items, the sum over them estimated from shared candidates:
 *   -s_t + log(e^{s_t} + sum over candidates j other than t of w_j e^{s_j}),   s_j = state . embedding_j
 * The target stands for itself and is not corrected (Khrylchenko et al. 2025); with all items as candidates it is exact. Against the binary loss of SASRec's paper: Klenitskiy &
 * Vasilev 2023. Gives the weighted mean; leaves its gradient in `room.dStates`, and adds to the rows of `dEmbedding`.
 */
export const sampledSoftmax = (
  compute: Compute,
  room: LossRoom,
  states: Float32Array,
  { rows, target, weight }: Targets,
  candidates: Candidates,
  embedding: Float32Array,
  dEmbedding: Float32Array,
  width: number,
): number => {
  const { logits, vectors, dVectors, dStates } = room
  const { count, items } = candidates
  for (let j = 0; j < count; j++) vectors.set(embedding.subarray(items[j] * width, (items[j] + 1) * width), j * width)
  dVectors.fill(0, 0, count * width)
  let total = 0
  for (let row = 0; row < rows; row++) total += weight[row]
  let loss = 0
  const chances = new Float64Array(rows)
  for (let from = 0; from < rows; from += blockRows) {
    const m = Math.min(blockRows, rows - from)
    const block = states.subarray(from * width, (from + m) * width)
    compute.multiply({ m, n: count, k: width, a: block, b: vectors, c: logits, transposeB: true })
    for (let r = 0; r < m; r++) {
      const row = from + r
      const own = dot(states, row * width, embedding, target[row] * width, width)
      const told = softmaxRow(logits, r * count, candidates, target[row], own, weight[row] / total)
      loss += told.loss
      chances[row] = told.chance
    }
    const dBlock = dStates.subarray(from * width, (from + m) * width)
    compute.multiply({ m, n: width, k: count, a: logits, b: vectors, c: dBlock })
    compute.multiply({ m: count, n: width, k: m, a: logits, b: block, c: dVectors, transposeA: true, beta: 1 })
  }
  for (let j = 0; j < count; j++) addScaled(dEmbedding, items[j] * width, 1, dVectors, j * width, width)
  for (let row = 0; row < rows; row++) {
    const pull = ((chances[row] - 1) * weight[row]) / total
    addScaled(dStates, row * width, pull, embedding, target[row] * width, width)
    addScaled(dEmbedding, target[row] * width, pull, states, row * width, width)
  }
  return loss
}
