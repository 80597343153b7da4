/** P(label 1 | score) as a line that never falls, through the means of blocks of scores; level beyond the first and the last. */
export interface Isotonic {
  /** Mean score of each block, ascending. */
  readonly scores: Float64Array
  /** Probability of each block, ascending, strictly between 0 and 1. */
  readonly probabilities: Float64Array
}

interface Block {
  readonly rows: number
  readonly scoreSum: number
  readonly positives: number
}

const join = (a: Block, b: Block): Block => ({
  rows: a.rows + b.rows,
  scoreSum: a.scoreSum + b.scoreSum,
  positives: a.positives + b.positives,
})

const rateOf = ({ positives, rows }: Block): number => positives / rows

/** Rows of one score are one block: what cannot be told apart is not told apart. */
const blocksOf = (scores: Float64Array, labels: Uint8Array): readonly Block[] => {
  const order = Int32Array.from(scores.keys()).sort((a, b) => scores[a] - scores[b])
  const blocks: Block[] = []
  order.forEach((row, at) => {
    const own = { rows: 1, scoreSum: scores[row], positives: labels[row] }
    const last = blocks.at(-1)
    if (last && scores[order[at - 1]] === scores[row]) blocks[blocks.length - 1] = join(last, own)
    else blocks.push(own)
  })
  return blocks
}

/** Pool adjacent violators (Ayer et al. 1955): neighbours are joined until rates rise. */
const poolAdjacent = (blocks: readonly Block[]): readonly Block[] => {
  const pooled: Block[] = []
  for (const block of blocks) {
    let own = block
    for (let last = pooled.at(-1); last && rateOf(last) >= rateOf(own); last = pooled.at(-1)) {
      own = join(last, own)
      pooled.pop()
    }
    pooled.push(own)
  }
  return pooled
}

/**
 * Isotonic calibration (Zadrozny & Elkan 2002): the rising steps that fit the labels best, joined by lines between the middles of the steps. A step of n rows says at
 * least 1 / (n + 2) and at most (n + 1) / (n + 2): no number of rows makes anything certain. `scores` are finite, `labels` 1 and 0; one row at least. Wants a thousand rows or so;
 * below that Platt's two parameters do better.
 */
export const fitIsotonic = (scores: Float64Array, labels: Uint8Array): Isotonic => {
  const blocks = poolAdjacent(blocksOf(scores, labels))
  const bounded = blocks.map((block) =>
    Math.min((block.rows + 1) / (block.rows + 2), Math.max(1 / (block.rows + 2), rateOf(block))),
  )
  // A short first or last step is bounded further from 0 or 1 than its neighbour may be.
  const probabilities = Float64Array.from(bounded)
  for (let at = bounded.length - 2; at >= 0; at--) probabilities[at] = Math.min(bounded[at], probabilities[at + 1])
  return Object.freeze({
    scores: Float64Array.from(blocks, ({ scoreSum, rows }) => scoreSum / rows),
    probabilities,
  })
}

/** The calibrated probability of a score. */
export const calibrateIsotonic = ({ scores, probabilities }: Isotonic, score: number): number => {
  let [low, high] = [0, scores.length - 1]
  if (!(score > scores[low])) return probabilities[low]
  if (score >= scores[high]) return probabilities[high]
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (scores[middle] <= score) low = middle
    else high = middle
  }
  const way = (score - scores[low]) / (scores[high] - scores[low])
  return probabilities[low] + way * (probabilities[high] - probabilities[low])
}
