/** The product of a row of doubles with the row of singles that begins at `from`, in doubles, in four sums that do not wait for each other. */
export const dotWithRow = (a: Float64Array, rows: Float32Array, from: number): number => {
  // One by one: taken out of an array they would cost more than the products of a short row.
  let one = 0
  let two = 0
  let three = 0
  let four = 0
  let i = 0
  for (; i + 3 < a.length; i += 4) {
    one += a[i] * rows[from + i]
    two += a[i + 1] * rows[from + i + 1]
    three += a[i + 2] * rows[from + i + 2]
    four += a[i + 3] * rows[from + i + 3]
  }
  for (; i < a.length; i++) one += a[i] * rows[from + i]
  return one + two + (three + four)
}
