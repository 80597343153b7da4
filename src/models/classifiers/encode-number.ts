/** One feature of a number: (max(x, from) - centre) / scale; from -Infinity is the number itself. */
interface Piece {
  readonly from: number
  readonly centre: number
  readonly scale: number
}

/** How a column of numbers becomes features: fitted on training rows only. */
export interface NumberPlan {
  readonly kind: 'NUMBER'
  /** What lies further out is taken for this: one wild number must not decide. */
  readonly low: number
  readonly high: number
  /** None where the number never changed. */
  readonly pieces: readonly Piece[]
  /** The share of rows where it was missing; null where that says nothing, because none was or all were. */
  readonly missing: number | null
}

const mostSampled = 20_000
/** Enough where nothing bends, and only what is far out is looked for. */
const fewSampled = 4000
/** How many times the distance between the first and the last percentile a number may lie outside of them. */
const reach = 10

const sampleOf = (cells: Float32Array, most: number): Float32Array => {
  const step = Math.max(1, Math.ceil(cells.length / most))
  const taken = new Float32Array(Math.ceil(cells.length / step))
  for (let at = 0; at < taken.length; at++) taken[at] = cells[at * step]
  return taken.filter((value) => !Number.isNaN(value)).sort()
}

const quantileOf = (sorted: Float32Array, share: number): number => sorted[Math.round(share * (sorted.length - 1))]

const boundsOf = (cells: Float32Array, sorted: Float32Array): readonly [low: number, high: number] => {
  const [low, high] = [quantileOf(sorted, 0.01), quantileOf(sorted, 0.99)]
  if (high > low) return [low - reach * (high - low), high + reach * (high - low)]
  return cells.reduce(
    ([least, most], value) => [value < least ? value : least, value > most ? value : most],
    [low, high],
  )
}

/** Mean and standard deviation of max(x, from), summed from `near` (a number in their midst) so that nothing is lost; null where it does not change. */
const pieceFrom = (cells: Float32Array, from: number, low: number, high: number, near: number): Piece | null => {
  const least = Math.max(from, low)
  const origin = Math.max(from, near)
  let [known, sum, squares] = [0, 0, 0]
  for (let row = 0; row < cells.length; row++) {
    const x = cells[row]
    if (Number.isNaN(x)) continue
    const off = (x > least ? (x < high ? x : high) : least) - origin
    known++
    sum += off
    squares += off * off
  }
  const mean = sum / known
  const centre = origin + mean
  const scale = Math.sqrt(Math.max(0, squares / known - mean * mean))
  return scale > 1e-7 * Math.abs(centre) && scale > 1e-30 ? { from, centre, scale } : null
}

/**
 * Standardises a column on its known values; a missing one is 0 in every piece, the mean, and has a flag of its own. `knots` adds pieces that begin at as many quantiles,
 * so that what is linear in the features bends there (linear splines).
 */
export const planNumber = (cells: Float32Array, knots: number): NumberPlan => {
  const sorted = sampleOf(cells, knots > 0 ? mostSampled : fewSampled)
  if (sorted.length === 0) return { kind: 'NUMBER', low: 0, high: 0, pieces: [], missing: null }
  const [low, high] = boundsOf(cells, sorted)
  const inner = Array.from({ length: knots }, (_, knot) => quantileOf(sorted, (knot + 1) / (knots + 1)))
  const distinct = [...new Set(inner)].filter((knot) => knot > sorted[0] && knot < sorted[sorted.length - 1])
  const pieces = [-Infinity, ...distinct].flatMap(
    (from) => pieceFrom(cells, from, low, high, quantileOf(sorted, 0.5)) ?? [],
  )
  let absent = 0
  for (let row = 0; row < cells.length; row++) if (Number.isNaN(cells[row])) absent++
  const missing = absent / cells.length
  return { kind: 'NUMBER', low, high, pieces, missing: missing > 0 && missing < 1 ? missing : null }
}

export const widthOfNumber = ({ pieces, missing }: NumberPlan): number => pieces.length + (missing === null ? 0 : 1)

