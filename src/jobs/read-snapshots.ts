import { targetDays } from '../features/behaviour-targets.ts'
import { abortable } from '../store/abortable.ts'
import { countPeople, earliestEventTime } from '../store/event-span.ts'
import { readBehaviourTable, readBehaviourTargets } from './behaviour-table.ts'
import { daysBefore } from './horizons.ts'
import type { JobContext } from './job-context.ts'
import type { PredictionSnapshot } from './prediction-data.ts'

/** Before the oldest cut there has to be something to know people by. */
const warmUpDays = 30
const dayMs = 86_400_000

/** Cuts to learn from beside the one that judges: a small shop needs the people of several, a large one has enough of one. */
const cutsFor = (people: number): number => {
  if (people < 20_000) return 3
  return people < 200_000 ? 2 : 1
}

export interface Snapshots {
  readonly current: PredictionSnapshot
  /** Newest first, one horizon apart: outcomes of one are over before the next begins. */
  readonly past: readonly PredictionSnapshot[]
  readonly history: { readonly days: number; readonly needed: number }
}

/** Everybody now, and at as many cuts before as the history and the size of the shop ask for; one cut after the other, in transactions of their own. */
export const readSnapshots = async (
  { database, timeZone, signal, progress }: Pick<JobContext, 'database' | 'timeZone' | 'signal' | 'progress'>,
  asOf: Date,
): Promise<Snapshots> => {
  const first = (await earliestEventTime(database)) ?? asOf
  const days = (asOf.getTime() - first.getTime()) / dayMs
  const wanted = 1 + cutsFor(await countPeople(database))
  const possible = Math.max(0, Math.floor((days - warmUpDays) / targetDays))
  const cuts = Math.min(wanted, possible)
  const read = (at: Date, isPast: boolean): Promise<PredictionSnapshot> =>
    abortable(database, signal, async (client) => {
      const snapshot = await readBehaviourTable(client, { asOf: at, timeZone, people: 'EVERYBODY' }, signal)
      const query = { asOf: at, timeZone, logEndsAt: asOf }
      const targets = isPast ? await readBehaviourTargets(client, snapshot, query, signal) : null
      return { asOf: at.getTime(), ...snapshot, targets }
    })
  progress(0, 'reading what everybody did')
  const current = await read(asOf, false)
  const past: PredictionSnapshot[] = []
  for (let cut = 1; cut <= cuts; cut++) {
    progress((0.25 * cut) / (cuts + 1), `reading what everybody did until ${cut * targetDays} days ago`)
    past.push(await read(daysBefore(asOf, cut * targetDays), true))
  }
  return { current, past, history: { days, needed: 2 * targetDays + warmUpDays } }
}
