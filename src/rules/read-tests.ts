import type { NumberTest, TextTest, TimeWindow, ValueTest } from '../domain/segment-rule.ts'
import { durationOf } from './duration.ts'
import { fault, type Reading } from './faults.ts'
import {
  checked,
  readComparable,
  readFields,
  readInstant,
  readLength,
  readList,
  readNumber,
  readScalar,
  readText,
  readTruth,
} from './readers.ts'

const numberFields = {
  eq: readNumber,
  gt: readNumber,
  gte: readNumber,
  lt: readNumber,
  lte: readNumber,
  between: checked(readFields({ from: readNumber, to: readNumber }, ['from', 'to']), ({ from, to }, at) => {
    if (from > to) fault(at, `Nothing lies between ${from} and ${to}; write the smaller first.`)
  }),
}

/** Of what has other fields beside: at least one condition must be among these. */
export const requireOne =
  (names: readonly string[]) =>
  (value: object, at: Reading): void => {
    if (!names.some((name) => name in value)) fault(at, `Say what must hold: one of ${names.join(', ')}.`)
  }

export const numberTests = Object.keys(numberFields)
export { numberFields }

export const readNumberTest = checked(readFields<NumberTest>(numberFields), requireOne(numberTests))

const textFields = { eq: readText, in: readList(readText), contains: readText, startsWith: readText }
export const readTextTest = checked(readFields<TextTest>(textFields), requireOne(Object.keys(textFields)))

const range = checked(
  readFields<{ readonly from: string | number; readonly to: string | number }>(
    { from: readComparable, to: readComparable },
    ['from', 'to'],
  ),
  ({ from, to }, at) => {
    if (typeof from !== typeof to) fault(at, 'Both ends must be numbers, or both texts.')
    else if (from > to) fault(at, `Nothing lies between ${from} and ${to}; write the smaller first.`)
  },
)

export const valueFields = {
  exists: readTruth,
  eq: readScalar,
  in: readList(readScalar),
  contains: readText,
  startsWith: readText,
  gt: readComparable,
  gte: readComparable,
  lt: readComparable,
  lte: readComparable,
  between: range,
} satisfies Record<keyof ValueTest, unknown>
export const valueTests = Object.keys(valueFields)

export const windowFields = { within: readLength, olderThan: readLength, after: readInstant, before: readInstant }

/** A window that holds no instant, whatever the time is. */
export const requirePossible = ({ within, olderThan, after, before }: TimeWindow, at: Reading): void => {
  if (within !== undefined && olderThan !== undefined && durationOf(within) <= durationOf(olderThan))
    fault(at, `Nothing is within ${within} and older than ${olderThan} at once; "within" must be the longer one.`)
  if (after !== undefined && before !== undefined && after >= before)
    fault(at, `Nothing is after ${after} and before ${before} at once.`)
}

export const readWindow = checked(
  checked(readFields<TimeWindow>(windowFields), requirePossible),
  requireOne(Object.keys(windowFields)),
)
