import { createRandom } from '../math/random.ts'
import type { ClusteringFamily, ClusterModel } from './family.ts'
import { kMeans } from './k-means.ts'
import { miniBatchKMeans } from './mini-batch-k-means.ts'
import { assignToCentres } from './nearest-centre.ts'
import { type Points, takePoints } from './points.ts'
import { distancesBetween, silhouettes } from './silhouette.ts'

export interface ClusterAlternative {
  readonly k: number
  /** Mean over the people that were looked at, -1..1. */
  readonly silhouette: number
  readonly standardError: number
  /** Of the smallest cluster, 0..1. */
  readonly smallestShare: number
}

export interface ChosenClusters {
  readonly family: string
  readonly model: ClusterModel
  /** Per row of the points. */
  readonly labels: Int32Array
  readonly squaredDistances: Float64Array
  /** Per cluster the mean of those of its people that were looked at; 0 where none was. */
  readonly silhouettes: readonly number[]
  readonly alternatives: readonly ClusterAlternative[]
}

export interface ClusterChoice {
  /** The numbers of clusters to try, ascending. */
  readonly counts: readonly number[]
  /** Fewer are tried for comparison, but not chosen. */
  readonly least: number
  /** Centres before, in the same units: their number is kept unless another is better beyond noise. */
  readonly before: Float64Array | null
  readonly seed: number
}

/** People that numbers of clusters are tried on, and of those the ones whose distances from each other are measured. */
const triedRows = 5000
const measuredRows = 1500
/** A cluster of fewer is a handful of odd people. */
const leastShare = 0.02
/** From so many on all points are read a few times only. */
export const manyRows = 50_000

interface Trial {
  readonly alternative: ClusterAlternative
  readonly model: ClusterModel
  /** Per measured person. */
  readonly silhouettes: Float64Array
  readonly labels: Int32Array
}

const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length

const standardErrorOf = (values: Float64Array): number => {
  const middle = mean(values)
  const variance = values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / Math.max(1, values.length - 1)
  return Math.sqrt(variance / values.length)
}

const sampleOf = (rows: number, size: number, seed: number): Int32Array =>
  rows <= size
    ? Int32Array.from({ length: rows }, (_, row) => row)
    : Int32Array.from(createRandom(seed).shuffle(Array(rows).keys()).slice(0, size)).sort()

const startFor = (k: number, width: number, { before }: ClusterChoice): Float64Array | undefined =>
  before !== null && before.length === k * width ? before : undefined

const smallestShareOf = (labels: Int32Array, k: number): number => {
  const sizes = new Int32Array(k)
  for (const label of labels) sizes[label]++
  return Math.min(...sizes) / labels.length
}

const tryAll = (sample: Points, choice: ClusterChoice): readonly Trial[] => {
  const measured = takePoints(sample, sampleOf(sample.rows, measuredRows, choice.seed + 1))
  const distances = distancesBetween(measured)
  return choice.counts.flatMap((k) => {
    const model = kMeans.fit(sample, { k, seed: choice.seed, start: startFor(k, sample.width, choice) })
    // Fewer different points than clusters.
    if (model.centres.length < k * sample.width) return []
    const { labels } = assignToCentres(measured, model.centres)
    const own = silhouettes(distances, labels, k)
    const smallestShare = smallestShareOf(assignToCentres(sample, model.centres).labels, k)
    const alternative = { k, silhouette: mean(own), standardError: standardErrorOf(own), smallestShare }
    return [{ alternative, model, silhouettes: own, labels }]
  })
}

const betterOf = (a: Trial, b: Trial): Trial => (b.alternative.silhouette > a.alternative.silhouette ? b : a)

/** Whether one is better than the other on the same people by more than two standard errors. */
const isBetter = (a: Trial, b: Trial): boolean => {
  const differences = a.silhouettes.map((value, at) => value - b.silhouettes[at])
  return mean(differences) > 2 * standardErrorOf(differences)
}

const choose = (trials: readonly Trial[], { least, before }: ClusterChoice, width: number): Trial => {
  const allowed = trials.filter(({ alternative }) => alternative.k >= least)
  const sound = allowed.filter(({ alternative }) => alternative.smallestShare >= leastShare)
  const among = [sound, allowed, trials].find((list) => list.length > 0)
  if (among === undefined)
    throw new RangeError('There are too few different points for any of the numbers of clusters.')
  const best = among.reduce(betterOf)
  const kept = among.find(({ alternative }) => alternative.k * width === before?.length)
  return kept !== undefined && !isBetter(best, kept) ? kept : best
}

const byCluster = ({ silhouettes: own, labels, alternative }: Trial): readonly number[] =>
  Array.from({ length: alternative.k }, (_, cluster) => {
    const ofCluster = own.filter((_value, at) => labels[at] === cluster)
    return ofCluster.length === 0 ? 0 : mean(ofCluster)
  })

/**
 * Clusters of points, and how many: of the numbers tried the one of the largest mean silhouette (Rousseeuw 1987) that leaves no cluster of a handful, measured on a sample;
 * then fitted to all points, by mini-batches where they are many. The clusters keep the order in which the trial found them.
 * @throws RangeError where there are fewer different points than clusters
 */
export const chooseClusters = (points: Points, choice: ClusterChoice): ChosenClusters => {
  const sample = takePoints(points, sampleOf(points.rows, triedRows, choice.seed))
  const trials = tryAll(sample, choice)
  const chosen = choose(trials, choice, points.width)
  const family: ClusteringFamily = points.rows > manyRows ? miniBatchKMeans : kMeans
  const { k } = chosen.alternative
  const model =
    points.rows === sample.rows
      ? chosen.model
      : family.fit(points, { k, seed: choice.seed, start: chosen.model.centres })
  return {
    family: family.name,
    model,
    ...assignToCentres(points, model.centres),
    silhouettes: byCluster(chosen),
    alternatives: trials.map(({ alternative }) => alternative),
  }
}
