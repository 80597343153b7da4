import { CodedError } from '../errors.ts'
import { suggestion } from '../intake/nearest-name.ts'
import type { Column } from '../models/classifiers/table.ts'
import { columnsAfter } from '../models/uplift/columns-after.ts'
import type { TreatedTable } from '../models/uplift/treated-table.ts'
import { type LeftOutColumn, positiveOf, toColumn, valuesOf } from './classify-file.ts'
import { type ColumnRow, readColumns, readHeader } from './read-columns.ts'

export interface UpliftColumns {
  readonly treatment: string
  readonly outcome: string
  readonly ignored: readonly string[]
  /** Which values of the treatment's column are the two arms; absent: told from the values. */
  readonly treated?: string
  readonly control?: string
}

/** What the columns of a file were found to be, so that another file is read alike. */
export interface UpliftReading {
  readonly columns: readonly Column[]
  readonly treated: string
  readonly control: string
  /** The value of the outcome that is 1, and the other. */
  readonly positive: string
  readonly negative: string
}

export interface UpliftFile {
  readonly data: TreatedTable
  readonly reading: UpliftReading
  readonly leftOut: readonly LeftOutColumn[]
  /** Rows of other arms than the two. */
  readonly otherRows: number
}

const untreated = /^(0|no|n|f|false|none|null|control|untreated|placebo|hold[ _-]?out|held[ _-]?out)$|^no[ _-]/i

const quoted = (values: readonly string[]): string => values.map((value) => JSON.stringify(value)).join(', ')

const fault = (message: string): CodedError => new CodedError('INVALID_ARGUMENT', message)

/** The two arms, as they were given, or told by what says "no" or "control". */
const armsOf = (values: readonly string[], { treatment, treated, control }: UpliftColumns) => {
  for (const given of [treated, control])
    if (given !== undefined && !values.includes(given))
      throw fault(
        `The treatment "${treatment}" is never ${JSON.stringify(given)}.${suggestion(given, values)} Its values: ${quoted(values.slice(0, 10))}.`,
      )
  if (treated !== undefined && treated === control) throw fault('--treated and --control must be two values.')
  const left = values.filter((value) => value !== treated && value !== control)
  const saysNo = left.filter((value) => untreated.test(value))
  const other = control ?? (saysNo.length === 1 ? saysNo[0] : left.length === 1 ? left[0] : undefined)
  const rest = left.filter((value) => value !== other)
  const own = treated ?? (rest.length === 1 ? rest[0] : undefined)
  if (own !== undefined && other !== undefined) return { treated: own, control: other }
  if (treated === undefined && control === undefined && left.length === 2) {
    const positive = positiveOf(left, treatment)
    return { treated: positive, control: left.find((value) => value !== positive) ?? '' }
  }
  throw fault(
    values.length < 2
      ? `The treatment "${treatment}" must have two values; it has ${values.length}.`
      : `The treatment "${treatment}" has ${values.length} values, ${quoted(values.slice(0, 10))}: say with --treated and --control which two are compared.`,
  )
}

const requireColumns = async (path: string, { treatment, outcome, ignored }: UpliftColumns) => {
  const header = await readHeader(path)
  for (const name of [treatment, outcome, ...ignored])
    if (!header.includes(name))
      throw new CodedError(
        'COLUMNS_MISSING',
        `${path} has no column "${name}".${suggestion(name, header)} Its columns: ${header.slice(0, 30).join(', ')}.`,
      )
  if (treatment === outcome) throw fault('--treatment and --outcome must be two columns.')
  return header
}

/** Rows with the treatment and the outcome last; none of the two may be empty. */
const readRowsOf = async (path: string, names: readonly string[], { treatment, outcome }: UpliftColumns) => {
  const rows = await readColumns(path, [...names, treatment, outcome], () => true)
  for (const { line, cells } of rows)
    for (const [at, name] of [treatment, outcome].entries())
      if (cells[names.length + at] === '')
        throw new CodedError('FIELD_MISSING', `${path}, line ${line}: "${name}" is empty.`)
  return rows
}

const tableOf = (rows: readonly ColumnRow[], columns: readonly Column[], at: readonly number[]) => {
  const values = new Float32Array(rows.length * columns.length)
  columns.forEach((column, own) => {
    values.set(
      valuesOf(
        column,
        rows.map(({ cells }) => cells[at[own]]),
      ),
      own * rows.length,
    )
  })
  return { rows: rows.length, columns, values }
}

