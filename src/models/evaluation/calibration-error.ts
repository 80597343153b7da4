/**
 * Expected calibration error (Naeini, Cooper & Hauskrecht 2015): over bins of equal width, the mean absolute difference
 * between the mean probability and the share of positives, weighted by how many fall in the bin.
 */
export const calibrationError = (probabilities: Float64Array, labels: Uint8Array, bins = 10): number => {
  const difference = new Float64Array(bins)
  probabilities.forEach((p, i) => {
    difference[Math.min(bins - 1, Math.floor(p * bins))] += p - labels[i]
  })
  return difference.reduce((sum, d) => sum + Math.abs(d), 0) / probabilities.length
}
