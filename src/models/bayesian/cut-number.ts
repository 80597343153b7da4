/** Cuts are looked for at so many quantiles: more would follow single rows. */
const finest = 64

/** Quantiles are those of every so many-th row. */
const mostSampled = 100_000

const sortedKnown = (cells: Float32Array): Float32Array => {
  const step = Math.ceil(cells.length / mostSampled)
  return cells.filter((value, row) => row % step === 0 && !Number.isNaN(value)).sort()
}

const cutsAt = (sorted: Float32Array, parts: number): Float32Array => {
  const quantiles = Array.from({ length: parts - 1 }, (_, at) => sorted[Math.floor(((at + 1) * sorted.length) / parts)])
  return Float32Array.from([...new Set(quantiles)].filter((cut) => cut > sorted[0]))
}

/** Where to cut a number into at most `bins` groups of about as many rows; missing (NaN) apart. */
export const quantileCuts = (cells: Float32Array, bins: number): Float32Array => {
  const sorted = sortedKnown(cells)
  return sorted.length === 0 ? new Float32Array(0) : cutsAt(sorted, bins)
}

const entropy = (ones: number, rows: number): number => {
  if (ones <= 0 || ones >= rows) return 0
  const p = ones / rows
  return -p * Math.log2(p) - (1 - p) * Math.log2(1 - p)
}

interface Split {
  /** Fine groups `from .. at` and `at .. to`. */
  readonly at: number
  readonly gain: number
  readonly accepted: boolean
}

/** Sums of rows and ones before each fine group. */
interface Sums {
  readonly rows: Float64Array
  readonly ones: Float64Array
}

const classesIn = (ones: number, rows: number): number => (ones > 0 ? 1 : 0) + (ones < rows ? 1 : 0)

/** The cut of least entropy, and whether it pays for its own description (Fayyad & Irani 1993, eq. 12). */
const bestSplit = ({ rows, ones }: Sums, from: number, to: number): Split | null => {
  const [n, k] = [rows[to] - rows[from], ones[to] - ones[from]]
  const whole = entropy(k, n)
  let best: Split | null = null
  for (let at = from + 1; at < to; at++) {
    const [left, leftOnes] = [rows[at] - rows[from], ones[at] - ones[from]]
    const [right, rightOnes] = [n - left, k - leftOnes]
    if (left === 0 || right === 0) continue
    const [e1, e2] = [entropy(leftOnes, left), entropy(rightOnes, right)]
    const gain = whole - (left * e1 + right * e2) / n
    if (best !== null && gain <= best.gain) continue
    const [c, c1, c2] = [classesIn(k, n), classesIn(leftOnes, left), classesIn(rightOnes, right)]
    const price = (Math.log2(n - 1) + Math.log2(3 ** c - 2) - (c * whole - c1 * e1 - c2 * e2)) / n
    best = { at, gain, accepted: gain > price }
  }
  return best
}

const sumsOf = (cells: Float32Array, labels: Uint8Array, fine: Float32Array): Sums => {
  const rows = new Float64Array(fine.length + 2)
  const ones = new Float64Array(fine.length + 2)
  cells.forEach((value, row) => {
    if (Number.isNaN(value)) return
    let [low, high] = [0, fine.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (value >= fine[middle]) low = middle + 1
      else high = middle
    }
    rows[low + 1]++
    ones[low + 1] += labels[row]
  })
  for (let at = 1; at < rows.length; at++) {
    rows[at] += rows[at - 1]
    ones[at] += ones[at - 1]
  }
  return { rows, ones }
}

/**
 * Where to cut a number so that the label differs: again and again the cut of least entropy, as long as it says more than it takes to write down (minimum description length,
 * Fayyad & Irani 1993), the most telling first, until there are `bins` groups. None where the label does not hang on the number.
 */
export const mdlCuts = (cells: Float32Array, labels: Uint8Array, bins: number): Float32Array => {
  const sorted = sortedKnown(cells)
  if (sorted.length < 2) return new Float32Array(0)
  const fine = cutsAt(sorted, finest)
  const sums = sumsOf(cells, labels, fine)
  const ends = [0, fine.length + 1]
  while (ends.length <= bins) {
    const splits = ends.slice(1).flatMap((to, i) => {
      const split = bestSplit(sums, ends[i], to)
      const rows = sums.rows[to] - sums.rows[ends[i]]
      return split?.accepted ? [{ at: split.at, worth: split.gain * rows }] : []
    })
    if (splits.length === 0) break
    ends.push(splits.reduce((best, next) => (next.worth > best.worth ? next : best)).at)
    ends.sort((a, b) => a - b)
  }
  return Float32Array.from(ends.slice(1, -1), (end) => fine[end - 1])
}
