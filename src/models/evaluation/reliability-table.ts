import { type Proportion, wilsonInterval } from './wilson-interval.ts'

/** Those whose probability lay in `from .. to`: what was foretold, and what came. */
export interface ReliabilityBin {
  readonly from: number
  readonly to: number
  readonly rows: number
  /** Mean probability. */
  readonly expected: number
  /** Share of positives, with its 95 % interval. */
  readonly actual: Proportion
}

/** Probabilities beside what came of them, in bins of equal width (Murphy & Winkler 1977), ascending; bins without rows are left out. */
export const reliabilityTable = (
  probabilities: Float64Array,
  labels: Uint8Array,
  bins = 10,
): readonly ReliabilityBin[] => {
  const [rows, sums, positives] = [0, 1, 2].map(() => new Float64Array(bins))
  probabilities.forEach((p, row) => {
    const bin = Math.min(bins - 1, Math.floor(p * bins))
    rows[bin]++
    sums[bin] += p
    positives[bin] += labels[row]
  })
  return Array.from({ length: bins }, (_, bin) => bin).flatMap((bin) => {
    const actual = wilsonInterval(positives[bin], rows[bin])
    if (actual === null) return []
    return [{ from: bin / bins, to: (bin + 1) / bins, rows: rows[bin], expected: sums[bin] / rows[bin], actual }]
  })
}
