import { softplus } from '../math/sigmoid.ts'

/**
 * The log loss of logits, log(1 + e^s) - y s, summed over `rows` rows; writes its derivative by each logit over `rows`, so that what is descended is the mean.
 */
export const binaryLoss = (
  logits: Float32Array,
  labels: Uint8Array,
  rows: number,
  dLogits: Float32Array | null,
): number => {
  let loss = 0
  for (let row = 0; row < rows; row++) {
    const [s, y] = [logits[row], labels[row]]
    loss += softplus(s) - y * s
    if (dLogits) dLogits[row] = (1 / (1 + Math.exp(-s)) - y) / rows
  }
  return loss
}
