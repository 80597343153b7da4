import { CodedError } from '../errors.ts'
import { parseNumber } from '../intake/parse-number.ts'
import { timeParser } from '../intake/parse-time.ts'
import type { Transactions } from '../models/purchase-histories.ts'
import { type ColumnRow, readColumns } from './read-columns.ts'

export interface TransactionColumns {
  readonly customer: string
  readonly date: string
  readonly value?: string
}

export interface TransactionsFile {
  readonly transactions: Transactions
  /** Rows without a customer, and returns: rows with a value below 0. */
  readonly leftOut: number
  readonly lastDay: number
}

const msPerDay = 86_400_000

/** A time without a zone keeps the day that is written. */
const parseTime = timeParser('auto', 'UTC')

/** Seconds since 1970 of any year of interest have nine digits, and yyyymmdd has eight: fewer are no date. */
const tooShort = /^\d{1,7}$/

/** Days since 1970-01-01; NaN for what is no date. */
export const dayOf = (text: string): number =>
  tooShort.test(text) ? Number.NaN : Math.floor(parseTime(text) / msPerDay)

const fault = (
  code: 'TIMESTAMP_INVALID' | 'FIELD_INVALID',
  path: string,
  { line }: ColumnRow,
  text: string,
  what: string,
) => new CodedError(code, `${path}, line ${line}: "${text.slice(0, 40)}" is no ${what}.`)

/** @throws CodedError as `readColumns`, and TIMESTAMP_INVALID or FIELD_INVALID with the line */
export const readTransactions = async (path: string, columns: TransactionColumns): Promise<TransactionsFile> => {
  const names = [columns.customer, columns.date, ...(columns.value === undefined ? [] : [columns.value])]
  const rows = await readColumns(path, names, ([, date]) => Number.isNaN(dayOf(date)))
  const customers = new Map<string, number>()
  const customer: number[] = []
  const day: number[] = []
  const value: number[] = []
  for (const row of rows) {
    const [id, date, amount] = row.cells
    const spent = amount === undefined ? 0 : parseNumber(amount)
    if (id === '' || spent < 0) continue
    if (Number.isNaN(dayOf(date))) throw fault('TIMESTAMP_INVALID', path, row, date, 'date')
    if (Number.isNaN(spent)) throw fault('FIELD_INVALID', path, row, amount, 'number')
    if (!customers.has(id)) customers.set(id, customers.size)
    customer.push(customers.get(id) as number)
    day.push(dayOf(date))
    value.push(spent)
  }
  return {
    transactions: {
      customer: Int32Array.from(customer),
      day: Int32Array.from(day),
      value: columns.value === undefined ? null : Float64Array.from(value),
    },
    leftOut: rows.length - customer.length,
    lastDay: day.reduce((last, next) => Math.max(last, next), Number.NEGATIVE_INFINITY),
  }
}
