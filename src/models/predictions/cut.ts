import { type Column, columnOf, type Table } from '../classifiers/table.ts'

/** Rows of people as they were at one instant. */
export interface Cut {
  readonly table: Table
  /** Per row whose it is. */
  readonly people: Float64Array
  /** Per row its place in what the cut was taken from. */
  readonly rows: Int32Array
}

/** Spread evenly over 0..1 whatever the ids are (Fibonacci hashing, Knuth 1973, after a multiply-xorshift round). */
const drawOf = (person: number, seed: number): number => {
  let bits = Math.imul(((person % 0x1_0000_0000) | 0) ^ Math.imul(seed | 0, 0x9e3779b9), 0x735a2d97)
  bits = Math.imul(bits ^ (bits >>> 15), 0x21f0aaad)
  return ((bits ^ (bits >>> 15)) >>> 0) / 0x1_0000_0000
}

/** Up to about `most` people, the same ones at every cut, in their order. */
export const samplePeople = (people: Float64Array, most: number, seed: number): Int32Array => {
  const share = most / people.length
  const rows = Int32Array.from(people.keys())
  return share >= 1 ? rows : rows.filter((row) => drawOf(people[row], seed) < share)
}

/** Per code of `from` the code that the same name has in `to`; NaN where it has none. */
export const translateLevels = (from: readonly string[], to: readonly string[]): Float64Array =>
  Float64Array.from(from, (name) => {
    const code = to.indexOf(name)
    return code < 0 ? Number.NaN : code
  })

/** Some rows of a table in the columns of another: categories by their names, and missing what the table does not have. */
export const conformTable = (table: Table, columns: readonly Column[], rows: Int32Array): Table => {
  const values = new Float32Array(rows.length * columns.length).fill(Number.NaN)
  columns.forEach((wanted, place) => {
    const source = table.columns.findIndex(({ name, kind }) => name === wanted.name && kind === wanted.kind)
    if (source < 0) return
    const own = table.columns[source]
    const cells = columnOf(table, source)
    const codes =
      own.kind === 'CATEGORY' && wanted.kind === 'CATEGORY' ? translateLevels(own.levels, wanted.levels) : null
    const start = place * rows.length
    for (let row = 0; row < rows.length; row++) {
      const value = cells[rows[row]]
      values[start + row] = codes === null || Number.isNaN(value) ? value : codes[value]
    }
  })
  return { rows: rows.length, columns, values }
}

/** All rows of a table in other columns. */
export const inColumns = (table: Table, columns: readonly Column[]): Table =>
  conformTable(
    table,
    columns,
    Int32Array.from({ length: table.rows }, (_, row) => row),
  )

/** The rows of a cut of which something holds. */
export const rowsOfCut = (cut: Cut, holds: (row: number) => boolean): Cut => {
  const kept = Int32Array.from(cut.people.keys()).filter(holds)
  return {
    table: conformTable(cut.table, cut.table.columns, kept),
    people: Float64Array.from(kept, (row) => cut.people[row]),
    rows: Int32Array.from(kept, (row) => cut.rows[row]),
  }
}

/** Tables of the same columns below one another. */
export const stackTables = (tables: readonly Table[]): Table => {
  if (tables.length === 1) return tables[0]
  const { columns } = tables[0]
  const rows = tables.reduce((sum, table) => sum + table.rows, 0)
  const values = new Float32Array(rows * columns.length)
  let from = 0
  for (const table of tables) {
    columns.forEach((_, place) => {
      values.set(columnOf(table, place), place * rows + from)
    })
    from += table.rows
  }
  return { rows, columns, values }
}

/** Arrays behind one another. */
export const stackNumbers = (parts: readonly ArrayLike<number>[]): Float64Array => {
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0))
  let from = 0
  for (const part of parts) {
    all.set(part, from)
    from += part.length
  }
  return all
}
