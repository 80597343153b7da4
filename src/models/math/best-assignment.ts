/**
 * Gives each row a column of its own such that the sum of the values is the largest (Kuhn 1955; by shortest augmenting paths with potentials, Jonker & Volgenant 1987).
 * @param values rows x columns, row-major, finite; rows may not outnumber columns
 * @returns per row its column; takes rows^2 x columns steps
 */
export const bestAssignment = (values: Float64Array, rows: number, columns: number): Int32Array => {
  if (rows > columns) throw new RangeError(`${rows} rows cannot have ${columns} columns, one each.`)
  const ofRow = new Float64Array(rows + 1)
  const ofColumn = new Float64Array(columns + 1)
  // Place 0 is nobody: rows and columns are counted from 1.
  const rowOf = new Int32Array(columns + 1)
  for (let row = 1; row <= rows; row++) {
    const [slack, from, done] = [
      new Float64Array(columns + 1).fill(Infinity),
      new Int32Array(columns + 1),
      new Uint8Array(columns + 1),
    ]
    rowOf[0] = row
    let column = 0
    while (rowOf[column] !== 0) {
      done[column] = 1
      const at = rowOf[column]
      let [least, next] = [Infinity, 0]
      for (let to = 1; to <= columns; to++) {
        if (done[to]) continue
        const cost = -values[(at - 1) * columns + to - 1] - ofRow[at] - ofColumn[to]
        if (cost < slack[to]) [slack[to], from[to]] = [cost, column]
        if (slack[to] < least) [least, next] = [slack[to], to]
      }
      for (let to = 0; to <= columns; to++) {
        if (done[to]) {
          ofRow[rowOf[to]] += least
          ofColumn[to] -= least
        } else slack[to] -= least
      }
      column = next
    }
    for (; column !== 0; column = from[column]) rowOf[column] = rowOf[from[column]]
  }
  const columnOf = new Int32Array(rows)
  for (let column = 1; column <= columns; column++) if (rowOf[column] > 0) columnOf[rowOf[column] - 1] = column - 1
  return columnOf
}
