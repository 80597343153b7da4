import { alignTable } from '../classifiers/align-table.ts'
import type { FitTools } from '../classifiers/family.ts'
import type { Column, Table } from '../classifiers/table.ts'
import { createRandom } from '../math/random.ts'
import { type BinPlan, planBins } from './bin-plan.ts'
import { binRows } from './bin-rows.ts'
import { type Boosting, type BoostRows, boost } from './boost.ts'
import type { Boosted } from './boosted.ts'
import type { Trees } from './node-writer.ts'
import { type BoostOptions, checkOptions } from './options.ts'

/** score = start + the sum over trees of the value of the leaf that a row comes to. */
export interface TreeModel {
  readonly columns: readonly Column[]
  readonly plans: readonly BinPlan[]
  readonly start: number
  readonly trees: Trees
}

/** Rows are counted in 24 bits. */
const mostRows = 2 ** 23 - 1
/** Of fewer rows held out nobody could tell when to stop. */
const fewestHeld = 20

const holdOut = (rows: number, { heldOut, heldOutBy }: BoostOptions, seed: number): BoostRows => {
  const all = Int32Array.from({ length: rows }, (_, row) => row)
  const count = Math.round(heldOut * rows)
  if (count < fewestHeld) return { grown: all, held: new Int32Array(0) }
  if (heldOutBy === 'LAST') return { grown: all.slice(0, rows - count), held: all.slice(rows - count) }
  const random = createRandom(seed)
  const isHeld = all.map(() => (random.uniform() < heldOut ? 1 : 0))
  return { grown: all.filter((row) => !isHeld[row]), held: all.filter((row) => isHeld[row]) }
}

const growTrees = (boosting: Boosting, scale: number): Trees => {
  const { options, tools, binned } = boosting
  const { rows } = binned
  const parts = holdOut(rows, options, tools.seed)
  const found = boost(boosting, parts, scale)
  if (parts.held.length === 0 || rows > options.refitRows || found.roots.length === 0) return found
  const again = { ...boosting, options: { ...options, trees: found.roots.length } }
  const { grown } = holdOut(rows, { ...options, heldOut: 0 }, tools.seed)
  return boost(again, { grown, held: new Int32Array(0) }, scale)
}

/**
 * Learns bins once and grows trees on them. `start` and `scale` bring scores from the unit of the targets to that of what is foretold.
 * @throws Error with a readable sentence: options that make no sense, more rows than can be counted
 */
export const fitTrees = (
  table: Table,
  boosted: Boosted,
  options: BoostOptions,
  tools: FitTools,
  unit: { readonly start: number; readonly scale: number } = { start: boosted.start, scale: 1 },
): TreeModel => {
  checkOptions(options)
  if (table.rows > mostRows) throw new Error(`Trees learn from at most ${mostRows} rows, and there are ${table.rows}.`)
  const aligned = alignTable(table.columns, table)
  const plans = planBins(aligned, options.bins)
  const trees = tools.compute.scope(() => {
    const binned = binRows(aligned, plans, tools.compute)
    return growTrees({ binned, plans, boosted, options, tools }, unit.scale)
  })
  tools.report?.(1)
  return Object.freeze({ columns: aligned.columns, plans, start: unit.start, trees })
}
