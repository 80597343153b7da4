import { sigmoid, softplus } from './math/sigmoid.ts'

/** P(label 1 | score) = sigmoid(slope · score + intercept): Platt 1999, with the sign that makes a useful score's slope positive. */
export interface Platt {
  readonly slope: number
  readonly intercept: number
}

/** Platt's regularised targets: as if each class had one more example of the other kind. */
const targetsOf = (labels: Uint8Array) => {
  const positives = labels.reduce((sum, label) => sum + label, 0)
  const negatives = labels.length - positives
  return { positives, negatives, high: (positives + 1) / (positives + 2), low: 1 / (negatives + 2) }
}

/** Cross-entropy against the targets, its gradient and its Hessian, at one slope and intercept. */
const evaluate = (scores: Float64Array, targets: Float64Array, slope: number, intercept: number) => {
  let loss = 0
  let bySlope = 0
  let byIntercept = 0
  // A hair on the diagonal keeps the Newton step finite where all scores are the same.
  let h11 = 1e-12
  let h22 = 1e-12
  let h21 = 0
  for (let i = 0; i < scores.length; i++) {
    const f = scores[i]
    const u = slope * f + intercept
    const p = sigmoid(u)
    const w = p * (1 - p)
    loss += softplus(u) - targets[i] * u
    bySlope += (p - targets[i]) * f
    byIntercept += p - targets[i]
    h11 += w * f * f
    h21 += w * f
    h22 += w
  }
  return { loss, bySlope, byIntercept, h11, h21, h22 }
}

/**
 * Fits slope and intercept by Newton's method with backtracking, as in Lin, Lin & Weng 2007, "A note on Platt's
 * probabilistic outputs for support vector machines". `scores` are finite logits, `labels` 1 and 0.
 */
export const fitPlatt = (scores: Float64Array, labels: Uint8Array): Platt => {
  const { positives, negatives, high, low } = targetsOf(labels)
  const targets = Float64Array.from(labels, (label) => (label === 1 ? high : low))
  let slope = 0
  let intercept = Math.log((positives + 1) / (negatives + 1))
  let here = evaluate(scores, targets, slope, intercept)
  const tolerance = 1e-9 * Math.max(1, scores.length)
  for (let i = 0; i < 100 && Math.max(Math.abs(here.bySlope), Math.abs(here.byIntercept)) > tolerance; i++) {
    const { bySlope, byIntercept, h11, h21, h22, loss } = here
    const determinant = h11 * h22 - h21 * h21
    const slopeStep = -(h22 * bySlope - h21 * byIntercept) / determinant
    const interceptStep = -(h11 * byIntercept - h21 * bySlope) / determinant
    const descent = bySlope * slopeStep + byIntercept * interceptStep
    let step = 1
    let next = evaluate(scores, targets, slope + slopeStep, intercept + interceptStep)
    while (!(next.loss <= loss + 1e-4 * step * descent) && step > 1e-10) {
      step /= 2
      next = evaluate(scores, targets, slope + step * slopeStep, intercept + step * interceptStep)
    }
    if (step <= 1e-10) break
    slope += step * slopeStep
    intercept += step * interceptStep
    here = next
  }
  return Object.freeze({ slope, intercept })
}

/** The calibrated logit of a score. */
export const calibratedLogit = ({ slope, intercept }: Platt, score: number): number => slope * score + intercept

/** The calibrated probability of a score. */
export const calibrate = (platt: Platt, score: number): number => sigmoid(calibratedLogit(platt, score))
