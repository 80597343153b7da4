import { logLoss } from '../evaluation/log-loss.ts'
import { calibrateIsotonic, fitIsotonic, type Isotonic } from '../isotonic.ts'
import { logit, sigmoid } from '../math/sigmoid.ts'
import { calibratedLogit, fitPlatt, type Platt } from '../platt.ts'

/** From the logit that a model says to the one that came true. */
export type Calibration =
  | { readonly kind: 'PLATT'; readonly platt: Platt }
  | { readonly kind: 'ISOTONIC'; readonly isotonic: Isotonic }

/** Steps need rows; below this two parameters do better. */
const fewestForSteps = 1000
const folds = 5

/** e^-9.2: one surprise must not bend the whole curve. */
const surest = 9.2

/** The logit of a probability, within what a number of customers can say. */
export const boundedLogit = (probability: number): number =>
  Math.max(-surest, Math.min(surest, logit(Math.min(1 - 1e-15, Math.max(1e-15, probability)))))

/** Where the scores rank the wrong way round, the share of positives instead of a reversal. */
const fitIncreasing = (logits: Float64Array, labels: Uint8Array): Platt => {
  const platt = fitPlatt(logits, labels)
  if (platt.slope > 0) return platt
  const positives = labels.reduce((sum, label) => sum + label, 0)
  return Object.freeze({ slope: 0, intercept: logit((positives + 1) / (labels.length + 2)) })
}

export const calibrateLogit = (calibration: Calibration, score: number): number =>
  calibration.kind === 'PLATT'
    ? calibratedLogit(calibration.platt, score)
    : logit(calibrateIsotonic(calibration.isotonic, score))

type Method = Calibration['kind']

const fitBy = (kind: Method, logits: Float64Array, labels: Uint8Array): Calibration =>
  kind === 'PLATT' ? { kind, platt: fitIncreasing(logits, labels) } : { kind, isotonic: fitIsotonic(logits, labels) }

/** Each row by a calibration that did not see it: folds are dealt out in the order of the rows. */
const outOfFold = (kind: Method, logits: Float64Array, labels: Uint8Array): Float64Array => {
  const calibrations = Array.from({ length: folds }, (_, fold) => {
    const outside = (_: unknown, row: number) => row % folds !== fold
    return fitBy(kind, logits.filter(outside), labels.filter(outside))
  })
  return logits.map((score, row) => sigmoid(calibrateLogit(calibrations[row % folds], score)))
}

export interface Calibrated {
  /** Fitted on all rows. */
  readonly calibration: Calibration
  /** Per row by a calibration that did not see it. */
  readonly probabilities: Float64Array
}

/** Platt's two parameters, or isotonic steps where they lose less out of fold; probabilities in, as a model says them, and what came true. */
export const calibrateOutOfFold = (probabilities: Float64Array, labels: Uint8Array): Calibrated => {
  const logits = probabilities.map(boundedLogit)
  const tried = (kind: Method) => ({ kind, probabilities: outOfFold(kind, logits, labels) })
  const platt = tried('PLATT')
  const isotonic = labels.length < fewestForSteps ? null : tried('ISOTONIC')
  const isBetter = isotonic !== null && logLoss(isotonic.probabilities, labels) < logLoss(platt.probabilities, labels)
  const best = isBetter ? isotonic : platt
  return { calibration: fitBy(best.kind, logits, labels), probabilities: best.probabilities }
}
