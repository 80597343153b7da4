import { probabilityAlive } from './bg-nbd-predictions.ts'
import { type CustomerState, churnLogit } from './churn-logit.ts'
import type { ChurnRisk } from './churn-risk.ts'
import { sigmoid } from './math/sigmoid.ts'
import { calibratedLogit } from './platt.ts'
import { checkPurchaseSummary, type PurchaseSummary } from './purchase-summary.ts'

/** The terms of a score, in the order of `contributions`. */
export const churnTerms = ['baseline', 'recency', 'frequency', 'tenure'] as const

/** One value per customer, four for `contributions`. 56 bytes a customer. */
export interface ChurnScores {
  /** Calibrated probability of no purchase within the horizon. */
  readonly probability: Float64Array
  readonly probabilityAlive: Float64Array
  /** In logits, customer by customer in the order of `churnTerms`; a customer's four add up to the logit of the probability. */
  readonly contributions: Float64Array
  /** The probability after one more order now; NaN where that would not lower it. */
  readonly counterfactual: Float64Array
}

const scorer =
  ({ bgNbd, calibration, horizon }: ChurnRisk) =>
  (customer: CustomerState): number =>
    calibratedLogit(calibration, churnLogit(bgNbd, customer, horizon))

/** Recency is bit 0, frequency bit 1, tenure bit 2: a set bit takes the customer's own value, else the typical one. */
const mixture = (own: CustomerState, typical: CustomerState, coalition: number): CustomerState => ({
  gap: coalition & 1 ? own.gap : typical.gap,
  frequency: coalition & 2 ? own.frequency : typical.frequency,
  tenure: coalition & 4 ? own.tenure : typical.tenure,
})

/** Shapley 1953 for three players, from the value of each of the 8 coalitions; writes the share of each bit. */
const writeShapleyValues = (v: Float64Array, shares: Float64Array): void => {
  for (let player = 0; player < 3; player++) {
    const own = 1 << player
    const one = 1 << ((player + 1) % 3)
    const other = 1 << ((player + 2) % 3)
    const first = v[own] - v[0]
    const between = v[own | one] - v[one] + v[own | other] - v[other]
    const last = v[7] - v[one | other]
    shares[player] = first / 3 + between / 6 + last / 3
  }
}

/**
 * Scores every customer: 8 evaluations of BG/NBD each for exact Shapley values against the typical customer, one for the
 * counterfactual. Deterministic and independent of other rows. Throws a RangeError on malformed rows.
 */
export const scoreChurnRisk = (model: ChurnRisk, customers: PurchaseSummary): ChurnScores => {
  checkPurchaseSummary(customers)
  const score = scorer(model)
  const rows = customers.frequency.length
  const scores: ChurnScores = {
    probability: new Float64Array(rows),
    probabilityAlive: new Float64Array(rows),
    contributions: new Float64Array(4 * rows),
    counterfactual: new Float64Array(rows).fill(Number.NaN),
  }
  const values = new Float64Array(8)
  values[0] = score(model.typical)
  for (let i = 0; i < rows; i++) {
    const [x, tx, T] = [customers.frequency[i], customers.recency[i], customers.tenure[i]]
    const own = { frequency: x, gap: T - tx, tenure: T }
    for (let coalition = 1; coalition < 8; coalition++)
      values[coalition] = score(mixture(own, model.typical, coalition))
    scores.contributions[4 * i] = values[0]
    writeShapleyValues(values, scores.contributions.subarray(4 * i + 1, 4 * i + 4))
    scores.probability[i] = sigmoid(values[7])
    scores.probabilityAlive[i] = probabilityAlive(model.bgNbd, x, tx, T)
    // A second order on the day of the last one is the same purchase day: it changes nothing.
    const after = own.gap > 0 ? score({ frequency: x + 1, gap: 0, tenure: T }) : Infinity
    if (after < values[7]) scores.counterfactual[i] = sigmoid(after)
  }
  return Object.freeze(scores)
}
