import { InvalidArgumentError } from 'commander'

import { timeParser } from '../intake/parse-time.ts'

/** A parser for `--option <n>`: a whole number within bounds, or one clear line that says so. */
export const wholeNumber =
  (min: number, max: number = Number.MAX_SAFE_INTEGER) =>
  (text: string): number => {
    const value = Number(text)
    if (Number.isSafeInteger(value) && value >= min && value <= max && text.trim() !== '') return value
    throw new InvalidArgumentError(
      max === Number.MAX_SAFE_INTEGER ? `It must be a whole number from ${min}.` : `It must be ${min} to ${max}.`,
    )
  }

const dateAlone = /^\d{4}-\d{2}-\d{2}$/

/** What `--as-of` was given, to be read once the shop's time zone is known. */
export type Instant = (timeZone: string) => Date

/**
 * A parser for times: ISO 8601, without an offset in the shop's time zone. A date alone is its last instant there, because who asks for
 * a day wants all of it.
 */
export const instant = (text: string): Instant => {
  const written = dateAlone.test(text) ? `${text}T23:59:59.999` : text
  if (Number.isNaN(timeParser('iso', 'UTC')(written))) {
    throw new InvalidArgumentError('It must be a time that exists, such as 2011-12-09 or 2011-12-09T12:00:00Z.')
  }
  return (timeZone) => new Date(timeParser('iso', timeZone)(written))
}

const day = 86_400_000
const units: Readonly<Record<string, number>> = { h: day / 24, d: day, w: 7 * day, y: 365 * day }

/** A parser for spans such as `12h`, `90d`, `4w`, `1y`; in milliseconds. */
export const span = (text: string): number => {
  const [, count, unit] = /^(\d{1,5})([hdwy])$/.exec(text) ?? []
  if (Number(count) > 0) return Number(count) * units[unit]
  throw new InvalidArgumentError('It must be a span such as 12h, 90d, 4w or 1y.')
}

/** A parser for text that is shown in lists: one line of at most `most` characters. */
export const shortText =
  (most: number) =>
  (text: string): string => {
    if (text.trim() !== '' && text.length <= most && !/\p{Cc}/u.test(text)) return text
    throw new InvalidArgumentError(`It must be one line of 1 to ${most} characters.`)
  }

/** A parser for `a,b,c`, each one of `known`. */
export const listOf =
  <Name extends string>(known: readonly Name[]) =>
  (text: string): readonly Name[] => {
    const names = text.split(',').map((name) => name.trim())
    const wrong = names.find((name) => !known.includes(name as Name))
    if (wrong === undefined) return [...new Set(names as Name[])]
    throw new InvalidArgumentError(`"${wrong}" is none of ${known.join(', ')}.`)
  }
