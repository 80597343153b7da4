/** States of all nodes, node by node: what structures and tables are learned from. One byte a cell. */
export interface StateTable {
  readonly rows: number
  /** Per node its states, row by row. */
  readonly states: readonly Uint8Array[]
  /** Per node how many states it has. */
  readonly sizes: Int32Array
}

/** Cells of the table of these nodes together. */
export const cellsOf = (sizes: ArrayLike<number>, members: readonly number[]): number =>
  members.reduce((cells, node) => cells * sizes[node], 1)

/** Per row the cell of the table of these nodes, the last one the fastest. */
export const cellOfRows = ({ rows, states, sizes }: StateTable, members: readonly number[]): Int32Array => {
  const cell = new Int32Array(rows)
  for (const node of members) {
    const own = states[node]
    const size = sizes[node]
    for (let row = 0; row < rows; row++) cell[row] = cell[row] * size + own[row]
  }
  return cell
}

/** How many rows are in each cell of the table of these nodes. */
export const countTogether = (table: StateTable, members: readonly number[]): Float64Array => {
  const counts = new Float64Array(cellsOf(table.sizes, members))
  const cell = cellOfRows(table, members)
  for (let row = 0; row < cell.length; row++) counts[cell[row]]++
  return counts
}

/** Some rows of the table, in their order. */
export const takeStates = (table: StateTable, rows: Int32Array): StateTable => ({
  rows: rows.length,
  states: table.states.map((own) => Uint8Array.from(rows, (row) => own[row])),
  sizes: table.sizes,
})

/** Every so many-th row, `most` at most. */
export const thinRows = (table: StateTable, most: number): StateTable => {
  const step = Math.ceil(table.rows / most)
  if (step <= 1) return table
  const states = table.states.map((own) => own.filter((_, row) => row % step === 0))
  return { rows: states[0].length, states, sizes: table.sizes }
}
