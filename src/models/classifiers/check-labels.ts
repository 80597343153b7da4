import type { Table } from './table.ts'

/**
 * How many rows there are of each class.
 * @throws Error with a readable sentence where there is one class only, or labels are not 1 or 0 for each row
 */
export const checkLabels = ({
  table,
  labels,
}: {
  readonly table: Pick<Table, 'rows'>
  readonly labels: Uint8Array
}): { readonly positives: number; readonly negatives: number } => {
  if (labels.length !== table.rows) throw new Error(`There are ${labels.length} labels for ${table.rows} rows.`)
  let positives = 0
  for (const label of labels) {
    if (label > 1) throw new Error(`The label ${label} is neither 1 nor 0.`)
    positives += label
  }
  const negatives = labels.length - positives
  if (positives === 0 || negatives === 0) {
    const same = labels.length === 0 ? 'There are no rows' : `All ${labels.length} labels are ${labels[0]}`
    throw new Error(`${same}: it takes both classes to learn to tell them apart.`)
  }
  return { positives, negatives }
}
