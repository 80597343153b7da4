import type { BehaviourCut } from './behaviour-summary.ts'
import { createLocalClock } from './local-time.ts'

/** The rhythm of a shop in which nobody has bought on two days yet. */
const unknownGapDays = 60

const daysPerYear = 365.25

/** The cut as the shop's calendar has it. */
export const behaviourCut = (asOf: Date, timeZone: string, shopGapDays: number | null): BehaviourCut => {
  const { day, weekday } = createLocalClock(timeZone)(asOf.getTime())
  const newYear = Date.UTC(new Date(day * 86_400_000).getUTCFullYear(), 0, 1) / 86_400_000
  return { weekday, yearShare: (day - newYear) / daysPerYear, shopGapDays: shopGapDays ?? unknownGapDays }
}
