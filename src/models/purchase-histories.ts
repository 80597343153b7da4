import type { SpendHistory } from './lifetime-value.ts'

/** One value per transaction. */
export interface Transactions {
  /** A whole number from 0; the same number is the same customer. */
  readonly customer: Int32Array
  /** Days since any fixed day. */
  readonly day: Int32Array
  /** null: values unknown. */
  readonly value: Float64Array | null
}

export interface Split {
  /** The last day of the calibration period. */
  readonly calibrationEnd: number
  /** The last day of the holdout. */
  readonly holdoutEnd: number
  /** Days in the unit of recency and tenure: 7 for weeks, as in the papers. */
  readonly daysPerUnit: number
}

/** One value per customer who bought in the calibration period, in ascending order of the customer's number. */
export interface PurchaseHistories {
  readonly calibration: SpendHistory
  /** Purchase days in the holdout. */
  readonly holdoutPurchases: Float64Array
  /** What they were worth; 0 where values are unknown. */
  readonly holdoutSpend: Float64Array
}

interface PurchaseDay {
  readonly day: number
  readonly value: number
}

/** Each customer's purchase days in order: purchases of one day are one, worth their sum. */
const purchaseDays = ({ customer, day, value }: Transactions): Map<number, PurchaseDay[]> => {
  const order = Int32Array.from(customer.keys()).sort((i, j) => customer[i] - customer[j] || day[i] - day[j] || i - j)
  const customers = new Map<number, PurchaseDay[]>()
  for (const i of order) {
    const spent = value ? value[i] : 0
    const days = customers.get(customer[i])
    const last = days?.at(-1)
    if (!days) customers.set(customer[i], [{ day: day[i], value: spent }])
    else if (last && last.day === day[i]) days[days.length - 1] = { day: last.day, value: last.value + spent }
    else days.push({ day: day[i], value: spent })
  }
  return customers
}

const totalValue = (days: readonly PurchaseDay[]): number => days.reduce((sum, { value }) => sum + value, 0)

/** Cuts transactions in two by day: the histories a model may see, and what came after. */
export const splitHistories = (transactions: Transactions, split: Split): PurchaseHistories => {
  const { calibrationEnd, holdoutEnd, daysPerUnit } = split
  const known = transactions.value !== null
  const rows = [...purchaseDays(transactions).values()].flatMap((days) => {
    const seen = days.filter(({ day }) => day <= calibrationEnd)
    if (seen.length === 0) return []
    const later = days.filter(({ day }) => day > calibrationEnd && day <= holdoutEnd)
    const [{ day: first }, ...repeats] = seen
    const last = repeats.at(-1)?.day ?? first
    return {
      frequency: repeats.length,
      recency: (last - first) / daysPerUnit,
      tenure: (calibrationEnd - first) / daysPerUnit,
      monetary: known && repeats.length > 0 ? totalValue(repeats) / repeats.length : Number.NaN,
      holdoutPurchases: later.length,
      holdoutSpend: totalValue(later),
    }
  })
  const column = (name: keyof (typeof rows)[number]) => Float64Array.from(rows, (row) => row[name])
  return {
    calibration: {
      frequency: column('frequency'),
      recency: column('recency'),
      tenure: column('tenure'),
      monetary: column('monetary'),
    },
    holdoutPurchases: column('holdoutPurchases'),
    holdoutSpend: column('holdoutSpend'),
  }
}
