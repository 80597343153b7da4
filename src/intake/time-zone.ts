/** From the clock on the wall (ms as if it stood at UTC) to the instant (ms since 1970 UTC). */
export type ZoneClock = (wallMs: number) => number

const formatOf = (timeZone: string) =>
  new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })

/** How far the wall is ahead of UTC at an instant, in ms. */
const offsetAt = (format: Intl.DateTimeFormat, instant: number): number => {
  const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]))
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0
  const wall = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'))
  return wall - Math.floor(instant / 1000) * 1000
}

/**
 * An hour that a clock change repeats is read as the first of the two; one that it leaves out is read as if the clock
 * had not been changed yet.
 */
const instantOf = (format: Intl.DateTimeFormat, wallMs: number): number => {
  // No zone is further than a day from UTC, so these two offsets are those before and after any change nearby.
  const before = wallMs - offsetAt(format, wallMs - 86_400_000)
  if (before - wallMs === -offsetAt(format, before)) return before
  const after = wallMs - offsetAt(format, wallMs + 86_400_000)
  return after - wallMs === -offsetAt(format, after) ? after : before
}

const quarterHour = 900_000
const cacheLimit = 100_000
/** The years 100 to 9999; beyond them Intl counts eras, and the answer is refused anyway. */
const isNearby = (wallMs: number): boolean => wallMs > -59_011_459_200_000 && wallMs < 253_402_300_800_000

/** Every zone changes its clock on a quarter of an hour, so one answer serves all times of the same quarter. */
export const zoneClock = (timeZone: string): ZoneClock => {
  if (timeZone === 'UTC') return (wallMs) => wallMs
  const format = formatOf(timeZone)
  const offsets = new Map<number, number>()
  return (wallMs) => {
    if (!isNearby(wallMs)) return wallMs
    const quarter = Math.floor(wallMs / quarterHour)
    let offset = offsets.get(quarter)
    if (offset === undefined) {
      if (offsets.size >= cacheLimit) offsets.clear()
      offset = instantOf(format, quarter * quarterHour) - quarter * quarterHour
      offsets.set(quarter, offset)
    }
    return wallMs + offset
  }
}

export const isTimeZone = (name: string): boolean => {
  try {
    return formatOf(name) !== null
  } catch {
    return false
  }
}
