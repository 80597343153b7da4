import { leakingColumns } from '../classifiers/leaking-columns.ts'
import { columnOf, type Table } from '../classifiers/table.ts'
import type { TreatedTable } from './treated-table.ts'

export interface ColumnAfter {
  readonly name: string
  readonly tells: 'OUTCOME' | 'TREATMENT'
}

/** So unlikely by chance that it is none, however many columns are looked at. */
const impossible = 1e-12

/** How many rows at either end of a column (equal values together) all have the outcome. */
const pureEnds = (table: Table, column: number, outcomes: Uint8Array): number => {
  const cells = columnOf(table, column)
  const rows = new Map<number, { rows: number; outcomes: number }>()
  for (let row = 0; row < cells.length; row++) {
    if (Number.isNaN(cells[row])) continue
    const own = rows.get(cells[row]) ?? { rows: 0, outcomes: 0 }
    rows.set(cells[row], { rows: own.rows + 1, outcomes: own.outcomes + outcomes[row] })
  }
  const values = [...rows.keys()].sort((a, b) => a - b)
  if (table.columns[column].kind === 'CATEGORY')
    return Math.max(0, ...[...rows.values()].map((own) => (own.rows === own.outcomes ? own.rows : 0)))
  const run = (ordered: readonly number[]): number => {
    let pure = 0
    for (const value of ordered) {
      const own = rows.get(value)
      if (own === undefined || own.rows !== own.outcomes) break
      pure += own.rows
    }
    return pure
  }
  return Math.max(run(values), run(values.toReversed()))
}

/**
 * Columns that were most likely written after the treatment: those by which alone one can tell who was treated, and those with values that only people have with whom it happened (what was spent at a visit, where the outcome
 * is a visit). An uplift model must not see them: nobody has them when it is asked.
 */
export const columnsAfter = ({ table, outcomes, treated }: TreatedTable): readonly ColumnAfter[] => {
  const ofTreatment = new Set(leakingColumns({ table, labels: treated }))
  const ofOutcome = new Set(leakingColumns({ table, labels: outcomes }))
  const rate = outcomes.reduce((sum, outcome) => sum + outcome, 0) / Math.max(1, outcomes.length)
  return table.columns.flatMap(({ name }, column): ColumnAfter[] => {
    if (ofTreatment.has(name)) return [{ name, tells: 'TREATMENT' }]
    const pure = pureEnds(table, column, outcomes)
    return ofOutcome.has(name) || (rate < 0.9 && rate ** pure < impossible) ? [{ name, tells: 'OUTCOME' }] : []
  })
}
