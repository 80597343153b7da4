import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

import { parse } from 'csv-parse/sync'

import type { Transactions } from '../../src/models/purchase-histories.ts'

/** Days since 1970-01-01 of a date that begins `yyyy-mm-dd` or is `yyyymmdd`. */
export const dayNumber = (date: string): number => {
  const digits = date.slice(0, 10).replaceAll('-', '')
  return Date.UTC(Number(digits.slice(0, 4)), Number(digits.slice(4, 6)) - 1, Number(digits.slice(6, 8))) / 86_400_000
}

/** The 1/10 sample of CDNOW: `master_id sample_id yyyymmdd cds dollars`. */
export const readCdnowSample = (file: string): Transactions => {
  const rows = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
  return {
    customer: Int32Array.from(rows, (row) => Number(row[1])),
    day: Int32Array.from(rows, (row) => dayNumber(row[2])),
    value: Float64Array.from(rows, (row) => Number(row[4])),
  }
}

/** Online Retail after the usual cleaning: customer known, no cancellation, price and quantity above 0. */
export const readOnlineRetail = (file: string): Transactions => {
  const rows: string[][] = parse(gunzipSync(readFileSync(file)), { from_line: 2, relax_quotes: true })
  const kept = rows.filter(([invoice, , , quantity, , price, customer]) => {
    return customer !== '' && !invoice.startsWith('C') && Number(quantity) > 0 && Number(price) > 0
  })
  return {
    customer: Int32Array.from(kept, (row) => Number(row[6])),
    day: Int32Array.from(kept, (row) => dayNumber(row[4])),
    value: Float64Array.from(kept, (row) => Number(row[3]) * Number(row[5])),
  }
}
