import { auc } from './evaluation/auc.ts'
import { brier } from './evaluation/brier.ts'
import { calibrationError } from './evaluation/calibration-error.ts'
import { logLoss } from './evaluation/log-loss.ts'
import { logit, sigmoid } from './math/sigmoid.ts'
import { calibrate, fitPlatt, type Platt } from './platt.ts'

export interface ClassifierMetrics {
  readonly auc: number
  readonly brier: number
  readonly logLoss: number
  readonly calibrationError: number
}

export interface CrossCalibration {
  /** Fitted on all rows. */
  readonly calibration: Platt
  readonly uncalibrated: ClassifierMetrics
  /** Each row scored by a calibration fitted on the other folds. */
  readonly calibrated: ClassifierMetrics
}

const folds = 5

const measure = (probabilities: Float64Array, labels: Uint8Array): ClassifierMetrics =>
  Object.freeze({
    auc: auc(probabilities, labels) ?? 0.5,
    brier: brier(probabilities, labels),
    logLoss: logLoss(probabilities, labels),
    calibrationError: calibrationError(probabilities, labels),
  })

/** Platt's calibration; where the scores rank the wrong way round, the plain share of positives instead of a reversal. */
const fitIncreasing = (logits: Float64Array, labels: Uint8Array): Platt => {
  const platt = fitPlatt(logits, labels)
  if (platt.slope > 0) return platt
  const positives = labels.reduce((sum, label) => sum + label, 0)
  return Object.freeze({ slope: 0, intercept: logit((positives + 1) / (labels.length + 2)) })
}

const outOfFold = (logits: Float64Array, labels: Uint8Array): Float64Array => {
  const calibrations = Array.from({ length: folds }, (_, fold) => {
    const outside = (_: unknown, i: number) => i % folds !== fold
    return fitIncreasing(logits.filter(outside), labels.filter(outside))
  })
  return logits.map((score, i) => calibrate(calibrations[i % folds], score))
}

/**
 * Calibrates logits on labels and measures before and after by 5 folds, dealt out in the order of the rows: give rows in
 * an order of their content, and neither folds nor metrics depend on how they were stored.
 */
export const crossCalibrate = (logits: Float64Array, labels: Uint8Array): CrossCalibration => ({
  calibration: fitIncreasing(logits, labels),
  uncalibrated: measure(logits.map(sigmoid), labels),
  calibrated: measure(outOfFold(logits, labels), labels),
})
