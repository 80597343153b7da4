import type { NumberTest, RuleLeaf, TimeWindow } from '../domain/segment-rule.ts'
import { durationOf } from '../rules/duration.ts'

/** How far a part of a clause is from what it asks, in parts of what would still be near: 0 where it holds, up to 1 where it is near. */
type Distance = number

const day = 86_400_000

const miss = (by: number, bound: number): Distance =>
  by <= 0 ? 0 : by / Math.max(0.1 * Math.abs(bound), Number.isInteger(bound) && bound > 1 ? 1 : 0)

/** A number is near that misses its bound by a tenth of it, or by one where that is more than one. Where no number is asked for, none is near. */
const ofNumber = (value: number, { eq, gt, gte, lt, lte, between }: NumberTest): Distance => {
  const atLeast = [gte, between?.from].filter((bound) => bound !== undefined)
  const atMost = [lte, between?.to].filter((bound) => bound !== undefined)
  const misses = [
    ...atLeast.map((bound) => miss(bound - value, bound)),
    ...atMost.map((bound) => miss(value - bound, bound)),
    ...(eq === undefined ? [] : [miss(Math.abs(value - eq), eq)]),
    ...(gt === undefined || value > gt ? [] : [miss(Math.max(gt - value, Number.MIN_VALUE), gt)]),
    ...(lt === undefined || value < lt ? [] : [miss(Math.max(value - lt, Number.MIN_VALUE), lt)]),
  ]
  const isAsked = [eq, gt, lt, ...atLeast, ...atMost].some((bound) => bound !== undefined)
  return isAsked ? Math.max(0, ...misses) : Number.POSITIVE_INFINITY
}

/** An instant is near that misses a window by a tenth of its length, or a date by a day. */
const ofInstant = (at: number, { within, olderThan, after, before }: TimeWindow, asOf: number): Distance => {
  const ago = (duration: string | undefined, sign: 1 | -1): Distance => {
    if (duration === undefined) return 0
    const length = durationOf(duration)
    return Math.max(0, (sign * (asOf - length - at)) / (0.1 * length))
  }
  const date = (instant: string | undefined, sign: 1 | -1): Distance =>
    instant === undefined ? 0 : Math.max(0, (sign * (Date.parse(instant) - at)) / day)
  return Math.max(ago(within, 1), ago(olderThan, -1), date(after, 1), date(before, -1))
}

/** What a clause asks of each of the values that it was judged by. */
const testsOf = (leaf: RuleLeaf): Readonly<Record<string, object>> => {
  if ('event' in leaf) {
    const { count, sum, average, minimum, maximum, distinct, first, last } = leaf.event
    const asked = { count, sum, average, minimum, maximum, distinct, first, last }
    const given = Object.entries(asked).filter(([, test]) => test !== undefined)
    return given.length === 0 ? { count: { gte: 1 } } : (Object.fromEntries(given) as Record<string, object>)
  }
  if ('stopped' in leaf) return { days: { gte: leaf.stopped.times ?? 1 }, last: { olderThan: leaf.stopped.silence } }
  return 'regularly' in leaf ? { periods: { gte: leaf.regularly.periods } } : {}
}

const distanceOf = (value: unknown, test: object, asOf: Date): Distance => {
  if (typeof value === 'number') return ofNumber(value, test)
  return typeof value === 'string' ? ofInstant(Date.parse(value), test, asOf.getTime()) : Number.POSITIVE_INFINITY
}

/** Whether a clause that does not hold is not far from it: none of its numbers and instants misses what is asked by more than a little. */
export const isNearMiss = (leaf: RuleLeaf, actual: unknown, asOf: Date): boolean => {
  const [own] = Object.values(leaf)
  if (typeof actual === 'number') return typeof own === 'object' && distanceOf(actual, own, asOf) <= 1
  if (typeof actual !== 'object' || actual === null) return false
  const tests = testsOf(leaf)
  const values = Object.entries(actual).filter(([name]) => name in tests)
  return values.length > 0 && values.every(([name, value]) => distanceOf(value, tests[name], asOf) <= 1)
}
