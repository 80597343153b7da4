import type { Compute } from '../../compute/compute.ts'
import type { BinnedRows } from '../../compute/tree-steps.ts'
import { columnOf, type Table } from '../classifiers/table.ts'
import type { BinPlan } from './bin-plan.ts'

/** Whole numbers of the compute's memory, byte by byte. */
export const bytesOf = ({ buffer, byteOffset, byteLength }: Int32Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength)

/** The same, 8 bytes at a time, as numbers. */
export const doublesOf = ({ buffer, byteOffset, length }: Int32Array): Float64Array =>
  new Float64Array(buffer, byteOffset, length / 2)

const mostEdges = 255

/** Where in the bytes the bin of a column lies in the first row; 8 further for each row. */
export const firstByte = (rows: number, column: number): number => 8 * rows * (column >> 3) + (column & 7)

const binCategory = ({ rows, bins }: BinnedRows, at: number, cells: Float32Array, binOf: Uint8Array): void => {
  const [bytes, first] = [bytesOf(bins), firstByte(rows, at)]
  for (let row = 0; row < rows; row++) {
    const code = cells[row]
    bytes[first + 8 * row] = code >= 0 ? binOf[code] : 0
  }
}

/** The bins of all cells of an aligned table, in the memory of the compute: a byte a cell, and a column of cells while it works. */
export const binRows = (table: Table, plans: readonly BinPlan[], compute: Compute): BinnedRows => {
  const { rows } = table
  const columns = plans.length
  const binned = { rows, columns, bins: compute.int32(2 * rows * Math.ceil(columns / 8)) }
  compute.scope(() => {
    const [cells, edges] = [compute.float32(rows), compute.float32(mostEdges)]
    plans.forEach((plan, column) => {
      const own = columnOf(table, column)
      if (plan.kind === 'CATEGORY') {
        binCategory(binned, column, own, plan.binOf)
        return
      }
      cells.set(own)
      edges.fill(Infinity).set(plan.edges)
      compute.binColumn({ binned, column, cells, edges })
    })
  })
  return binned
}
