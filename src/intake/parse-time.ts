import { civilMilliseconds } from './civil-time.ts'
import { type ZoneClock, zoneClock } from './time-zone.ts'

/** Milliseconds since 1970 UTC, or NaN when the text is no existing time of the format. */
export type ParseTime = (text: string) => number

const iso = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s?(Z|[+-]\d\d(?::?\d\d)?)?)?$/i

const zoneOffset = (zone: string): number => {
  if (zone === 'Z' || zone === 'z') return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3).replace(':', '') || 0)
  return (zone[0] === '-' ? -minutes : minutes) * 60_000
}

const parseIso =
  (clock: ZoneClock): ParseTime =>
  (text) => {
    const match = iso.exec(text)
    if (match === null) return Number.NaN
    const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone] = match
    const wall = civilMilliseconds({
      year: Number(year),
      month: Number(month),
      day: Number(day),
      hour: Number(hour),
      minute: Number(minute),
      second: Number(second),
      millisecond: Number(fraction.padEnd(3, '0').slice(0, 3)),
    })
    return zone === undefined ? clock(wall) : wall - zoneOffset(zone)
  }

const parseEpoch =
  (unit: number): ParseTime =>
  (text) =>
    /^\d{1,16}(?:\.\d{1,9})?$/.test(text) ? Math.round(Number(text) * unit) : Number.NaN

const tokens = { YYYY: '(?<year>\\d{4})', MM: '(?<month>\\d\\d)', DD: '(?<day>\\d\\d)', HH: '(?<hour>\\d\\d)' }
const looseTokens = { M: '(?<month>\\d\\d?)', D: '(?<day>\\d\\d?)', H: '(?<hour>\\d\\d?)' }
const clockTokens = { mm: '(?<minute>\\d\\d)', ss: '(?<second>\\d\\d)', SSS: '(?<millisecond>\\d{3})' }
const tokenSource: Readonly<Record<string, string>> = { ...tokens, ...looseTokens, ...clockTokens }
const tokenPattern = /YYYY|MM|DD|HH|mm|ss|SSS|M|D|H|[^A-Za-z]|T/g

/** A pattern has a year, a month and a day, each once, and no letters that mean nothing. */
export const isTimePattern = (pattern: string): boolean => {
  const found = pattern.match(tokenPattern) ?? []
  const used = found
    .filter((token) => token in tokenSource)
    .map((token) => token.slice(0, 1) + (token === 'mm' ? 'm' : ''))
  const once = new Set(used).size === used.length
  return found.join('') === pattern && once && ['Y', 'M', 'D'].every((part) => used.includes(part))
}

const parsePattern = (pattern: string, clock: ZoneClock): ParseTime => {
  const source = pattern.replace(
    tokenPattern,
    (token) => tokenSource[token] ?? token.replace(/[.*+?^${}()|[\]\\]/, '\\$&'),
  )
  const expression = new RegExp(`^${source}$`)
  return (text) => {
    const groups = expression.exec(text)?.groups
    if (groups === undefined) return Number.NaN
    const part = (name: string) => Number(groups[name] ?? 0)
    return clock(
      civilMilliseconds({
        year: part('year'),
        month: part('month'),
        day: part('day'),
        hour: part('hour'),
        minute: part('minute'),
        second: part('second'),
        millisecond: part('millisecond'),
      }),
    )
  }
}

const parseAny = (clock: ZoneClock): ParseTime => {
  const [asIso, asDay] = [parseIso(clock), parsePattern('YYYYMMDD', clock)]
  const [asSeconds, asMilliseconds] = [parseEpoch(1000), parseEpoch(1)]
  return (text) => {
    if (text.charCodeAt(4) === 45) return asIso(text)
    // Seconds of any time since 1990 have nine digits or more, so eight can only be a day.
    if (text.length === 8) return asDay(text)
    const whole = text.indexOf('.') === -1 ? text.length : text.indexOf('.')
    return whole <= 11 ? asSeconds(text) : asMilliseconds(text)
  }
}

const parserOf = (format: string, clock: ZoneClock): ParseTime => {
  if (format === 'auto') return parseAny(clock)
  if (format === 'iso') return parseIso(clock)
  if (format === 'epoch-s') return parseEpoch(1000)
  if (format === 'epoch-ms') return parseEpoch(1)
  return parsePattern(format === 'yyyymmdd' ? 'YYYYMMDD' : format, clock)
}

export const namedTimeFormats = ['auto', 'iso', 'epoch-s', 'epoch-ms', 'yyyymmdd'] as const

/**
 * @param format one of `namedTimeFormats` or a pattern such as `D.M.YYYY H:mm`
 * @param timeZone IANA name, for stamps that carry no zone of their own
 */
export const timeParser = (format: string, timeZone: string): ParseTime => {
  const parse = parserOf(format, zoneClock(timeZone))
  // The lines of one order share their time: most rows ask what the row before asked.
  let lastText = ''
  let lastTime = Number.NaN
  return (text) => {
    if (text === lastText) return lastTime
    lastTime = parse(text.trim())
    lastText = text
    return lastTime
  }
}
