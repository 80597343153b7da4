import { join } from 'node:path'

import type { BehaviourDay, BehaviourLevels, BehaviourPerson } from '../domain/behaviour.ts'
import type { IncomingEvent } from '../domain/event.ts'
import { createBehaviourBuilder } from '../features/behaviour-builder.ts'
import { behaviourCut } from '../features/behaviour-cut.ts'
import { behaviourDaysOf } from '../features/behaviour-events.ts'
import { behaviourMomentsOf } from '../features/behaviour-moments.ts'
import { createSequencesBuilder } from '../features/behaviour-sequences.ts'
import { createEventReader } from '../intake/event-row.ts'
import { readMappings } from '../intake/read-mapping.ts'
import { readRows } from '../intake/read-rows.ts'
import { isRowRefusal } from '../intake/refusal.ts'
import type { LabelledTable } from '../models/classifiers/family.ts'
import { columnOf, type Table } from '../models/classifiers/table.ts'
import { median } from '../models/math/median.ts'
import { type LabelledSequences, stackSequences } from '../models/sequences/event-sequences.ts'
import { fileIn } from './read-item-lists.ts'

const DAY = 86_400_000
const timeZone = 'UTC'
const horizonDays = 91
/** The end of 2011-09-09, as the published lines have it. */
const judgedAt = Date.parse('2011-09-10T00:00:00Z') - 1
/** Cuts to learn from: the last is one horizon before the one judged, so that nothing of what is judged was known. */
const cutEveryDays = 7
const cuts = 10
/** Moments of a person that sequences look back on. */
const longest = 50

const levels: BehaviourLevels = { categories: [], channels: [], traits: [] }

const nobody: BehaviourPerson = {
  knownDays: Number.NaN,
  topCategory: Number.NaN,
  topCategoryShare: Number.NaN,
  categories: Number.NaN,
  products: Number.NaN,
  lines: Number.NaN,
  channel: Number.NaN,
  traits: [],
}

/** By customer, in time order, each row of the file once. */
const readPeople = async (path: string): Promise<readonly (readonly IncomingEvent[])[]> => {
  const file = await readRows(path, 'events', await readMappings('online-retail', 'events'))
  const read = createEventReader(file.mapping, { now: Date.parse('2012-01-01T00:00:00Z'), timeZone })
  const seen = new Set<string>()
  const people = new Map<string, IncomingEvent[]>()
  for await (const rows of file.batches) {
    for (const row of rows) {
      const event = isRowRefusal(row) ? row : read(row)
      if (isRowRefusal(event) || event.userId === null || seen.has(event.eventKey)) continue
      seen.add(event.eventKey)
      const own = people.get(event.userId)
      if (own) own.push(event)
      else people.set(event.userId, [event])
    }
  }
  return [...people.keys()].sort().map((id) => (people.get(id) ?? []).sort((a, b) => a.timestamp - b.timestamp))
}

const personOf = (events: readonly IncomingEvent[], until: number): BehaviourPerson => {
  const lines = events.filter(
    ({ type, timestamp, productId }) => type === 'PURCHASE' && timestamp <= until && productId,
  )
  return { ...nobody, products: new Set(lines.map(({ productId }) => productId)).size, lines: lines.length }
}

const gapsOf = (days: readonly BehaviourDay[]): readonly number[] => {
  const bought = days.filter(({ lines }) => lines > 0)
  return bought.slice(1).map(({ ago }, at) => bought[at].ago - ago)
}

/** A labelled table with what its people did last before the cut. */
type Snapshot = LabelledTable & Required<LabelledSequences>

/** Who had bought before the cut, all that was known of them, and whether they bought within the horizon. */
const snapshotAt = (people: readonly (readonly IncomingEvent[])[], at: number): Snapshot => {
  const asOf = new Date(at)
  const all = behaviourDaysOf(people, { asOf, timeZone })
  const customers = people.flatMap((events, i) =>
    all[i].some(({ lines }) => lines > 0) ? [{ events, days: all[i], person: i }] : [],
  )
  const gaps = customers.flatMap(({ days }) => gapsOf(days))
  const cut = behaviourCut(asOf, timeZone, gaps.length === 0 ? null : median(Float64Array.from(gaps)))
  const builder = createBehaviourBuilder(customers.length, levels, cut)
  customers.forEach(({ events, days }, i) => {
    builder.add(i, personOf(events, at), days)
  })
  const bought = ({ type, timestamp }: IncomingEvent): boolean =>
    type === 'PURCHASE' && timestamp > at && timestamp <= at + horizonDays * DAY
  const labels = Uint8Array.from(customers, ({ events }) => (events.some(bought) ? 1 : 0))
  const persons = Float64Array.from(customers, ({ person }) => person)
  const sequences = createSequencesBuilder(levels)
  const histories = customers.map(({ events }) => events)
  for (const moments of behaviourMomentsOf(histories, { asOf, longest })) sequences.add(moments)
  return { table: learnable(builder.finish()), labels, people: persons, sequences: sequences.finish() }
}

/** Of a log of less than a year nothing can be learned about seasons: a model would take them for a trend. */
const unlearnable = new Set(['seasonSine', 'seasonCosine'])

/** Numbers alone, for the file knows no channels, traits or categories; without the season. */
const learnable = ({ rows, columns, values }: Table): Table => {
  const kept = columns.flatMap(({ kind, name }, at) => (kind === 'NUMBER' && !unlearnable.has(name) ? [at] : []))
  const own = new Float32Array(kept.length * rows)
  kept.forEach((from, at) => {
    own.set(columnOf({ rows, values }, from), at * rows)
  })
  return { rows, columns: kept.map((at) => columns[at]), values: own }
}

/** Tables of the same columns below one another. */
const stack = (parts: readonly Required<LabelledTable>[]): LabelledTable => {
  const [
    {
      table: { columns },
    },
  ] = parts
  const rows = parts.reduce((sum, { table }) => sum + table.rows, 0)
  const values = new Float32Array(rows * columns.length)
  const [labels, people] = [new Uint8Array(rows), new Float64Array(rows)]
  let from = 0
  for (const { table, labels: own, people: persons } of parts) {
    columns.forEach((_, c) => {
      values.set(table.values.subarray(c * table.rows, (c + 1) * table.rows), c * rows + from)
    })
    labels.set(own, from)
    people.set(persons, from)
    from += table.rows
  }
  return { table: { rows, columns, values }, labels, people }
}

/** Customers of Online Retail as of 2011-09-09, below those of ten weekly cuts whose outcome was known by then. */
export const readOnlineRetail = async (folder: string) => {
  const people = await readPeople(fileIn(join(folder, 'online-retail'), 'online_retail.csv'))
  const judged = snapshotAt(people, judgedAt)
  const earlier = Array.from({ length: cuts }, (_, i) =>
    snapshotAt(people, judgedAt - (horizonDays + cutEveryDays * i) * DAY),
  )
  const data = stack([judged, ...earlier])
  const foldOf = new Int32Array(data.labels.length).fill(-1)
  foldOf.fill(0, 0, judged.labels.length)
  const sequences = stackSequences([judged, ...earlier].map(({ sequences }) => sequences))
  return { data, sequences, foldOf, learned: data.labels.length - judged.labels.length }
}
