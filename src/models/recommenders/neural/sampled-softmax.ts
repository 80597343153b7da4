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
  shift: compute.float32(candidates),
  own: compute.float32(blockRows),
  share: compute.float32(blockRows),
  logSums: compute.float32(blockRows),
})

export type LossRoom = ReturnType<typeof createLossRoom>

export const lossMemory = (rows: number, width: number, candidates: number): number =>
  (blockRows + 2 * width + 1) * candidates + rows * width + 3 * blockRows

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

/** Where each item is among the candidates; an item drawn twice is there twice. */
const placesOf = ({ count, items }: Candidates): ReadonlyMap<number, readonly number[]> => {
  const places = new Map<number, number[]>()
  for (let j = 0; j < count; j++) {
    const before = places.get(items[j])
    if (before) before.push(j)
    else places.set(items[j], [j])
  }
  return places
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
  const { logits, vectors, dVectors, dStates, shift, own, share, logSums } = room
  const { count, items } = candidates
  for (let j = 0; j < count; j++) vectors.set(embedding.subarray(items[j] * width, (items[j] + 1) * width), j * width)
  shift.set(candidates.logWeight)
  dVectors.fill(0, 0, count * width)
  let total = 0
  for (let row = 0; row < rows; row++) total += weight[row]
  const places = placesOf(candidates)
  let loss = 0
  for (let from = 0; from < rows; from += blockRows) {
    const m = Math.min(blockRows, rows - from)
    const block = states.subarray(from * width, (from + m) * width)
    compute.multiply({ m, n: count, k: width, a: block, b: vectors, c: logits, transposeB: true })
    for (let r = 0; r < m; r++) {
      const row = from + r
      own[r] = dot(states, row * width, embedding, target[row] * width, width)
      share[r] = weight[row] / total
      for (const j of places.get(target[row]) ?? []) logits[r * count + j] = -Infinity
    }
    compute.softmaxOfRows({ logits, rows: m, columns: count, shift, own, weight: share, logSums })
    const dBlock = dStates.subarray(from * width, (from + m) * width)
    compute.multiply({ m, n: width, k: count, a: logits, b: vectors, c: dBlock })
    compute.multiply({ m: count, n: width, k: m, a: logits, b: block, c: dVectors, transposeA: true, beta: 1 })
    for (let r = 0; r < m; r++) {
      const [state, aim] = [(from + r) * width, target[from + r] * width]
      const pull = share[r] * Math.expm1(own[r] - logSums[r])
      loss += share[r] * (logSums[r] - own[r])
      addScaled(dStates, state, pull, embedding, aim, width)
      addScaled(dEmbedding, aim, pull, states, state, width)
    }
  }
  for (let j = 0; j < count; j++) addScaled(dEmbedding, items[j] * width, 1, dVectors, j * width, width)
  return loss
}
