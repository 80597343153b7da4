import type { Points } from './points.ts'

export interface ClusterOptions {
  /** How many clusters, at least 1. */
  readonly k: number
  /** Any integer below 2^53. */
  readonly seed: number
  /** Centres (k x width) of an earlier fit, from which one of the attempts starts: what has not changed keeps its clusters. */
  readonly start?: Float64Array
}

/** A fitted division of space: every point belongs to its nearest centre. Plain data that survives `modelToBytes`. */
export interface ClusterModel {
  readonly width: number
  /** k x width; fewer than k where there are fewer different points. */
  readonly centres: Float64Array
  /** Sum over the points of the squared distance from their centre. */
  readonly inertia: number
  readonly iterations: number
}

/** One way to find k centres that are near to all points. The same points, options and seed give the same model. */
export interface ClusteringFamily {
  /** kebab-case, as in parameters of runs. */
  readonly name: string
  /** @throws RangeError for no points, or a k below 1 */
  readonly fit: (points: Points, options: ClusterOptions) => ClusterModel
}

/** @throws RangeError with a readable sentence */
export const checkClusterable = ({ rows, width, values }: Points, { k, start }: ClusterOptions): void => {
  if (!(Number.isInteger(k) && k >= 1)) throw new RangeError(`There have to be 1 cluster or more, not ${k}.`)
  if (rows < 1 || width < 1) throw new RangeError('Of no points there are no clusters.')
  if (values.some((value) => !Number.isFinite(value))) throw new RangeError('Points have to be finite numbers.')
  if (start !== undefined && start.length !== k * width)
    throw new RangeError(`The centres to start from have to be ${k} x ${width} numbers; they are ${start.length}.`)
}
