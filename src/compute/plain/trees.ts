import type { BinColumn, BinnedRows, BinSums, BoostGradients, PartRows, TreeSums } from '../tree-steps.ts'

const bytesOf = ({ buffer, byteOffset, byteLength }: Int32Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength)

const doublesOf = ({ buffer, byteOffset, length }: Int32Array): Float64Array =>
  new Float64Array(buffer, byteOffset, length / 2)

/** Where the bin of a column lies in the first row. */
const firstByte = ({ rows }: BinnedRows, column: number): number => 8 * rows * (column >> 3) + (column & 7)

export const binColumn = ({ binned, column, cells, edges }: BinColumn): void => {
  const [bytes, first] = [bytesOf(binned.bins), firstByte(binned, column)]
  for (let row = 0; row < binned.rows; row++) {
    let below = 0
    for (let step = 128; step >= 1; step >>= 1) if (edges[below + step - 1] < cells[row]) below += step
    bytes[first + 8 * row] = Number.isNaN(cells[row]) ? 0 : 1 + below
  }
}

const { fround } = Math
/** To the nearest whole number, halves to the even one. */
const nearest = (x: number): number => {
  const floor = Math.floor(x)
  const rest = x - floor
  if (rest === 0.5) return floor % 2 === 0 ? floor : floor + 1
  return rest < 0.5 ? floor : floor + 1
}
const whole = (x: number): number => Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, nearest(x)))

const coefficients = [1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1].map(fround)
const [perTwo, large, small] = [Math.LOG2E, 0.693359375, -2.1219444e-4].map(fround)

/** e^x of at most 0 with the roundings of the kernel, step by step: the same bits. */
const exp = (x: number): number => {
  if (x < -87) return 0
  const n = nearest(fround(x * perTwo))
  const r = fround(fround(x - fround(n * large)) - fround(n * small))
  let p = fround(1.98756915e-4)
  for (const c of coefficients) p = fround(fround(p * r) + c)
  p = fround(fround(fround(p * fround(r * r)) + r) + 1)
  return fround(p * 2 ** n)
}

export const boostGradients = ({ loss, scores, targets, gradients, ...scales }: BoostGradients): void => {
  const [gradientScale, curvatureScale] = [fround(scales.gradientScale), fround(scales.curvatureScale)]
  for (let row = 0; row < scores.length; row++) {
    const score = scores[row]
    let [slope, curvature] = [score, 1]
    if (loss === 'logistic') {
      const e = exp(-Math.abs(score))
      const [rare, likely] = [fround(e / fround(1 + e)), fround(1 / fround(1 + e))]
      slope = score >= 0 ? likely : rare
      curvature = fround(rare * likely)
    }
    gradients[2 * row] = whole(fround(fround(slope - targets[row]) * gradientScale))
    gradients[2 * row + 1] = whole(fround(curvature * curvatureScale))
  }
}

/** Adds a whole number of 32 bits to one of 64 bits in two words. */
const addWord = (sums: Int32Array, at: number, value: number): void => {
  const low = (sums[at] >>> 0) + (value >>> 0)
  sums[at] = low | 0
  sums[at + 1] += (value < 0 ? -1 : 0) + (low > 0xffff_ffff ? 1 : 0)
}

const takeAway = (whole: Int32Array, sums: Int32Array, words: number): void => {
  for (let at = 0; at < words; at += 2) {
    const low = (whole[at] >>> 0) - (sums[at] >>> 0)
    whole[at] = low | 0
    whole[at + 1] -= sums[at + 1] + (low < 0 ? 1 : 0)
  }
}

export const sumBins = ({ binned, gradients, members, from, to, offsets, sums, whole }: BinSums): void => {
  const bytes = bytesOf(binned.bins)
  const words = 4 * offsets[binned.columns]
  sums.fill(0, 0, words)
  for (let column = 0; column < binned.columns; column++) {
    const [first, offset] = [firstByte(binned, column), offsets[column]]
    for (let at = from; at < to; at++) {
      const row = members[at]
      const bin = 4 * (offset + bytes[first + 8 * row])
      addWord(sums, bin, gradients[2 * row])
      addWord(sums, bin + 2, gradients[2 * row + 1])
      sums[bin + 3] += 256
    }
  }
  if (whole) takeAway(whole, sums, words)
}

const isIn = (set: Int32Array, first: number, bin: number): number => (set[first + (bin >> 5)] >>> (bin & 31)) & 1

export const partRows = ({ binned, column, set, members, from, to, spare }: PartRows): number => {
  const [bytes, first] = [bytesOf(binned.bins), firstByte(binned, column)]
  let [front, back] = [from, 0]
  for (let at = from; at < to; at++) {
    const row = members[at]
    if (isIn(set, 0, bytes[first + 8 * row])) spare[back++] = row
    else members[front++] = row
  }
  members.set(spare.subarray(0, back), front)
  return front - from
}

export const addTrees = ({ binned, nodes, roots, members, sums }: TreeSums): void => {
  const { column, left, set } = nodes
  const [bytes, values, totals] = [bytesOf(binned.bins), doublesOf(nodes.value), doublesOf(sums)]
  for (const root of roots) {
    for (let at = 0; at < totals.length; at++) {
      const row = members ? members[at] : at
      let node = root
      while (column[node] >= 0) {
        node = left[node] + isIn(set, 8 * node, bytes[firstByte(binned, column[node]) + 8 * row])
      }
      totals[at] += values[node]
    }
  }
}
