import type { BehaviourLevels, BehaviourTable, BehaviourTargets } from '../domain/behaviour.ts'
import { targetDays } from '../features/behaviour-targets.ts'
import type { Column, Table } from '../models/classifiers/table.ts'
import {
  type Cut,
  conformTable,
  rowsOfCut,
  samplePeople,
  stackNumbers,
  stackTables,
  translateLevels,
} from '../models/predictions/cut.ts'

/** Everybody as they were at an instant, and what became of them; null: that is still to come. */
export interface PredictionSnapshot {
  /** Milliseconds since 1970-01-01 UTC. */
  readonly asOf: number
  readonly table: BehaviourTable
  readonly levels: BehaviourLevels
  readonly targets: BehaviourTargets | null
}

/** A past cut in the columns of the one that is scored. */
export interface PastCut extends Cut {
  readonly asOf: number
  readonly targets: BehaviourTargets
  /** From the codes of its categories to those of the cut that is scored. */
  readonly categories: Float64Array
}

/** Of a few cuts nothing can be learned about seasons: a model would take them for a trend. */
const unlearnable: readonly string[] = ['seasonSine', 'seasonCosine']

export const learnableColumns = ({ columns }: Pick<BehaviourTable, 'columns'>): readonly Column[] =>
  columns.filter(({ name }) => !unlearnable.includes(name))

export const unlearnableColumns = unlearnable.map(
  (name) => `${name}: so few cuts know no season, and a model would take it for a trend`,
)

const takeNumbers = <Numbers extends Uint8Array | Float64Array>(values: Numbers, rows: Int32Array): Numbers => {
  const taken = values.slice(0, rows.length) as Numbers
  rows.forEach((row, at) => {
    taken[at] = values[row]
  })
  return taken
}

/** Up to so many people of a past snapshot, so that of a large shop no more is kept than is learned from. */
export const sampleSnapshot = (snapshot: PredictionSnapshot, most: number, seed: number): PredictionSnapshot => {
  const { table, targets } = snapshot
  const rows = samplePeople(table.userIds, most, seed)
  if (rows.length === table.rows || targets === null) return snapshot
  const taken = Object.fromEntries(Object.entries(targets).map(([name, values]) => [name, takeNumbers(values, rows)]))
  return {
    ...snapshot,
    table: { ...conformTable(table, table.columns, rows), userIds: takeNumbers(table.userIds, rows) },
    targets: taken as unknown as BehaviourTargets,
  }
}

/** A past snapshot as it is learned from: up to so many people, in the columns of what is scored. */
export const pastCut = (
  { asOf, table, levels, targets }: PredictionSnapshot,
  current: PredictionSnapshot,
  { people, seed }: { readonly people: number; readonly seed: number },
): PastCut => {
  if (targets === null) throw new Error('What became of people at a past cut has to be known.')
  const rows = samplePeople(table.userIds, people, seed)
  return {
    asOf,
    targets,
    categories: translateLevels(levels.categories, current.levels.categories),
    table: conformTable(table, learnableColumns(current.table), rows),
    people: Float64Array.from(rows, (row) => table.userIds[row]),
    rows,
  }
}

const horizonMs = targetDays * 86_400_000

/**
 * Newest first. The newest cut judges; those whose outcomes were over by then are learned from; and as many of the newest are learned from anew for what is published. Cuts may lie closer together than the
 * horizon: what is learned from never overlaps what judges.
 */
export const partsOfCuts = (cuts: readonly PastCut[]) => {
  const [judged, ...others] = cuts
  const train = others.filter(({ asOf }) => asOf <= judged.asOf - horizonMs)
  return { judged, train, refit: cuts.slice(0, train.length) }
}

const placeOf = ({ columns }: Pick<Table, 'columns'>, name: string): number =>
  columns.findIndex((column) => column.name === name)

/** Whether the person of a row had bought. */
export const hasBought = (table: Table): ((row: number) => boolean) => {
  const start = placeOf(table, 'purchaseDays') * table.rows
  return (row) => table.values[start + row] > 0
}

export const selectCut = (cut: PastCut, holds: (row: number) => boolean): PastCut => ({
  ...cut,
  ...rowsOfCut(cut, holds),
})

/** Rows of several cuts with what came of each, to learn from or to judge by. */
export const labelledRows = (cuts: readonly PastCut[], outcomeOf: (cut: PastCut, row: number) => number) => ({
  table: stackTables(cuts.map(({ table }) => table)),
  people: stackNumbers(cuts.map(({ people }) => people)),
  values: stackNumbers(cuts.map((cut) => Float64Array.from(cut.rows, (row) => outcomeOf(cut, row)))),
})

/** Who is scored: some rows of everybody's table, without a copy. */
export interface Audience {
  readonly table: BehaviourTable
  readonly rows: Int32Array
}

/** Some of those who are scored, in the columns of a model. */
export const blockOf = ({ table, rows }: Audience, columns: readonly Column[], from: number, to: number): Table =>
  conformTable(table, columns, rows.subarray(from, to))

export const peopleOf = ({ table, rows }: Audience, from: number, to: number): Float64Array =>
  Float64Array.from(rows.subarray(from, to), (row) => table.userIds[row])

const mostSampled = 50_000

/** Up to so many of those who are scored, taken evenly: what spreads are measured on. */
export const sampleOf = ({ table, rows }: Audience): Table => {
  const step = Math.max(1, Math.ceil(rows.length / mostSampled))
  return conformTable(
    table,
    learnableColumns(table),
    rows.filter((_, at) => at % step === 0),
  )
}