const dataOf = (
  rows: readonly ColumnRow[],
  names: readonly string[],
  { columns, treated, positive }: UpliftReading,
): TreatedTable => ({
  table: tableOf(
    rows,
    columns,
    columns.map(({ name }) => names.indexOf(name)),
  ),
  treated: Uint8Array.from(rows, ({ cells }) => (cells[names.length] === treated ? 1 : 0)),
  outcomes: Uint8Array.from(rows, ({ cells }) => (cells[names.length + 1] === positive ? 1 : 0)),
})

const why = {
  OUTCOME: 'some of its values are only there where the outcome is, so that it was written after it',
  TREATMENT: 'it alone says who was treated',
} as const

/**
 * An experiment from a delimited file with a header: columns as for `evaluate classify`; those that were written after the treatment are left out.
 * @throws CodedError INVALID_ARGUMENT, COLUMNS_MISSING, FIELD_MISSING, and as `readColumns`
 */
export const readUpliftFile = async (path: string, asked: UpliftColumns): Promise<UpliftFile> => {
  const header = await requireColumns(path, asked)
  const names = header.filter((name) => ![asked.treatment, asked.outcome, ...asked.ignored].includes(name))
  const all = await readRowsOf(path, names, asked)
  const values = (at: number, rows: readonly ColumnRow[]) => [...new Set(rows.map(({ cells }) => cells[at]))].sort()
  const arms = armsOf(values(names.length, all), asked)
  const rows = all.filter(({ cells }) => [arms.treated, arms.control].includes(cells[names.length]))
  const outcomes = values(names.length + 1, rows)
  const positive = positiveOf(outcomes, asked.outcome)
  const negative = outcomes.find((value) => value !== positive) ?? ''
  const read = names.map((name, at) => ({
    name,
    column: toColumn({ name, cells: rows.map(({ cells }) => cells[at]) }),
  }))
  const columns = read.flatMap(({ column }) => (typeof column === 'string' ? [] : [column]))
  const found = dataOf(rows, names, { columns, ...arms, positive, negative })
  const after = columnsAfter(found)
  const kept = columns.filter(({ name }) => !after.some((own) => own.name === name))
  if (kept.length === 0) throw fault(`${path} has no column to learn from.`)
  const reading = { columns: kept, ...arms, positive, negative }
  return {
    data: dataOf(rows, names, reading),
    reading,
    leftOut: [
      ...read.flatMap(({ name, column }) => (typeof column === 'string' ? [{ name, why: column }] : [])),
      ...after.map(({ name, tells }) => ({ name, why: why[tells] })),
    ],
    otherRows: all.length - rows.length,
  }
}

/**
 * A second file read as the first was: the same columns, arms and outcome. Categories that the first did not have are missing.
 * @throws CodedError as `readUpliftFile`, and FIELD_INVALID with the line
 */
export const readUpliftTestFile = async (
  path: string,
  asked: UpliftColumns,
  reading: UpliftReading,
): Promise<TreatedTable> => {
  await requireColumns(path, { ...asked, ignored: [] })
  const names = reading.columns.map(({ name }) => name)
  const all = await readRowsOf(path, names, asked)
  const rows = all.filter(({ cells }) => [reading.treated, reading.control].includes(cells[names.length]))
  for (const { line, cells } of rows) {
    const outcome = cells[names.length + 1]
    if (outcome !== reading.positive && outcome !== reading.negative)
      throw new CodedError(
        'FIELD_INVALID',
        `${path}, line ${line}: "${asked.outcome}" is ${JSON.stringify(outcome.slice(0, 40))}, and neither ${JSON.stringify(reading.positive)} nor ${JSON.stringify(reading.negative)}.`,
      )
    const wrong = reading.columns.find(
      ({ kind }, at) => kind === 'NUMBER' && cells[at] !== '' && !Number.isFinite(Number(cells[at])),
    )
    if (wrong !== undefined)
      throw new CodedError('FIELD_INVALID', `${path}, line ${line}: "${wrong.name}" is no number, as it is in --data.`)
  }
  return dataOf(rows, names, reading)
}
