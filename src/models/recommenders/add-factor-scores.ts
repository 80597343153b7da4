import type { Compute } from '../../compute/compute.ts'
import type { Interactions } from '../interactions.ts'

/** Below so many rows a copy of the factors to where kernels reach them costs more than the kernel saves. */
const leastForKernel = 8

const addPlain = (place: Float32Array, leave: Float32Array, factors: number, scores: Float32Array): void => {
  const items = leave.length / factors
  for (let from = 0, base = 0; from < place.length; from += factors, base += items) {
    for (let item = 0; item < items; item++) {
      let sum = 0
      for (let factor = 0; factor < factors; factor++) sum += place[from + factor] * leave[item * factors + factor]
      scores[base + item] += sum
    }
  }
}

const addWithKernel = (
  place: Float32Array,
  leave: Float32Array,
  factors: number,
  scores: Float32Array,
  compute: Compute,
): void =>
  compute.scope(() => {
    const [a, b] = [compute.float32(place.length), compute.float32(leave.length)]
    a.set(place)
    b.set(leave)
    const c = compute.float32(scores.length)
    compute.multiply({ m: place.length / factors, n: leave.length / factors, k: factors, a, b, c, transposeB: true })
    for (let at = 0; at < scores.length; at++) scores[at] += c[at]
  })

/** scores (rows x items) += place (rows x factors) x leave^T (leave is items x factors). */
export const addFactorScores = (
  place: Float32Array,
  leave: Float32Array,
  factors: number,
  scores: Float32Array,
  compute: Compute,
): void => {
  if (factors === 0 || place.length === 0) return
  if (place.length / factors < leastForKernel) addPlain(place, leave, factors, scores)
  else addWithKernel(place, leave, factors, scores, compute)
}

/** Per row of `heard` the sum of value x the row of `enter` (items x factors): where a history lies among the factors. */
export const placeHistories = (
  { users, pointers, indices, values }: Interactions,
  enter: Float32Array,
  factors: number,
): Float32Array => {
  const place = new Float32Array(users * factors)
  for (let user = 0; user < users; user++) {
    for (let at = pointers[user]; at < pointers[user + 1]; at++) {
      const from = indices[at] * factors
      for (let factor = 0; factor < factors; factor++) {
        place[user * factors + factor] += values[at] * enter[from + factor]
      }
    }
  }
  return place
}

export const setNegativesToZero = (scores: Float32Array): void => {
  for (let at = 0; at < scores.length; at++) if (!(scores[at] > 0)) scores[at] = 0
}
