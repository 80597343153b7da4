import { type Column, columnOf, type Table } from '../classifiers/table.ts'
import { measureColumn, standardised } from './standardise.ts'

/** Steps to a standard deviation: three of them, the farthest that anybody counts as, are 126. */
const steps = 42
/** As a signed byte: nothing is known. */
const missing = -128

const codeOf = (value: number): number => (Number.isNaN(value) ? missing : Math.min(127, value))

/** Every column of the chosen rows as a signed byte: numbers in 42nds of a standard deviation, categories by their places. rows x columns, row-major. */
export const encodeVectors = (table: Table, columns: readonly number[], rows: Int32Array): Int8Array => {
  const width = columns.length
  const bytes = new Int8Array(rows.length * width)
  columns.forEach((column, c) => {
    const values = columnOf(table, column)
    const isNumber = table.columns[column].kind === 'NUMBER'
    const scale = isNumber ? measureColumn(values) : null
    rows.forEach((row, at) => {
      const value = values[row]
      const number = scale === null || Number.isNaN(value) ? value : Math.round(steps * standardised(value, scale))
      bytes[at * width + c] = codeOf(number)
    })
  })
  return bytes
}

/** Bytes as a table again: numbers in standard deviations. */
export const decodeVectors = (bytes: Int8Array, columns: readonly Column[]): Table => {
  const width = columns.length
  const rows = bytes.length / width
  const values = new Float32Array(bytes.length)
  columns.forEach(({ kind }, c) => {
    const step = kind === 'NUMBER' ? steps : 1
    for (let row = 0; row < rows; row++) {
      const byte = bytes[row * width + c]
      values[c * rows + row] = byte === missing ? Number.NaN : byte / step
    }
  })
  return { rows, columns, values }
}
