/**
 * What BG/NBD knows of each customer, one value per customer. Recency and tenure are in one unit of time, days or weeks;
 * the fitted model and every horizon given to it are then in that unit.
 */
export interface PurchaseSummary {
  /** x: repeat purchases (distinct purchase days less one). */
  readonly frequency: Float64Array
  /** t_x: time from the first purchase to the last; 0 where frequency is 0. */
  readonly recency: Float64Array
  /** T: time from the first purchase to the end of observation. */
  readonly tenure: Float64Array
}

const fault = ({ frequency, recency, tenure }: PurchaseSummary, i: number): string | null => {
  const x = frequency[i]
  if (!(x >= 0 && x < Infinity)) return `frequency ${x} is not a count`
  if (!(recency[i] >= 0)) return `recency ${recency[i]} is negative or missing`
  if (!(tenure[i] >= recency[i] && tenure[i] < Infinity))
    return `tenure ${tenure[i]} is shorter than recency ${recency[i]}`
  return null
}

/** Throws a RangeError that names the first row which cannot be a purchase history. */
export const checkPurchaseSummary = (summary: PurchaseSummary): void => {
  const rows = summary.frequency.length
  if (summary.recency.length !== rows || summary.tenure.length !== rows)
    throw new RangeError('frequency, recency and tenure differ in length')
  for (let i = 0; i < rows; i++) {
    const found = fault(summary, i)
    if (found !== null) throw new RangeError(`row ${i}: ${found}`)
  }
}
