import type { Random } from '../math/random.ts'
import { squaredDistance } from './nearest-centre.ts'
import type { Points } from './points.ts'

/** The place at which the sum of `weights` passes `part` of their total. */
const placeAt = (weights: Float64Array, part: number): number => {
  let left = part * weights.reduce((sum, weight) => sum + weight, 0)
  for (let at = 0; at < weights.length; at++) {
    left -= weights[at]
    if (left < 0) return at
  }
  return weights.findLastIndex((weight) => weight > 0)
}

/**
 * k-means++ (Arthur & Vassilvitskii 2007): the first centre is a row drawn by lot, each further one a row drawn with probability proportional
 * to its squared distance from the nearest centre so far. Expected inertia at most 8 (ln k + 2) times the least.
 * @returns centres x width; fewer than k where there are fewer different points
 */
export const seedCentres = (points: Points, k: number, random: Random): Float64Array => {
  const { rows, width, values } = points
  const centres = new Float64Array(k * width)
  const distances = new Float64Array(rows).fill(Infinity)
  let count = 0
  for (let row = random.integer(rows); count < k && row >= 0; row = placeAt(distances, random.uniform())) {
    for (let c = 0; c < width; c++) centres[count * width + c] = values[row * width + c]
    for (let at = 0; at < rows; at++)
      distances[at] = Math.min(distances[at], squaredDistance(points, at, centres, count, distances[at]))
    count++
  }
  return centres.slice(0, count * width)
}
