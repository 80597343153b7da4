import { readDuration } from './duration.ts'
import { fault, inside, isGiven, isRecord, type Reader, type Reading, unknownName } from './faults.ts'

const longestText = 1000
const mostValues = 10_000

export const readNumber: Reader<number> = (value, at) =>
  typeof value === 'number' && Number.isFinite(value) ? value : fault(at, 'This must be a finite number.')

export const readWhole =
  (least: number, most: number): Reader<number> =>
  (value, at) =>
    Number.isInteger(value) && (value as number) >= least && (value as number) <= most
      ? (value as number)
      : fault(at, `This must be a whole number from ${least} to ${most}.`)

/** Texts that PostgreSQL cannot hold are equal to nothing that it holds. */
const isStorable = (text: string): boolean => !text.includes('\u0000') && text.isWellFormed()

export const readText: Reader<string> = (value, at) => {
  if (typeof value !== 'string') return fault(at, 'This must be a text.')
  if (value.length > longestText) return fault(at, `This must be at most ${longestText} characters long.`)
  return isStorable(value) ? value : fault(at, 'This text has characters that no value can have.')
}

export const readName: Reader<string> = (value, at) =>
  value === '' ? fault(at, 'This must not be empty.') : readText(value, at)

export const readTruth: Reader<boolean> = (value, at) =>
  typeof value === 'boolean' ? value : fault(at, 'This must be true or false.')

export const readScalar: Reader<string | number | boolean> = (value, at) => {
  if (typeof value === 'boolean') return value
  if (typeof value === 'number') return readNumber(value, at)
  return typeof value === 'string' ? readText(value, at) : fault(at, 'This must be a text, a number or a truth value.')
}

export const readComparable: Reader<string | number> = (value, at) =>
  typeof value === 'number'
    ? readNumber(value, at)
    : typeof value === 'string'
      ? readText(value, at)
      : fault(at, 'This must be a number or a text.')

export const readChoice =
  <Choice extends string>(what: string, choices: readonly Choice[]): Reader<Choice> =>
  (value, at) =>
    choices.includes(value as Choice)
      ? (value as Choice)
      : typeof value === 'string'
        ? unknownName(at, what, value, choices)
        : fault(at, `This must name a ${what}.`)

export const readLength: Reader<string> = (value, at) => {
  if (typeof value !== 'string') return fault(at, 'This must be a duration such as P30D.')
  const length = readDuration(value)
  return typeof length === 'string' ? fault(at, `"${value.slice(0, 40)}": ${length}.`) : value
}

const instant = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d))?$/

/** Kept in one spelling, so that the same rule has the same hash. */
export const readInstant: Reader<string> = (value, at) => {
  const text = value instanceof Date ? value.toISOString() : value
  const time = typeof text === 'string' && instant.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(time)
    ? fault(at, 'This must be an instant with its zone, such as 2026-11-01T00:00:00Z, or a day (of UTC).')
    : new Date(time).toISOString()
}

export const readList =
  <Item>(item: Reader<Item>, least = 1): Reader<readonly Item[]> =>
  (value, at) => {
    if (!Array.isArray(value)) return fault(at, 'This must be a list.')
    if (value.length < least)
      return fault(at, `This list must have at least ${least === 1 ? 'one value' : `${least} values`}.`)
    if (value.length > mostValues) return fault(at, `This list may have at most ${mostValues} values.`)
    const read = value.map((each, index) => item(each, inside(at, index)))
    return read.includes(undefined) ? undefined : (read as Item[])
  }

type Fields<Shape> = { readonly [Key in keyof Shape]-?: Reader<Exclude<Shape[Key], undefined>> }

/** An object of these fields; absent ones are left out, unknown ones are a fault. `required` must be there. */
export const readFields =
  <Shape extends object>(fields: Fields<Shape>, required: readonly (keyof Shape & string)[] = []): Reader<Shape> =>
  (value, at) => {
    if (!isRecord(value)) return fault(at, 'This must be an object.')
    const before = at.faults.length
    const known = Object.keys(fields)
    for (const name of Object.keys(value)) if (!known.includes(name)) unknownName(at, 'field', name, known)
    for (const name of required) if (!isGiven(value[name])) fault(inside(at, name), 'This is needed.')
    const read = known
      .filter((name) => isGiven(value[name]))
      .map((name) => [name, fields[name as keyof Shape](value[name], inside(at, name))])
    return at.faults.length > before ? undefined : (Object.fromEntries(read) as Shape)
  }

/** Reads, and then looks at the whole. */
export const checked =
  <Value>(read: Reader<Value>, check: (value: Value, at: Reading) => void): Reader<Value> =>
  (value, at) => {
    const before = at.faults.length
    const result = read(value, at)
    if (result !== undefined) check(result, at)
    return at.faults.length > before ? undefined : result
  }
