import type { SoftmaxOfRows } from '../compute.ts'

const largest = (
  logits: Float32Array,
  from: number,
  columns: number,
  shift: Float32Array | undefined,
  own: number,
): number => {
  let most = own
  for (let j = 0; j < columns; j++) {
    if (shift) logits[from + j] += shift[j]
    most = Math.max(most, logits[from + j])
  }
  return most
}

export const softmaxOfRows = ({ logits, rows, columns, shift, own, weight, logSums }: SoftmaxOfRows): void => {
  for (let row = 0; row < rows; row++) {
    const from = row * columns
    const more = own ? own[row] : -Infinity
    const most = largest(logits, from, columns, shift, more)
    if (most === -Infinity) {
      logits.fill(0, from, from + columns)
      logSums[row] = -Infinity
      continue
    }
    let sum = Math.exp(more - most)
    for (let j = from; j < from + columns; j++) {
      logits[j] = Math.exp(logits[j] - most)
      sum += logits[j]
    }
    const scale = (weight ? weight[row] : 1) / sum
    for (let j = from; j < from + columns; j++) logits[j] *= scale
    logSums[row] = most + Math.log(sum)
  }
}
