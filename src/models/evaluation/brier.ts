/** Mean squared difference between probability and label (Brier 1950). 0 is best; always saying 1/2 gives 0.25. */
export const brier = (probabilities: Float64Array, labels: Uint8Array): number =>
  probabilities.reduce((sum, p, i) => sum + (p - labels[i]) ** 2, 0) / probabilities.length
