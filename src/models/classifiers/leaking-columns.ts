import { auc } from '../evaluation/auc.ts'
import type { LabelledTable } from './family.ts'
import { columnOf } from './table.ts'

/** No honest column tells the future this well on its own. */
const suspicious = 0.999
/** Of fewer rows of either class chance may do it. */
const fewest = 20

/** How well one column alone tells 1 from 0, whichever way it points: 0.5 to 1. A category by the rate of its level, a missing value as one of its own. */
const tells = ({ table, labels }: LabelledTable, column: number): number => {
  const cells = columnOf(table, column)
  const isCategory = table.columns[column].kind === 'CATEGORY'
  const [sums, counts] = [new Map<number, number>(), new Map<number, number>()]
  const keyOf = (value: number): number => (Number.isNaN(value) ? -1 : isCategory ? value : 0)
  cells.forEach((value, row) => {
    sums.set(keyOf(value), (sums.get(keyOf(value)) ?? 0) + labels[row])
    counts.set(keyOf(value), (counts.get(keyOf(value)) ?? 0) + 1)
  })
  const rate = (value: number): number => (sums.get(keyOf(value)) ?? 0) / (counts.get(keyOf(value)) ?? 1)
  const byRate = auc(Float64Array.from(cells, rate), labels) ?? 0.5
  if (isCategory) return Math.max(byRate, 1 - byRate)
  const there = Array.from(cells.keys()).filter((row) => !Number.isNaN(cells[row]))
  const own = auc(
    Float64Array.from(there, (row) => cells[row]),
    Uint8Array.from(there, (row) => labels[row]),
  )
  const share = there.length / Math.max(1, cells.length)
  // A number that is there for few says little, however well it tells those apart.
  return Math.max(byRate, 1 - byRate, share < 0.5 || own === null ? 0.5 : Math.max(own, 1 - own))
}

/** Names of the columns that all but say the label: they were most likely made from it, or from what came after the cut. */
export const leakingColumns = (data: LabelledTable): readonly string[] => {
  const ones = data.labels.reduce((sum, label) => sum + label, 0)
  if (Math.min(ones, data.labels.length - ones) < fewest) return []
  return data.table.columns.flatMap(({ name }, at) => (tells(data, at) >= suspicious ? [name] : []))
}

/** @throws Error with a readable sentence where a column all but says the label */
export const refuseLeaks = (data: LabelledTable): void => {
  const names = leakingColumns(data)
  if (names.length === 0) return
  const some = names.length === 1 ? 'The column' : 'The columns'
  throw new Error(
    `${some} ${names.join(', ')} alone ${names.length === 1 ? 'tells' : 'tell'} the label apart: what is to be foretold has leaked into what it is foretold from.`,
  )
}
