import type { Faults } from './check-text.ts'
import type { ParseTime } from './parse-time.ts'
import { quoted } from './refusal.ts'

/** 1990-01-01: whatever an export gives as older is a default of its software. */
const earliestTime = Date.UTC(1990, 0, 1)
const day = 86_400_000

export interface TimeRules {
  /** Milliseconds since 1970 UTC; a time more than one day later is refused. */
  readonly now: number
  readonly parse: ParseTime
  /** What is expected, as a message says it: `ISO 8601`. */
  readonly expected: string
}

const millisecondsOf = (value: unknown, parse: ParseTime): number => {
  if (typeof value === 'string') return parse(value)
  if (value instanceof Date) return value.getTime()
  return typeof value === 'number' ? parse(String(value)) : Number.NaN
}

export const checkTime = (value: unknown, field: string, rules: TimeRules, faults: Faults): number | null => {
  if (value === null || value === undefined || value === '') return null
  const name = field.replaceAll('_', ' ')
  const time = millisecondsOf(value, rules.parse)
  if (Number.isNaN(time)) {
    const message = `The ${name} ${quoted(value)} is no existing time written as ${rules.expected}.`
    faults.push({ code: 'TIMESTAMP_INVALID', field, message })
    return null
  }
  if (time >= earliestTime && time <= rules.now + day) return time
  const why = time < earliestTime ? 'before 1990' : 'more than a day ahead'
  faults.push({ code: 'TIMESTAMP_OUT_OF_RANGE', field, message: `The ${name} ${quoted(value)} is ${why}.` })
  return null
}
