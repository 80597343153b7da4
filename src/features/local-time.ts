const quarterHour = 900_000
const dayMs = 86_400_000

/** Where an instant falls on the shop's calendar. */
export interface LocalTime {
  /** Days since 1970-01-01, by the shop's calendar. */
  readonly day: number
  /** 0..23 */
  readonly hour: number
  /** 0 is Monday, 6 Sunday. */
  readonly weekday: number
}

const wallClock = (format: Intl.DateTimeFormat, at: number): number => {
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  return Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute)
}

/**
 * Reads instants (milliseconds since 1970-01-01 UTC) by the clock of an IANA time zone; throws RangeError for an unknown one.
 * Zones change their offset on quarter hours only, so the offset is asked for once per quarter hour: `Intl` is slow.
 */
export const createLocalClock = (timeZone: string): ((at: number) => LocalTime) => {
  const format = new Intl.DateTimeFormat('en', {
    timeZone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' },
  })
  const offsets = new Map<number, number>()
  const offsetAt = (at: number): number => {
    const quarter = Math.floor(at / quarterHour)
    const known = offsets.get(quarter)
    if (known !== undefined) return known
    const offset = wallClock(format, quarter * quarterHour) - quarter * quarterHour
    offsets.set(quarter, offset)
    return offset
  }
  return (at) => {
    const local = at + offsetAt(at)
    const day = Math.floor(local / dayMs)
    // 1970-01-01 was a Thursday.
    return { day, hour: Math.floor((local - day * dayMs) / 3_600_000), weekday: (((day + 3) % 7) + 7) % 7 }
  }
}
