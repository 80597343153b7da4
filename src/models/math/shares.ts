/** Amounts of 0 or more as parts of their sum; equal parts where all are 0. */
export const shares = (amounts: ArrayLike<number>): Float64Array => {
  const all = Float64Array.from(amounts)
  const sum = all.reduce((sum, amount) => sum + amount, 0)
  return sum > 0 ? all.map((amount) => amount / sum) : all.fill(1 / all.length)
}
