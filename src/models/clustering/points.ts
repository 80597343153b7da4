/** Points in `width` dimensions: row r is `values[r * width .. (r + 1) * width]`. */
export interface Points {
  readonly rows: number
  readonly width: number
  readonly values: Float32Array
}

/** Rows of points, copied in the order of `rows`. */
export const takePoints = ({ width, values }: Points, rows: ArrayLike<number>): Points => {
  const taken = new Float32Array(rows.length * width)
  for (let at = 0; at < rows.length; at++) {
    const from = rows[at] * width
    for (let c = 0; c < width; c++) taken[at * width + c] = values[from + c]
  }
  return { rows: rows.length, width, values: taken }
}
