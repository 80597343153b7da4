import type { BehaviourTable } from '../domain/behaviour.ts'

/** Some rows of a table that have something in common. */
export interface BehaviourGroup {
  /** What people are told apart by. */
  readonly by: string
  readonly value: string
  readonly rows: Int32Array
}

type Cells = Pick<BehaviourTable, 'rows' | 'columns' | 'values'>

/** Bounds of groups of a number: from 0, each up to but not including the next. */
const steps: Readonly<Record<string, readonly (readonly [from: number, name: string])[]>> = {
  tenure: [
    [0, 'up to 30 days'],
    [31, '31 to 90 days'],
    [91, '91 to 365 days'],
    [366, 'over a year'],
  ],
  purchaseDays: [
    [0, 'never bought'],
    [1, 'bought once'],
    [2, 'bought on 2 to 4 days'],
    [5, 'bought on 5 days or more'],
  ],
  /** As the lifecycle has it. */
  silence: [
    [0, 'in rhythm'],
    [2.000_001, 'cooling'],
    [4.000_001, 'dormant'],
  ],
}

const mostLevels = 8

const rowsWhere = (cells: Float32Array, holds: (value: number) => boolean): Int32Array => {
  const rows: number[] = []
  cells.forEach((value, row) => {
    if (holds(value)) rows.push(row)
  })
  return Int32Array.from(rows)
}

/** The groups that a model is judged on one by one: by how long somebody has been a customer, how often they bought, how silent they are, by channel, and by each trait. May overlap. */
export const behaviourGroups = ({ rows, columns, values }: Cells): readonly BehaviourGroup[] =>
  columns.flatMap((column, place): BehaviourGroup[] => {
    const cells = values.subarray(place * rows, (place + 1) * rows)
    const by = column.name
    if (column.kind === 'CATEGORY') {
      if (by === 'topCategory') return []
      return column.levels
        .slice(0, mostLevels)
        .map((value, code) => ({ by, value, rows: rowsWhere(cells, (cell) => cell === code) }))
    }
    return (steps[by] ?? []).map(([from, value], step, all) => {
      const to = all[step + 1]?.[0] ?? Infinity
      return { by, value, rows: rowsWhere(cells, (cell) => cell >= from && cell < to) }
    })
  })
