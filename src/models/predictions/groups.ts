import { wilsonInterval } from '../evaluation/wilson-interval.ts'

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
/** Off by less than this is off by nothing that anybody would act on. */
const tolerated = 0.05

const sumOf = (values: ArrayLike<number>): number => {
  let sum = 0
  for (let at = 0; at < values.length; at++) sum += values[at]
  return sum
}

/** Of probabilities: off beyond the 95 % interval of what came, and by more than 0.05; or knowing less than the group's own rate. */
export const judgeProbabilityGroup = (
  probabilities: Float64Array,
  labels: Uint8Array,
  measures: Readonly<Record<string, number>>,
): JudgedGroup => {
  const rows = labels.length
  const positives = sumOf(labels)
  const [expected, actual] = [sumOf(probabilities) / rows, positives / rows]
  const within = wilsonInterval(positives, rows)
  const isOff =
    within !== null && (expected < within.low || expected > within.high) && Math.abs(expected - actual) > tolerated
  const knowsLess = Math.min(positives, rows - positives) >= 10 && (measures.explained ?? 0) < 0
  return { rows, measures, expected, actual, isWeak: isOff || knowsLess }
}

/** Of amounts: off by more than two standard errors and a tenth of the mean, or worse than the group's own mean. */
export const judgeAmountGroup = (
  predictions: Float64Array,
  targets: Float64Array,
  measures: Readonly<Record<string, number>>,
): JudgedGroup => {
  const rows = targets.length
  const [expected, actual] = [sumOf(predictions) / rows, sumOf(targets) / rows]
  const residuals = targets.map((target, row) => (target - predictions[row] - (actual - expected)) ** 2)
  const error = Math.sqrt(sumOf(residuals) / rows / rows)
  const isOff = Math.abs(expected - actual) > Math.max(2 * error, 0.1 * Math.abs(actual))
  return { rows, measures, expected, actual, isWeak: isOff || (measures.r2 ?? 0) < 0 }
}
