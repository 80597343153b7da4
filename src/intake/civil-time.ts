const monthLengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)

const daysOfMonth = (year: number, month: number): number =>
  month === 2 && isLeap(year) ? 29 : monthLengths[month - 1]

/** A date and a time of day as a calendar and a clock on the wall show them. */
export interface CivilTime {
  readonly year: number
  /** 1..12 */
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly millisecond: number
}

const exists = ({ year, month, day, hour, minute, second }: CivilTime): boolean =>
  month >= 1 && month <= 12 && day >= 1 && day <= daysOfMonth(year, month) && hour < 24 && minute < 60 && second < 60

/** Milliseconds since 1970 as if the clock stood at UTC; NaN for a time that no calendar has, such as 30 February. */
export const civilMilliseconds = (time: CivilTime): number => {
  if (!exists(time)) return Number.NaN
  // Not Date.UTC alone: it takes the years 0..99 for 1900..1999.
  const midnight = new Date(0).setUTCFullYear(time.year, time.month - 1, time.day)
  return midnight + ((time.hour * 60 + time.minute) * 60 + time.second) * 1000 + time.millisecond
}
