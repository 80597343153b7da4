import type { QuietHours } from '../domain/campaign.ts'
import { zoneClock } from '../intake/time-zone.ts'

const minuteMs = 60_000
const dayMs = 86_400_000

/** What the shop's clock on the wall shows at an instant, in whole minutes, as ms as if it stood at UTC. */
const wallAt = (instant: Date, timeZone: string): number => {
  const format = new Intl.DateTimeFormat('en', {
    timeZone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' },
  })
  const parts = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]))
  return Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute)
}

const isQuiet = ({ from, to }: QuietHours, minute: number): boolean =>
  from < to ? minute >= from && minute < to : minute >= from || minute < to

/** When something may be sent: at once, or at the end of the quiet hours that the instant falls in, by the shop's clock. */
export const availableAt = (now: Date, quiet: QuietHours | null, timeZone: string): Date => {
  if (quiet === null) return now
  const wall = wallAt(now, timeZone)
  const midnight = Math.floor(wall / dayMs) * dayMs
  const minute = (wall - midnight) / minuteMs
  if (!isQuiet(quiet, minute)) return now
  return new Date(zoneClock(timeZone)(midnight + quiet.to * minuteMs + (minute >= quiet.to ? dayMs : 0)))
}
