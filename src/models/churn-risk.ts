import { type BgNbd, type BgNbdOptions, fitBgNbd } from './bg-nbd.ts'
import { type CustomerState, churnLogit } from './churn-logit.ts'
import { type ClassifierMetrics, crossCalibrate } from './cross-calibrate.ts'
import { type Fit, fitted, insufficient } from './fit.ts'
import { groupRows } from './math/group-rows.ts'
import { median } from './math/median.ts'
import { sigmoid } from './math/sigmoid.ts'
import { calibratedLogit, type Platt } from './platt.ts'
import type { PurchaseSummary } from './purchase-summary.ts'

/** Histories cut off one horizon ago, and what then happened. */
interface ChurnTraining extends PurchaseSummary {
  /** 1 where the customer bought within the horizon that followed, else 0. */
  readonly boughtAgain: Uint8Array
}

export interface ChurnRiskInput {
  readonly training: ChurnTraining
  /** Histories up to now. */
  readonly current: PurchaseSummary
  /** In the unit of recency and tenure. */
  readonly horizon: number
}

/** Probability of no purchase within the horizon, from BG/NBD, calibrated on what customers did in a time holdout. */
export interface ChurnRisk {
  /** Fitted on the current histories. */
  readonly bgNbd: BgNbd
  readonly horizon: number
  readonly calibration: Platt
  /** The customer that reasons are measured against, at the medians of the current customers. */
  readonly typical: CustomerState
  readonly typicalProbability: number
  /** On the holdout, by a BG/NBD that saw only the training histories. */
  readonly metrics: {
    readonly customers: number
    readonly churned: number
    readonly uncalibrated: ClassifierMetrics
    /** Out of fold: no row is scored by a calibration that saw it. */
    readonly calibrated: ClassifierMetrics
  }
}

export interface ChurnRiskOptions extends BgNbdOptions {
  /** The holdout needs as many customers who came back, and as many who did not. Default 10. */
  readonly minimumOutcomes?: number
}

/** The holdout's logits and churn labels in an order that depends only on what the rows say. */
const holdoutOf = (training: ChurnTraining, bgNbd: BgNbd, horizon: number) => {
  const { frequency, recency, tenure, boughtAgain } = training
  const churned = Float64Array.from(boughtAgain, (bought) => (bought === 1 ? 0 : 1))
  const { columns, counts } = groupRows([frequency, recency, tenure, churned])
  const logits = new Float64Array(churned.length)
  const labels = new Uint8Array(churned.length)
  let row = 0
  for (let group = 0; group < counts.length; group++) {
    const [x, tx, T, label] = columns.map((column) => column[group])
    logits.fill(churnLogit(bgNbd, { frequency: x, gap: T - tx, tenure: T }, horizon), row, row + counts[group])
    labels.fill(label, row, row + counts[group])
    row += counts[group]
  }
  return { logits, labels, churned: churned.reduce((sum, label) => sum + label, 0) }
}

const typicalCustomer = ({ frequency, recency, tenure }: PurchaseSummary): CustomerState => {
  const typicalTenure = median(tenure)
  const gap = median(tenure.map((T, i) => T - recency[i]))
  const typicalFrequency = median(frequency)
  return Object.freeze({
    frequency: typicalFrequency,
    gap: typicalFrequency > 0 ? Math.min(gap, typicalTenure) : typicalTenure,
    tenure: typicalTenure,
  })
}

/**
 * Fits BG/NBD on the training histories to measure it and to learn the calibration from what followed, and again on the
 * current histories to score with. Throws a RangeError on malformed rows or a horizon that is not above 0.
 */
export const fitChurnRisk = (input: ChurnRiskInput, options: ChurnRiskOptions = {}): Fit<ChurnRisk> => {
  const { minimumOutcomes = 10, ...bgNbdOptions } = options
  const { training, current, horizon } = input
  if (!(horizon > 0 && horizon < Infinity)) throw new RangeError(`horizon ${horizon} is not above 0`)
  const past = fitBgNbd(training, bgNbdOptions)
  if (past.kind === 'insufficient') return past
  const present = fitBgNbd(current, bgNbdOptions)
  if (present.kind === 'insufficient') return present
  const { logits, labels, churned } = holdoutOf(training, past.model, horizon)
  const returned = labels.length - churned
  if (returned < minimumOutcomes)
    return insufficient('customers who bought again in the holdout', returned, minimumOutcomes)
  if (churned < minimumOutcomes)
    return insufficient('customers who did not buy again in the holdout', churned, minimumOutcomes)
  const { calibration, uncalibrated, calibrated } = crossCalibrate(logits, labels)
  const typical = typicalCustomer(current)
  const typicalProbability = sigmoid(calibratedLogit(calibration, churnLogit(present.model, typical, horizon)))
  const metrics = Object.freeze({ customers: labels.length, churned, uncalibrated, calibrated })
  return fitted({ bgNbd: present.model, horizon, calibration, typical, typicalProbability, metrics })
}
