import type { ClassifierFamily, FitTools } from '../models/classifiers/family.ts'
import { calibrationError } from '../models/evaluation/calibration-error.ts'
import { type ClassificationMetrics, classificationMetrics } from '../models/evaluation/classification-metrics.ts'
import { sigmoid } from '../models/math/sigmoid.ts'
import { boundedLogit, calibrateLogit, calibrateOutOfFold } from '../models/predictions/calibration.ts'
import type { DemoQuestion } from './demo-classify-data.ts'

/** Expected calibration errors in 10 and 15 bins. */
export interface CalibrationErrors {
  readonly bins10: number
  readonly bins15: number
}

export interface DemoMeasured {
  readonly family: string
  /** As the model says them. */
  readonly raw: CalibrationErrors
  /** Calibrated by the newest outcomes that were known, as a run is published: what came 90 days later judges. */
  readonly published: CalibrationErrors
  /** Calibrated by other people of the judged day: what is left when the level is known. */
  readonly otherPeople: CalibrationErrors
  /** Of the published probabilities. */
  readonly metrics: ClassificationMetrics
  readonly seconds: number
  readonly model: object
}

export const errorsOf = (probabilities: Float64Array, labels: Uint8Array): CalibrationErrors => ({
  bins10: calibrationError(probabilities, labels, 10),
  bins15: calibrationError(probabilities, labels, 15),
})

/**
 * Learns from all but the newest outcomes, calibrates on those, learns anew with them, and judges what that says of the day of the cut.
 * @throws Error as the family's `fit`
 */
export const measureDemoClassifier = (
  family: ClassifierFamily,
  { known, older, newest, judged }: DemoQuestion,
  tools: FitTools,
): DemoMeasured => {
  const started = performance.now()
  const first = family.fit(older, family.defaults, tools)
  const { calibration } = calibrateOutOfFold(family.predict(first, newest.table, tools.compute), newest.labels)
  const model = family.fit(known, family.defaults, tools)
  const seconds = (performance.now() - started) / 1000
  const raw = family.predict(model, judged.table, tools.compute)
  const published = raw.map((probability) => sigmoid(calibrateLogit(calibration, boundedLogit(probability))))
  return {
    family: family.name,
    raw: errorsOf(raw, judged.labels),
    published: errorsOf(published, judged.labels),
    otherPeople: errorsOf(calibrateOutOfFold(raw, judged.labels).probabilities, judged.labels),
    metrics: classificationMetrics(published, judged.labels),
    seconds,
    model,
  }
}