/** Writes the features of cells `from .. to` into the columns of `out` (row-major, `width` wide) that begin at `first`. */
export const writeNumber = (
  plan: NumberPlan,
  cells: Float32Array,
  [from, to]: readonly [number, number],
  out: Float32Array,
  width: number,
  first: number,
): void => {
  const { low, high, pieces, missing } = plan
  for (let row = from, at = first; row < to; row++, at += width) {
    const x = cells[row]
    const known = !Number.isNaN(x)
    const value = Math.min(high, Math.max(low, x))
    for (let j = 0; j < pieces.length; j++) {
      const piece = pieces[j]
      out[at + j] = known ? (Math.max(piece.from, value) - piece.centre) / piece.scale : 0
    }
    if (missing !== null) out[at + pieces.length] = (known ? 0 : 1) - missing
  }
}

/** A straight line is what most columns have: no loop over its pieces. */
const addLineScores = (
  cells: Float32Array,
  [from, to]: readonly [number, number],
  { low, high }: NumberPlan,
  { slope, constant, ifMissing }: { readonly slope: number; readonly constant: number; readonly ifMissing: number },
  scores: Float64Array,
): void => {
  for (let row = from, at = 0; row < to; row++, at++) {
    const x = cells[row]
    if (Number.isNaN(x)) scores[at] += ifMissing
    else scores[at] += constant + slope * (x > low ? (x < high ? x : high) : low)
  }
}

/** Adds to `scores` what cells `from .. to` contribute by the coefficients of their features. */
export const addNumberScores = (
  plan: NumberPlan,
  coefficients: Float64Array,
  cells: Float32Array,
  [from, to]: readonly [number, number],
  scores: Float64Array,
): void => {
  const { low, high, pieces, missing } = plan
  const slopes = pieces.map(({ scale }, j) => coefficients[j] / scale)
  const flag = missing === null ? 0 : coefficients[pieces.length]
  const constant = pieces.reduce((sum, { centre }, j) => sum - slopes[j] * centre, -(missing ?? 0) * flag)
  const ifMissing = flag * (1 - (missing ?? 0))
  if (pieces.length === 1) {
    addLineScores(cells, [from, to], plan, { slope: slopes[0], constant, ifMissing }, scores)
    return
  }
  for (let row = from; row < to; row++) {
    const x = cells[row]
    if (Number.isNaN(x)) {
      scores[row - from] += ifMissing
      continue
    }
    const value = Math.min(high, Math.max(low, x))
    let score = constant
    for (let j = 0; j < pieces.length; j++) score += slopes[j] * Math.max(pieces[j].from, value)
    scores[row - from] += score
  }
}

/** Of residuals: those of missing cells, of known ones, and of known ones times the cell. */
const sumLine = (
  cells: Float32Array,
  [from, to]: readonly [number, number],
  { low, high }: NumberPlan,
  residuals: Float64Array,
) => {
  let [known, unknown, sum] = [0, 0, 0]
  for (let row = from, at = 0; row < to; row++, at++) {
    const x = cells[row]
    const residual = residuals[at]
    if (Number.isNaN(x)) {
      unknown += residual
      continue
    }
    known += residual
    sum += residual * (x > low ? (x < high ? x : high) : low)
  }
  return { known, unknown, sums: [sum] }
}

const sumPieces = (
  cells: Float32Array,
  [from, to]: readonly [number, number],
  { low, high, pieces }: NumberPlan,
  residuals: Float64Array,
) => {
  const sums = new Float64Array(pieces.length)
  let [known, unknown] = [0, 0]
  for (let row = from; row < to; row++) {
    const x = cells[row]
    const residual = residuals[row - from]
    if (Number.isNaN(x)) {
      unknown += residual
      continue
    }
    known += residual
    const value = Math.min(high, Math.max(low, x))
    for (let j = 0; j < pieces.length; j++) sums[j] += residual * Math.max(pieces[j].from, value)
  }
  return { known, unknown, sums }
}

/** Adds to `gradient` the sums over cells `from .. to` of residual times feature. */
export const addNumberGradient = (
  plan: NumberPlan,
  cells: Float32Array,
  rows: readonly [number, number],
  residuals: Float64Array,
  gradient: Float64Array,
): void => {
  const { pieces, missing } = plan
  const sum = pieces.length === 1 ? sumLine : sumPieces
  const { known, unknown, sums } = sum(cells, rows, plan, residuals)
  for (let j = 0; j < pieces.length; j++) gradient[j] += (sums[j] - known * pieces[j].centre) / pieces[j].scale
  if (missing !== null) gradient[pieces.length] += unknown - missing * (known + unknown)
}
