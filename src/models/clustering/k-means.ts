import { createRandom } from '../math/random.ts'
import { type ClusteringFamily, type ClusterModel, checkClusterable } from './family.ts'
import { type Assignment, assignToCentres } from './nearest-centre.ts'
import type { Points } from './points.ts'
import { seedCentres } from './seed-centres.ts'

/** Attempts from different seeds, of which the one of least inertia is kept. */
const attempts = 4
const mostIterations = 200

/** A centre that nobody is nearest to moves to the point that is farthest from its own. */
const moveEmpty = (points: Points, centres: Float64Array, centre: number, distances: Float64Array): void => {
  const { width, values } = points
  const farthest = distances.reduce((best, distance, at) => (distance > distances[best] ? at : best), 0)
  for (let c = 0; c < width; c++) centres[centre * width + c] = values[farthest * width + c]
  distances[farthest] = 0
}

/** Each centre becomes the mean of those that are nearest to it. */
const meansOf = (points: Points, k: number, { labels, squaredDistances }: Assignment): Float64Array => {
  const { rows, width, values } = points
  const centres = new Float64Array(k * width)
  const counts = new Int32Array(k)
  for (let row = 0; row < rows; row++) {
    const to = labels[row] * width
    for (let c = 0; c < width; c++) centres[to + c] += values[row * width + c]
    counts[labels[row]]++
  }
  for (let centre = 0; centre < k; centre++) {
    if (counts[centre] === 0) moveEmpty(points, centres, centre, squaredDistances)
    else for (let c = 0; c < width; c++) centres[centre * width + c] /= counts[centre]
  }
  return centres
}

const inertiaOf = ({ squaredDistances }: Assignment): number => squaredDistances.reduce((sum, value) => sum + value, 0)

const areSame = (a: Int32Array, b: Int32Array): boolean => a.every((label, row) => label === b[row])

/**
 * Lloyd's iteration (1982) from given centres: assign, average, until nobody moves. The inertia never grows, and what begins where it ended stays there to the last digit.
 */
const improve = (points: Points, start: Float64Array): ClusterModel => {
  const k = start.length / points.width
  let centres = start
  let assignment = assignToCentres(points, centres)
  let iterations = 0
  let moved = true
  while (moved && iterations < mostIterations) {
    centres = meansOf(points, k, assignment)
    const next = assignToCentres(points, centres)
    moved = !areSame(assignment.labels, next.labels)
    assignment = next
    iterations++
  }
  return Object.freeze({ width: points.width, centres, inertia: inertiaOf(assignment), iterations })
}

/**
 * k-means: centres c that lessen sum over points of min over c of ||x - c||^2, by Lloyd's iteration from k-means++ seeds (and from `start`, where given), the best of
 * some attempts. An iteration takes rows x k x width steps; memory is 12 bytes a row beside the points.
 */
export const kMeans: ClusteringFamily = {
  name: 'k-means',
  fit: (points, options) => {
    checkClusterable(points, options)
    const random = createRandom(options.seed)
    const starts = Array.from({ length: attempts }, () => seedCentres(points, options.k, random))
    const all = options.start === undefined ? starts : [options.start.slice(), ...starts]
    return all
      .map((start) => improve(points, start))
      .reduce((best, model) => (model.inertia < best.inertia ? model : best))
  },
}
