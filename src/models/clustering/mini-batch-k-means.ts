import { createRandom, type Random } from '../math/random.ts'
import { type ClusteringFamily, type ClusterOptions, checkClusterable } from './family.ts'
import { kMeans } from './k-means.ts'
import { assignToCentres } from './nearest-centre.ts'
import { type Points, takePoints } from './points.ts'

const batchSize = 1024
const mostBatches = 300
/** Rows on which the centres to start from are found. */
const seedRows = 5000
/** Batches in a row that lessen the smoothed inertia by less than a thousandth: then it is over. */
const patience = 20
/** Weight of the newest batch in the smoothed inertia. */
const smoothing = 0.05

const drawRows = (rows: number, size: number, random: Random): Int32Array =>
  Int32Array.from({ length: Math.min(size, rows) }, () => random.integer(rows))

/** What k-means finds on a few of the rows: from seeds alone a small group is easily missed, and batches never find it again. */
const startOf = (points: Points, options: ClusterOptions, random: Random): Float64Array =>
  kMeans.fit(takePoints(points, drawRows(points.rows, seedRows, random)), options).centres.slice()

/** Every row of the batch pulls its centre towards it, the less the more rows that centre has met: c <- c + (x - c) / v. */
const pull = (
  { width, values }: Points,
  centres: Float64Array,
  met: Float64Array,
  batch: Int32Array,
  labels: Int32Array,
) => {
  for (let at = 0; at < batch.length; at++) {
    const [from, to] = [batch[at] * width, labels[at] * width]
    const rate = 1 / ++met[labels[at]]
    for (let c = 0; c < width; c++) centres[to + c] += rate * (values[from + c] - centres[to + c])
  }
}

/** Whether the mean distance of batches has stopped falling. */
const createStop = () => {
  let [smoothed, least, still] = [Number.NaN, Infinity, 0]
  return (mean: number): boolean => {
    smoothed = Number.isNaN(smoothed) ? mean : smoothed + smoothing * (mean - smoothed)
    still = smoothed < 0.999 * least ? 0 : still + 1
    least = Math.min(least, smoothed)
    return still >= patience
  }
}

/**
 * Mini-batch k-means (Sculley 2010): batches of rows drawn by lot are assigned to their nearest centres, which move towards them at a rate of 1 over how many rows they have
 * met. Starts from what k-means finds on 5,000 rows and reads all points once, at the end; a batch takes 1,024 x k x width steps, whatever the size of the shop.
 */
export const miniBatchKMeans: ClusteringFamily = {
  name: 'mini-batch-k-means',
  fit: (points, options) => {
    checkClusterable(points, options)
    const random = createRandom(options.seed)
    const centres = options.start?.slice() ?? startOf(points, options, random)
    const met = new Float64Array(centres.length / points.width)
    const hasSettled = createStop()
    let iterations = 0
    while (iterations < mostBatches) {
      const batch = drawRows(points.rows, batchSize, random)
      const { labels, squaredDistances } = assignToCentres(points, centres, batch)
      pull(points, centres, met, batch, labels)
      iterations++
      if (hasSettled(squaredDistances.reduce((sum, value) => sum + value, 0) / batch.length)) break
    }
    const inertia = assignToCentres(points, centres).squaredDistances.reduce((sum, value) => sum + value, 0)
    return Object.freeze({ width: points.width, centres, inertia, iterations })
  },
}
