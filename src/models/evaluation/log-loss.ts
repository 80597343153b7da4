/** So that one certain and wrong prediction is a large loss, not an infinite one. */
const floor = 1e-15

/** Mean negative log-likelihood of the labels, in nats. */
export const logLoss = (probabilities: Float64Array, labels: Uint8Array): number =>
  probabilities.reduce((sum, p, i) => sum - Math.log(Math.max(floor, labels[i] === 1 ? p : 1 - p)), 0) /
  probabilities.length
