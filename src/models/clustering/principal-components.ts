import { EigenvalueDecomposition, Matrix } from 'ml-matrix'

import type { Points } from './points.ts'

/** The directions in which points differ most, as plain data. */
export interface PrincipalComponents {
  readonly width: number
  /** width: what the points have in common. */
  readonly mean: Float64Array
  /** components x width, each of length 1, the one of most variance first. */
  readonly loadings: Float64Array
  /** Per component its part of all variance, 0..1. */
  readonly shares: Float64Array
}

const meanOf = ({ rows, width, values }: Points): Float64Array => {
  const mean = new Float64Array(width)
  for (let row = 0; row < rows; row++) for (let c = 0; c < width; c++) mean[c] += values[row * width + c] / rows
  return mean
}

const covarianceOf = ({ rows, width, values }: Points, mean: Float64Array): Matrix => {
  const sums = new Float64Array(width * width)
  const centred = new Float64Array(width)
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < width; c++) centred[c] = values[row * width + c] - mean[c]
    for (let i = 0; i < width; i++) for (let j = 0; j <= i; j++) sums[i * width + j] += centred[i] * centred[j]
  }
  const covariance = Matrix.zeros(width, width)
  for (let i = 0; i < width; i++)
    for (let j = 0; j <= i; j++) {
      covariance.set(i, j, sums[i * width + j] / rows)
      covariance.set(j, i, sums[i * width + j] / rows)
    }
  return covariance
}

/** A direction and its opposite are the same: the largest loading points upwards, so that a picture does not flip from run to run. */
const upwards = (loadings: readonly number[]): readonly number[] => {
  const largest = loadings.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0)
  return largest < 0 ? loadings.map((value) => -value) : loadings
}

/**
 * Principal components (Pearson 1901): eigenvectors of the covariance matrix, of largest eigenvalue first. Takes rows x width^2 / 2 steps, and width^3 for the eigenvectors.
 * @param components how many; at most width
 */
export const principalComponents = (points: Points, components: number): PrincipalComponents => {
  const { width } = points
  const mean = meanOf(points)
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(covarianceOf(points, mean), {
    assumeSymmetric: true,
  })
  const variances = realEigenvalues.map((value) => Math.max(0, value))
  const all = variances.reduce((sum, value) => sum + value, 0)
  const order = [...variances.keys()].sort((a, b) => variances[b] - variances[a]).slice(0, Math.min(components, width))
  return Object.freeze({
    width,
    mean,
    loadings: Float64Array.from(order.flatMap((at) => upwards(eigenvectorMatrix.getColumn(at)))),
    shares: Float64Array.from(order, (at) => (all > 0 ? variances[at] / all : 0)),
  })
}

/** rows x components: where the points lie along each component. */
export const projectPoints = ({ mean, loadings, shares }: PrincipalComponents, points: Points): Float32Array => {
  const { rows, width, values } = points
  const components = shares.length
  const projected = new Float32Array(rows * components)
  for (let row = 0; row < rows; row++) {
    for (let component = 0; component < components; component++) {
      let sum = 0
      for (let c = 0; c < width; c++) sum += loadings[component * width + c] * (values[row * width + c] - mean[c])
      projected[row * components + component] = sum
    }
  }
  return projected
}
