import type { Compute } from '../../compute/compute.ts'
import type { Interactions } from '../interactions.ts'
import { dotWithRow } from '../math/dot.ts'

/** Below so many rows a copy of the factors to where kernels reach them costs more than the kernel saves. */
export const leastForKernel = 8

/** One row of scores (items) += leave (items x factors) x place (factors), in doubles, without a copy of the factors. */
export const addPlaceScores = (place: Float64Array, leave: Float32Array, scores: Float32Array): void => {
  for (let item = 0; item < scores.length; item++) scores[item] += dotWithRow(place, leave, item * place.length)
}

const addPlain = (place: Float32Array, leave: Float32Array, factors: number, scores: Float32Array): void => {
  const items = leave.length / factors
  for (let row = 0; row * factors < place.length; row++) {
    const own = new Float64Array(place.subarray(row * factors, (row + 1) * factors))
    addPlaceScores(own, leave, scores.subarray(row * items, (row + 1) * items))
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
