import type { NumberTest } from '../domain/segment-rule.ts'

/** The numbers that meet a test: from low to high, each end open or closed. */
export interface Interval {
  readonly low: number
  readonly high: number
  readonly lowOpen: boolean
  readonly highOpen: boolean
}

const bounds = (test: NumberTest): readonly Interval[] => {
  const from = (low: number, lowOpen = false): Interval => ({
    low,
    high: Number.POSITIVE_INFINITY,
    lowOpen,
    highOpen: false,
  })
  const to = (high: number, highOpen = false): Interval => ({
    low: Number.NEGATIVE_INFINITY,
    high,
    lowOpen: false,
    highOpen,
  })
  return [
    ...(test.eq === undefined ? [] : [from(test.eq), to(test.eq)]),
    ...(test.gt === undefined ? [] : [from(test.gt, true)]),
    ...(test.gte === undefined ? [] : [from(test.gte)]),
    ...(test.lt === undefined ? [] : [to(test.lt, true)]),
    ...(test.lte === undefined ? [] : [to(test.lte)]),
    ...(test.between === undefined ? [] : [from(test.between.from), to(test.between.to)]),
  ]
}

export const both = (a: Interval, b: Interval): Interval => {
  const low = Math.max(a.low, b.low)
  const high = Math.min(a.high, b.high)
  return {
    low,
    high,
    lowOpen: [a, b].some((each) => each.low === low && each.lowOpen),
    highOpen: [a, b].some((each) => each.high === high && each.highOpen),
  }
}

export const everything: Interval = {
  low: Number.NEGATIVE_INFINITY,
  high: Number.POSITIVE_INFINITY,
  lowOpen: false,
  highOpen: false,
}
export const intervalOf = (tests: readonly NumberTest[]): Interval => tests.flatMap(bounds).reduce(both, everything)
export const isEmpty = ({ low, high, lowOpen, highOpen }: Interval): boolean =>
  low > high || (low === high && (lowOpen || highOpen))
