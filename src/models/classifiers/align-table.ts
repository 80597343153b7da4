import { type Column, columnOf, type Table } from './table.ts'

const nameOf = ({ name }: Column): string => name

const checkNames = (known: readonly Column[], table: Table): void => {
  const absent = known.filter(({ name }) => !table.columns.some((column) => column.name === name)).map(nameOf)
  if (absent.length > 0) throw new Error(`The table lacks what the model reads: ${absent.join(', ')}.`)
  const strange = table.columns.filter(({ name }) => !known.some((column) => column.name === name)).map(nameOf)
  if (strange.length > 0) throw new Error(`The table has columns that the model does not know: ${strange.join(', ')}.`)
  known.forEach(({ name, kind }, at) => {
    const column = table.columns[at]
    if (column.name !== name) throw new Error(`The columns are in another order: ${column.name} stands for ${name}.`)
    if (column.kind !== kind) throw new Error(`The column ${name} is a ${column.kind}, and the model knows a ${kind}.`)
  })
}

/** Per code of the table's column the code that the model knows; -1: a level it never saw. null where they are the same. */
const translationOf = (known: Column, column: Column): Int32Array | null => {
  if (known.kind !== 'CATEGORY' || column.kind !== 'CATEGORY') return null
  const codes = Int32Array.from(column.levels, (level) => known.levels.indexOf(level))
  return codes.every((code, at) => code === at) ? null : codes
}

const isInfinite = (value: number): boolean => value === Infinity || value === -Infinity

const hasInfinite = (values: Float32Array): boolean => {
  for (let at = 0; at < values.length; at++) if (isInfinite(values[at])) return true
  return false
}

const checkCodes = ({ name }: Column, levels: number, values: Float32Array): void => {
  const wrong = values.find((code) => !Number.isNaN(code) && !(Number.isInteger(code) && code >= 0 && code < levels))
  if (wrong !== undefined)
    throw new Error(`The column ${name} holds ${wrong}, which is the code of none of its levels.`)
}

/**
 * The table as a model with these columns reads it: categories by the model's codes, and missing (NaN) where a level is one it never saw or a number is infinite.
 * The table itself where that is what it holds.
 * @throws Error with a readable sentence where columns are missing, unknown, in another order or of another kind, or hold codes of no level
 */
export const alignTable = (known: readonly Column[], table: Table): Table => {
  checkNames(known, table)
  let values = table.values
  const change = (column: number, to: (value: number) => number): void => {
    if (values === table.values) values = table.values.slice()
    columnOf({ rows: table.rows, values }, column).set(columnOf(table, column).map(to))
  }
  known.forEach((column, at) => {
    const own = table.columns[at]
    const cells = columnOf(table, at)
    if (own.kind === 'NUMBER') {
      if (hasInfinite(cells)) change(at, (value) => (isInfinite(value) ? Number.NaN : value))
      return
    }
    checkCodes(own, own.levels.length, cells)
    const codes = translationOf(column, own)
    if (codes) change(at, (code) => (codes[code] >= 0 ? codes[code] : Number.NaN))
  })
  return values === table.values ? table : { ...table, columns: known, values }
}
