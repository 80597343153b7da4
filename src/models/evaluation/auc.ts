/**
 * Area under the ROC curve: how often a positive scores above a negative, ties counting half (Mann & Whitney 1947).
 * `labels` are 1 and 0. null where one of the classes is empty.
 */
export const auc = (scores: Float64Array, labels: Uint8Array): number | null => {
  const positives = scores.filter((_, i) => labels[i] === 1).sort()
  const negatives = scores.filter((_, i) => labels[i] !== 1).sort()
  if (positives.length === 0 || negatives.length === 0) return null
  let below = 0
  let upTo = 0
  let wins = 0
  for (const score of positives) {
    while (below < negatives.length && negatives[below] < score) below++
    while (upTo < negatives.length && negatives[upTo] <= score) upTo++
    wins += (below + upTo) / 2
  }
  return wins / (positives.length * negatives.length)
}
