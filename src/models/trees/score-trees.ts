import type { Compute } from '../../compute/compute.ts'
import type { TreeNodes } from '../../compute/tree-steps.ts'
import { alignTable } from '../classifiers/align-table.ts'
import type { Table } from '../classifiers/table.ts'
import { shares } from '../math/shares.ts'
import { binRows, doublesOf } from './bin-rows.ts'
import type { TreeModel } from './fit-trees.ts'
import type { Trees } from './node-writer.ts'

const wholeIn = (compute: Compute, numbers: Int32Array): Int32Array => {
  const copy = compute.int32(numbers.length)
  copy.set(numbers)
  return copy
}

const nodesIn = (compute: Compute, { column, left, set, value }: Trees): TreeNodes => {
  const values = compute.int32(2 * value.length)
  doublesOf(values).set(value)
  return { column: wholeIn(compute, column), left: wholeIn(compute, left), set: wholeIn(compute, set), value: values }
}

/** start + the sum of leaf values, per row. A byte and a cell of one column each. */
export const scoreTrees = ({ columns, plans, start, trees }: TreeModel, table: Table, compute: Compute): Float64Array =>
  compute.scope(() => {
    const aligned = alignTable(columns, table)
    if (aligned.rows === 0) return new Float64Array(0)
    const binned = binRows(aligned, plans, compute)
    const sums = compute.int32(2 * aligned.rows)
    const roots = wholeIn(compute, trees.roots)
    compute.addTrees({ binned, nodes: nodesIn(compute, trees), roots, sums })
    return doublesOf(sums).map((sum) => start + sum)
  })

/** By how much the splits of each column lowered the loss, together. */
export const importanceOfTrees = ({ columns, trees }: TreeModel): Float64Array => {
  const gains = new Float64Array(columns.length)
  trees.column.forEach((column, node) => {
    if (column >= 0) gains[column] += trees.gain[node]
  })
  return shares(gains)
}
