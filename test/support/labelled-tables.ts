import type { LabelledTable } from '../../src/models/classifiers/family.ts'
import type { Column, Table } from '../../src/models/classifiers/table.ts'
import { createRandom } from '../../src/models/math/random.ts'
import { sigmoid } from '../../src/models/math/sigmoid.ts'

/** A column by its cells: amounts, or names of categories; null is missing. */
export type Cells = ReadonlyArray<number | null> | ReadonlyArray<string | null>

const isCategory = (cells: Cells): cells is ReadonlyArray<string | null> =>
  cells.some((cell) => typeof cell === 'string')

const columnFrom = (name: string, cells: Cells): Column => {
  if (!isCategory(cells)) return { kind: 'NUMBER', name }
  const levels = [...new Set(cells.filter((cell) => cell !== null))].sort()
  return { kind: 'CATEGORY', name, levels }
}

/** A table as a person writes one. Levels are sorted. */
export const tableFrom = (cells: Readonly<Record<string, Cells>>): Table => {
  const columns = Object.entries(cells).map(([name, own]) => columnFrom(name, own))
  const rows = Object.values(cells)[0]?.length ?? 0
  const values = new Float32Array(rows * columns.length)
  Object.values(cells).forEach((own, at) => {
    const column = columns[at]
    own.forEach((cell, row) => {
      const value = typeof cell === 'string' && column.kind === 'CATEGORY' ? column.levels.indexOf(cell) : cell
      values[at * rows + row] = value === null ? Number.NaN : Number(value)
    })
  })
  return { rows, columns, values }
}

interface Planted extends LabelledTable {
  /** The probabilities that the labels were drawn with. */
  readonly truth: Float64Array
  /** What the logit is. */
  readonly logits: Float64Array
}

const colours = ['blue', 'green', 'red']

/**
 * People of whom the truth is known: logit = 2 signal + (red 1.5, green -1.5), more where `gap` is missing. `noise` says nothing, `constant` never changes, `copy` is `signal` again.
 */
export const plantedTable = (rows: number, seed: number): Planted => {
  const random = createRandom(seed)
  const signal = Array.from({ length: rows }, () => random.normal())
  const colour = Array.from({ length: rows }, () => colours[random.integer(3)])
  const gap = Array.from({ length: rows }, () => (random.uniform() < 0.2 ? null : random.exponential(0.1)))
  const table = tableFrom({
    signal,
    noise: signal.map(() => random.normal()),
    colour,
    gap,
    constant: signal.map(() => 7),
    copy: signal,
  })
  const logits = Float64Array.from(
    signal,
    (value, row) => 2 * value + { blue: 0, green: -1.5, red: 1.5 }[colour[row]]! + (gap[row] === null ? 1.5 : 0),
  )
  const truth = logits.map(sigmoid)
  return { table, labels: Uint8Array.from(truth, (p) => (random.uniform() < p ? 1 : 0)), truth, logits }
}
