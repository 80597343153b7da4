/** What a model does for one group of the rows it was judged on. */
export interface JudgedGroup {
  readonly rows: number
  readonly measures: Readonly<Record<string, number>>
  readonly expected: number
  readonly actual: number
  readonly isWeak: boolean
}

/** Fewer rows than this say nothing of a group. */
export const fewestInGroup = 30
/** Standard errors: of some dozens of groups hardly one lies this far off by chance. */
const beyondChance = 3
/** Off by less than this part of a point of probability, or this part of the mean, is off by nothing that anybody would act on. */
const toleratedPoints = 0.05
const toleratedPart = 0.1

const sumOf = (values: ArrayLike<number>): number => {
  let sum = 0
  for (let at = 0; at < values.length; at++) sum += values[at]
  return sum
}

const meanOf = (values: ArrayLike<number>): number => sumOf(values) / values.length

/** How many standard errors the mean lies above 0. */
const errorsAbove = (values: Float64Array): number => {
  const mean = meanOf(values)
  const variance = meanOf(values.map((value) => (value - mean) ** 2))
  return variance > 0 ? mean / Math.sqrt(variance / values.length) : mean > 0 ? Infinity : 0
}

const lossOf = (p: number, label: number): number => -Math.log(Math.max(1e-15, label === 1 ? p : 1 - p))

/** Weak: what is foretold is off, or a group's own rate would have lost less; both beyond chance. */
export const judgeProbabilityGroup = (
  probabilities: Float64Array,
  labels: Uint8Array,
  measures: Readonly<Record<string, number>>,
): JudgedGroup => {
  const [expected, actual] = [meanOf(probabilities), meanOf(labels)]
  const off = probabilities.map((p, row) => p - labels[row])
  const isOff = Math.abs(expected - actual) > toleratedPoints && Math.abs(errorsAbove(off)) > beyondChance
  const behind = probabilities.map((p, row) => lossOf(p, labels[row]) - lossOf(actual, labels[row]))
  return { rows: labels.length, measures, expected, actual, isWeak: isOff || errorsAbove(behind) > beyondChance }
}

/** Weak: what is foretold is off, or a group's own mean would have been nearer; both beyond chance. */
export const judgeAmountGroup = (
  predictions: Float64Array,
  targets: Float64Array,
  measures: Readonly<Record<string, number>>,
): JudgedGroup => {
  const [expected, actual] = [meanOf(predictions), meanOf(targets)]
  const off = predictions.map((value, row) => value - targets[row])
  const isLarge = Math.abs(expected - actual) > toleratedPart * Math.abs(actual)
  const behind = predictions.map((value, row) => (value - targets[row]) ** 2 - (actual - targets[row]) ** 2)
  const isOff = isLarge && Math.abs(errorsAbove(off)) > beyondChance
  return { rows: targets.length, measures, expected, actual, isWeak: isOff || errorsAbove(behind) > beyondChance }
}
