import type { BehaviourTable, BehaviourTargets } from '../domain/behaviour.ts'

/** What somebody did in one stretch of 24 hours after the cut, with one category; NaN: nothing that has one. */
export interface LaterDay {
  /** 1: the first 24 hours after the cut. */
  readonly ahead: number
  readonly category: number
  readonly lines: number
  readonly quantity: number
  readonly spend: number
}

/** Days of silence after which somebody counts as gone: `gaps` of their usual ones, never fewer or more than the bounds. */
export interface ChurnHorizon {
  readonly gaps: number
  readonly shortestDays: number
  readonly longestDays: number
}

export const churnHorizon: ChurnHorizon = { gaps: 3, shortestDays: 30, longestDays: 90 }

/** So far ahead the targets look. */
export const targetDays = 90
const browseDays = 30

/** Per row the horizon in whole days, from what was known before the cut; the longest for those who have not bought. */
export const churnHorizonsOf = (
  table: BehaviourTable,
  { gaps, shortestDays, longestDays }: ChurnHorizon = churnHorizon,
): Float64Array => {
  const column = table.columns.findIndex(({ name }) => name === 'usualGapDays')
  const usual = table.values.subarray(column * table.rows, (column + 1) * table.rows)
  return Float64Array.from(usual, (gap) =>
    Number.isNaN(gap) ? longestDays : Math.round(Math.min(longestDays, Math.max(shortestDays, gaps * gap))),
  )
}

const lastKnown = (day: Date): string => day.toISOString().slice(0, 10)

/**
 * An outcome can be learned from only when its days are over.
 * @throws RangeError with a readable sentence where the log ends before
 */
export const checkTargetsKnown = (asOf: Date, days: number, logEndsAt: Date): void => {
  const needed = new Date(asOf.getTime() + days * 86_400_000)
  if (needed <= logEndsAt) return
  throw new RangeError(
    `What happens in the ${days} days after ${lastKnown(asOf)} is known on ${lastKnown(needed)}, and the log ends on ${lastKnown(logEndsAt)}: that target lies in the future.`,
  )
}

/** The first day with an order: its day, worth, pieces, and the category most was spent on. */
const nextOrder = (days: readonly LaterDay[]) => {
  const orders = days.filter(({ lines }) => lines > 0)
  const first = orders.reduce((least, { ahead }) => Math.min(least, ahead), Infinity)
  if (first === Infinity) return null
  const there = orders.filter(({ ahead }) => ahead === first)
  const named = there.filter(({ category }) => !Number.isNaN(category))
  const most = named.reduce<LaterDay | null>(
    (best, day) => (best === null || day.spend > best.spend ? day : best),
    null,
  )
  return {
    ahead: first,
    spend: there.reduce((sum, day) => sum + day.spend, 0),
    quantity: there.reduce((sum, day) => sum + day.quantity, 0),
    category: most?.category ?? Number.NaN,
  }
}

/** Writes what came after the cut, row by row of the table; whoever is not added did nothing. Categories of one day come in ascending code. */
export const createTargetsBuilder = (table: BehaviourTable, horizon: ChurnHorizon = churnHorizon) => {
  const ones = () => new Uint8Array(table.rows)
  const amounts = (value: number) => new Float64Array(table.rows).fill(value)
  const targets: BehaviourTargets = {
    boughtWithin7: ones(),
    boughtWithin30: ones(),
    boughtWithin90: ones(),
    churned: ones().fill(1),
    churnHorizonDays: churnHorizonsOf(table, horizon),
    daysToNextOrder: amounts(Number.NaN),
    nextOrderSpend: amounts(Number.NaN),
    nextOrderQuantity: amounts(Number.NaN),
    nextCategory: amounts(Number.NaN),
    spendWithin90: amounts(0),
    activeDaysWithin30: amounts(0),
  }
  return {
    targets,
    add: (row: number, days: readonly LaterDay[]): void => {
      const seen = new Set(days.flatMap(({ ahead }) => (ahead <= browseDays ? [ahead] : [])))
      targets.activeDaysWithin30[row] = seen.size
      for (const { ahead, spend } of days) if (ahead <= targetDays) targets.spendWithin90[row] += spend
      const next = nextOrder(days)
      if (next === null) return
      targets.boughtWithin7[row] = next.ahead <= 7 ? 1 : 0
      targets.boughtWithin30[row] = next.ahead <= 30 ? 1 : 0
      targets.boughtWithin90[row] = next.ahead <= 90 ? 1 : 0
      targets.churned[row] = next.ahead <= targets.churnHorizonDays[row] ? 0 : 1
      targets.daysToNextOrder[row] = next.ahead
      targets.nextOrderSpend[row] = next.spend
      targets.nextOrderQuantity[row] = next.quantity
      targets.nextCategory[row] = next.category
    },
  }
}
