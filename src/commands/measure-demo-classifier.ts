import type { ClassifierFamily, FitTools } from '../models/classifiers/family.ts'
import { calibrationError } from '../models/evaluation/calibration-error.ts'
import { type ClassificationMetrics, classificationMetrics } from '../models/evaluation/classification-metrics.ts'
import { sigmoid } from '../models/math/sigmoid.ts'
import { boundedLogit, calibrateLogit, calibrateOutOfFold } from '../models/predictions/calibration.ts'
import type { SequenceFamily } from '../models/sequences/family.ts'
import type { DemoQuestion, DemoRows } from './demo-classify-data.ts'

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

/** A family with its own defaults, and which part of the rows it reads. */
interface Learner {
  readonly name: string
  readonly learn: (data: DemoRows) => object
  readonly predict: (model: object, data: DemoRows) => Float64Array
}

/**
 * Learns from all but the newest outcomes, calibrates on those, learns anew with them, and judges what that says of the day of the cut.
 */
const measure = (learner: Learner, { known, older, newest, judged }: DemoQuestion): DemoMeasured => {
  const started = performance.now()
  const first = learner.learn(older)
  const { calibration } = calibrateOutOfFold(learner.predict(first, newest), newest.labels)
  const model = learner.learn(known)
  const seconds = (performance.now() - started) / 1000
  const raw = learner.predict(model, judged)
  const published = raw.map((probability) => sigmoid(calibrateLogit(calibration, boundedLogit(probability))))
  return {
    family: learner.name,
    raw: errorsOf(raw, judged.labels),
    published: errorsOf(published, judged.labels),
    otherPeople: errorsOf(calibrateOutOfFold(raw, judged.labels).probabilities, judged.labels),
    metrics: classificationMetrics(published, judged.labels),
    seconds,
    model,
  }
}

/** @throws Error as the family's `fit` */
export const measureDemoClassifier = (
  family: ClassifierFamily,
  question: DemoQuestion,
  tools: FitTools,
): DemoMeasured =>
  measure(
    {
      name: family.name,
      learn: (data) => family.fit(data, family.defaults, tools),
      predict: (model, { table }) => family.predict(model, table, tools.compute),
    },
    question,
  )

/** The same of a family that reads what people did, event by event. */
export const measureDemoSequences = (family: SequenceFamily, question: DemoQuestion, tools: FitTools): DemoMeasured =>
  measure(
    {
      name: family.name,
      learn: (data) => family.fit(data, family.defaults, tools),
      predict: (model, { sequences }) => family.predict(model, sequences, tools.compute),
    },
    question,
  )
