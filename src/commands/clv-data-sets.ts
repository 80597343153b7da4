import { join } from 'node:path'

import { parseNumber } from '../intake/parse-number.ts'
import type { ClvPeriods } from '../models/evaluate-clv.ts'
import type { Transactions } from '../models/purchase-histories.ts'
import { readColumns } from './read-columns.ts'
import { fileIn } from './read-item-lists.ts'
import { dayOf, readTransactions, type TransactionsFile } from './read-transactions.ts'

export const clvNames = ['cdnow', 'online-retail'] as const
export type ClvName = (typeof clvNames)[number]

export interface ClvDataSet extends TransactionsFile, ClvPeriods {
  /** What others report on the same customers. */
  readonly published: readonly string[]
}

const readCdnow = async (folder: string): Promise<ClvDataSet> => ({
  ...(await readTransactions(fileIn(join(folder, 'cdnow'), 'CDNOW_sample.txt'), {
    customer: '2',
    date: '3',
    value: '5',
  })),
  calibrationEnd: dayOf('1997-09-30'),
  holdoutEnd: dayOf('1998-06-30'),
  published: [
    'BG/NBD       r 0.243  alpha 4.414  a 0.793  b 2.426  logLikelihood -9582.43 (Fader, Hardie & Lee 2005); mean error 0.786 at these',
    'Pareto/NBD   r 0.553  alpha 10.578  s 0.606  beta 11.669  logLikelihood -9594.98 (Fader, Hardie & Lee 2005)',
    'Gamma-Gamma  p 6.25  q 3.74  v 15.44 (Fader & Hardie 2013)',
  ],
})

const retailColumns = ['InvoiceNo', 'Quantity', 'InvoiceDate', 'UnitPrice', 'CustomerID']

/** After the usual cleaning: customer known, no cancellation, price and quantity above 0. */
const readRetail = async (folder: string): Promise<ClvDataSet> => {
  const path = fileIn(join(folder, 'online-retail'), 'online_retail.csv')
  const rows = await readColumns(path, retailColumns, () => true)
  const kept = rows.filter(({ cells: [invoice, quantity, , price, customer] }) => {
    return customer !== '' && !invoice.startsWith('C') && parseNumber(quantity) > 0 && parseNumber(price) > 0
  })
  const customers = new Map<string, number>()
  for (const { cells } of kept) if (!customers.has(cells[4])) customers.set(cells[4], customers.size)
  const transactions: Transactions = {
    customer: Int32Array.from(kept, ({ cells }) => customers.get(cells[4]) ?? 0),
    day: Int32Array.from(kept, ({ cells }) => dayOf(cells[2])),
    value: Float64Array.from(kept, ({ cells }) => parseNumber(cells[1]) * parseNumber(cells[3])),
  }
  return {
    transactions,
    leftOut: rows.length - kept.length,
    lastDay: transactions.day.reduce((last, day) => Math.max(last, day), Number.NEGATIVE_INFINITY),
    calibrationEnd: dayOf('2011-09-09'),
    holdoutEnd: dayOf('2011-12-09'),
    published: ['AUC of who buys again: BG/NBD 0.729, frequency 0.723, recency 0.683 (measured on these customers)'],
  }
}

const readers: Readonly<Record<ClvName, (folder: string) => Promise<ClvDataSet>>> = {
  cdnow: readCdnow,
  'online-retail': readRetail,
}

/** A public data set with the periods that others judge it by. @throws CodedError as `readTransactions` */
export const readClvDataSet = (folder: string, name: ClvName): Promise<ClvDataSet> => readers[name](folder)
