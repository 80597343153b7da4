/**
 * What a linear score is judged by. For rows from `from` on: writes into `residuals` the derivative of the loss by the score, into `weights` the second one, and gives
 * the sum of the losses. All three arrays are as long as there are rows.
 */
export type Loss = (scores: Float64Array, from: number, residuals: Float64Array, weights: Float64Array) => number

/** log(1 + e^s) - y s, of labels y: the negative log-likelihood of a probability of 1 / (1 + e^-s). */
export const logisticLoss =
  (labels: Uint8Array): Loss =>
  (scores, from, residuals, weights) => {
    let loss = 0
    for (let row = 0; row < scores.length; row++) {
      const score = scores[row]
      const e = Math.exp(-Math.abs(score))
      const p = score >= 0 ? 1 / (1 + e) : e / (1 + e)
      const label = labels[from + row]
      loss += Math.max(score, 0) + Math.log1p(e) - label * score
      residuals[row] = p - label
      weights[row] = e / ((1 + e) * (1 + e))
    }
    return loss
  }

/** (s - y)^2 / 2, of targets y. */
export const squaredLoss =
  (targets: Float64Array): Loss =>
  (scores, from, residuals, weights) => {
    let loss = 0
    for (let row = 0; row < scores.length; row++) {
      const residual = scores[row] - targets[from + row]
      loss += (residual * residual) / 2
      residuals[row] = residual
      weights[row] = 1
    }
    return loss
  }
