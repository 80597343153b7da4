import { auc } from './auc.ts'
import { brier } from './brier.ts'
import { calibrationError } from './calibration-error.ts'
import { logLoss } from './log-loss.ts'

export interface ClassificationMetrics {
  readonly rows: number
  readonly positives: number
  /** null where one of the classes is empty. */
  readonly auc: number | null
  readonly brier: number
  /** In nats. */
  readonly logLoss: number
  readonly calibrationError: number
  /** The four below: of calling positive what reaches the threshold. */
  readonly accuracy: number
  /** The share of positives among those called positive; null where nobody was. */
  readonly precision: number | null
  /** The share of those called positive among the positives; null where there are none. */
  readonly recall: number | null
  /** Harmonic mean of precision and recall (van Rijsbergen 1979); null where either is. */
  readonly f1: number | null
}

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole)

/** How well probabilities foretold labels (1 and 0). One row at least. */
export const classificationMetrics = (
  probabilities: Float64Array,
  labels: Uint8Array,
  threshold = 0.5,
): ClassificationMetrics => {
  let [positives, called, hits] = [0, 0, 0]
  probabilities.forEach((p, row) => {
    positives += labels[row]
    if (p < threshold) return
    called++
    hits += labels[row]
  })
  const rows = labels.length
  const [precision, recall] = [share(hits, called), share(hits, positives)]
  return Object.freeze({
    rows,
    positives,
    auc: auc(probabilities, labels),
    brier: brier(probabilities, labels),
    logLoss: logLoss(probabilities, labels),
    calibrationError: calibrationError(probabilities, labels),
    accuracy: (rows - called - positives + 2 * hits) / rows,
    precision,
    recall,
    f1: precision === null || recall === null ? null : (2 * hits) / (called + positives),
  })
}
