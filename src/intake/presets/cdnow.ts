import type { MappingInput } from '../mapping.ts'

/** Two identical lines of one customer are two purchases in these files, and some purchases cost nothing. */
const shared = {
  delimiter: 'whitespace',
  constants: { type: 'PURCHASE', currency: 'USD' },
  times: { format: 'yyyymmdd' },
  cleaning: { repeats: 'count' },
} as const

const columns = (user: string, day: string, pieces: string, dollars: string) => ({
  [user]: 'user_id',
  [day]: 'timestamp',
  [pieces]: 'quantity',
  [dollars]: 'amount',
})

/** CDNOW: the master file, the same without its header, and the sample of the papers (master id, sample id, …). */
export const cdnow: readonly MappingInput[] = [
  { ...shared, header: true, columns: columns('customer_id', 'date', 'number_of_cds', 'dollar_value') },
  { ...shared, header: false, width: 5, columns: columns('1', '3', '4', '5') },
  { ...shared, header: false, width: 4, columns: columns('1', '2', '3', '4') },
]
