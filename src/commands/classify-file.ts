import { CodedError } from '../errors.ts'
import { suggestion } from '../intake/nearest-name.ts'
import type { LabelledTable } from '../models/classifiers/family.ts'
import { leakingColumns } from '../models/classifiers/leaking-columns.ts'
import type { Column } from '../models/classifiers/table.ts'
import { readColumns, readHeader } from './read-columns.ts'

/** A column that is not learned from. */
export interface LeftOutColumn {
  readonly name: string
  readonly why: string
}

export interface ClassifyFile {
  readonly data: LabelledTable
  /** The value of the label that is 1. */
  readonly positive: string
  /** Columns that say nothing that could be learned, each with why. */
  readonly leftOut: readonly LeftOutColumn[]
  /** What makes the figures doubtful, a sentence each. */
  readonly warnings: readonly string[]
}

interface FileColumn {
  readonly name: string
  readonly cells: readonly string[]
}

const yes = ['1', 'true', 'yes', 'y', 't']
const no = ['0', 'false', 'no', 'n', 'f']

/** Which of two values is 1: what says yes, else the later of the two in the order of texts. */
export const positiveOf = (values: readonly string[], name: string): string => {
  if (values.length !== 2)
    throw new CodedError(
      'INVALID_ARGUMENT',
      `The label "${name}" must have exactly two values; it has ${values.length}${
        values.length > 2
          ? `, such as ${values
              .slice(0, 3)
              .map((value) => JSON.stringify(value))
              .join(', ')}`
          : ''
      }.`,
    )
  const [first, second] = [...values].sort()
  const says = (value: string, words: readonly string[]) => words.includes(value.toLowerCase())
  return says(first, yes) || says(second, no) ? first : second
}

/** What programs write for a number that is none; also what is too large to be one. */
const noNumber = /^([-+]?(inf|infinity|nan)|na|n\/a|null)$/i

/** A number, or NaN for what is missing: infinite or no number at all. */
const numberOf = (cell: string): number => (cell === '' || !Number.isFinite(Number(cell)) ? Number.NaN : Number(cell))

/** Texts of a column that keep it from being numbers. */
const textsOf = (there: readonly string[]): readonly string[] =>
  there.filter((cell) => Number.isNaN(Number(cell)) && !noNumber.test(cell))

/** A text that is another in nearly every row is a name of the row, and no category. */
const namesRows = (levels: number, rows: number): boolean => levels > 20 && levels > rows / 2

/** How a column is learned from, or why it is not: one of numbers may hold infinite ones and those that are none, which are missing. */
export const toColumn = ({ name, cells }: FileColumn): Column | string => {
  const there = cells.filter((cell) => cell !== '')
  if (there.length === 0) return 'it is empty'
  const texts = textsOf(there)
  if (texts.length === 0) return there.every(isMissing) ? 'it has no finite number' : { kind: 'NUMBER', name }
  const levels = [...new Set(there)].sort()
  if (!namesRows(levels.length, there.length)) return { kind: 'CATEGORY', name, levels }
  return texts.length < there.length / 10
    ? `it would be numbers but for ${texts.length} of its values, such as ${JSON.stringify(texts[0])}`
    : `it has ${levels.length} values in ${there.length} rows, as a name has`
}

const isMissing = (cell: string): boolean => Number.isNaN(numberOf(cell))

export const valuesOf = (column: Column, cells: readonly string[]): Float32Array => {
  if (column.kind === 'NUMBER') return Float32Array.from(cells, numberOf)
  const codes = new Map(column.levels.map((level, code) => [level, code]))
  return Float32Array.from(cells, (cell) => codes.get(cell) ?? Number.NaN)
}

/** What whoever reads the figures should know of the columns that they come from. */
const warningsOf = (data: LabelledTable, infinite: readonly (readonly [string, number])[]): readonly string[] => [
  ...infinite.map(
    ([name, count]) => `${name}: ${count} of its values are infinite or no numbers, and count as missing.`,
  ),
  ...leakingColumns(data).map(
    (name) =>
      `${name}: it alone tells the label, as what is only known afterwards does. If so, leave it out: --ignore ${name}`,
  ),
]

/**
 * A table with a label, from a delimited file with a header: columns of numbers are numbers, others are categories; empty cells are missing, and so are infinite numbers.
 * @throws CodedError INVALID_ARGUMENT, and as `readColumns`
 */
export const readClassifyFile = async (
  path: string,
  label: string,
  ignored: readonly string[],
): Promise<ClassifyFile> => {
  const header = await readHeader(path)
  for (const name of [label, ...ignored])
    if (!header.includes(name))
      throw new CodedError(
        'COLUMNS_MISSING',
        `${path} has no column "${name}".${suggestion(name, header)} Its columns: ${header.slice(0, 30).join(', ')}.`,
      )
  const names = header.filter((name) => name !== label && !ignored.includes(name))
  const rows = await readColumns(path, [...names, label], () => true)
  const labels = rows.map(({ cells }) => cells[names.length])
  const empty = rows.find(({ cells }) => cells[names.length] === '')
  if (empty !== undefined)
    throw new CodedError('FIELD_MISSING', `${path}, line ${empty.line}: the label "${label}" is empty.`)
  const positive = positiveOf([...new Set(labels)], label)
  const read = names
    .map((name, at) => ({ name, cells: rows.map(({ cells }) => cells[at]) }))
    .map((own) => ({ ...own, column: toColumn(own) }))
  const kept = read.flatMap(({ column, cells }) => (typeof column === 'string' ? [] : [{ column, cells }]))
  if (kept.length === 0) throw new CodedError('INVALID_ARGUMENT', `${path} has no column to learn from.`)
  const values = new Float32Array(rows.length * kept.length)
  kept.forEach(({ column, cells }, at) => {
    values.set(valuesOf(column, cells), at * rows.length)
  })
  const data: LabelledTable = {
    table: { rows: rows.length, columns: kept.map(({ column }) => column), values },
    labels: Uint8Array.from(labels, (value) => (value === positive ? 1 : 0)),
  }
  const infinite = kept
    .filter(({ column }) => column.kind === 'NUMBER')
    .map(({ column, cells }) => [column.name, cells.filter((cell) => cell !== '' && isMissing(cell)).length] as const)
    .filter(([, count]) => count > 0)
  return {
    data,
    positive,
    warnings: warningsOf(data, infinite),
    leftOut: read.flatMap(({ name, column }) => (typeof column === 'string' ? [{ name, why: column }] : [])),
  }
}
