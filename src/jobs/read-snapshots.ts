import { targetDays } from '../features/behaviour-targets.ts'
import type { PredictionBudget } from '../models/predictions/budget.ts'
import { abortable } from '../store/abortable.ts'
import { countPeople, earliestEventTime } from '../store/event-span.ts'
import { readBehaviourTable, readBehaviourTargets } from './behaviour-table.ts'
import { daysBefore } from './horizons.ts'
import type { JobContext } from './job-context.ts'
import { type PredictionSnapshot, sampleSnapshot } from './prediction-data.ts'

/** Before the oldest cut there has to be something to know people by. */
const warmUpDays = 30
const dayMs = 86_400_000

const manyPeople = 20_000
const veryManyPeople = 200_000

/** Days before the as-of: the cut that judges, and those before it to learn from, of which a small shop needs the people of several and a large one has enough of one. */
const cutDays = (
  people: number,
  { everyDays, most }: PredictionBudget['cuts'],
  historyDays: number,
): readonly number[] => {
  const [gap, train] = people < manyPeople ? [everyDays, most] : [targetDays, people < veryManyPeople ? 2 : 1]
  const last = Math.min(2 * targetDays + (train - 1) * gap, historyDays - warmUpDays)
  const days: number[] = []
  for (let day = targetDays; day <= last; day += gap) days.push(day)
  return days
}

export interface Snapshots {
  readonly current: PredictionSnapshot
  /** Newest first. */
  readonly past: readonly PredictionSnapshot[]
  readonly history: { readonly days: number; readonly needed: number }
}

/** Everybody now, and at as many cuts before as the budget, the history and the size of the shop ask for; one cut after the other, in transactions of their own. */
export const readSnapshots = async (
  { database, timeZone, signal, progress }: Pick<JobContext, 'database' | 'timeZone' | 'signal' | 'progress'>,
  asOf: Date,
  { cuts: spacing, people }: Pick<PredictionBudget, 'cuts' | 'people'>,
  seed: number,
): Promise<Snapshots> => {
  const first = (await earliestEventTime(database)) ?? asOf
  const days = (asOf.getTime() - first.getTime()) / dayMs
  const cuts = cutDays(await countPeople(database), spacing, days)
  const read = (at: Date, isPast: boolean): Promise<PredictionSnapshot> =>
    abortable(database, signal, async (client) => {
      const snapshot = await readBehaviourTable(client, { asOf: at, timeZone, people: 'EVERYBODY' }, signal)
      const query = { asOf: at, timeZone, logEndsAt: asOf }
      const targets = isPast ? await readBehaviourTargets(client, snapshot, query, signal) : null
      return sampleSnapshot({ asOf: at.getTime(), ...snapshot, targets }, people, seed)
    })
  progress(0, 'reading what everybody did')
  const current = await read(asOf, false)
  const past: PredictionSnapshot[] = []
  for (const [place, cut] of cuts.entries()) {
    progress((0.25 * (place + 1)) / (cuts.length + 1), `reading what everybody did until ${cut} days ago`)
    past.push(await read(daysBefore(asOf, cut), true))
  }
  return { current, past, history: { days, needed: 2 * targetDays + warmUpDays } }
}
