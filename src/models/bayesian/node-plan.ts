import type { Column } from '../classifiers/table.ts'
import { mdlCuts, quantileCuts } from './cut-number.ts'

/** How the cells of a column become the states of a node: fitted on training rows only. */
export interface NodePlan {
  readonly name: string
  readonly kind: Column['kind']
  /** Of a number: where one state ends and the next begins, ascending. */
  readonly cuts: Float32Array
  /** Of a category: per level its state; the rarer levels share one. -1: not seen in training. */
  readonly stateOf: Int32Array
  /** The state of what is missing, which is one of its own; -1 where nothing was. */
  readonly missing: number
  /** What each state is called. */
  readonly states: readonly string[]
}

export interface PlanOptions {
  readonly discretise: 'mdl' | 'quantile'
  /** States of a number at most, beside missing. */
  readonly bins: number
  /** States of a category at most, beside missing; the rarest share the last. */
  readonly levels: number
}

/** The code of a cell that no state stands for: missing where nothing was missing in training. Nothing is made of it but that it is not known. */
export const unobserved = 255

const rounded = (value: number): string => String(Number(value.toPrecision(5)))

const rangesOf = (cuts: Float32Array): readonly string[] => {
  if (cuts.length === 0) return ['any']
  const between = Array.from(cuts.subarray(1), (cut, at) => `${rounded(cuts[at])} to ${rounded(cut)}`)
  return [`below ${rounded(cuts[0])}`, ...between, `${rounded(cuts[cuts.length - 1])} or more`]
}

/** Rows by which a number is cut: all, or one of each person. */
export interface CutBy {
  readonly labels: Uint8Array
  /** The cells of these rows. */
  readonly of: (cells: Float32Array) => Float32Array
}

const planNumber = (name: string, cells: Float32Array, { labels, of }: CutBy, options: PlanOptions): NodePlan => {
  const { discretise, bins } = options
  const some = of(cells)
  const told = discretise === 'mdl' ? mdlCuts(some, labels, bins) : null
  // What the label says nothing of may still matter to other columns.
  const cuts = told === null || told.length === 0 ? quantileCuts(some, told === null ? bins : Math.min(3, bins)) : told
  const ranges = rangesOf(cuts)
  const known = cells.some((value) => !Number.isNaN(value))
  const states = known ? ranges : []
  const missing = cells.some(Number.isNaN) ? states.length : -1
  return {
    name,
    kind: 'NUMBER',
    cuts,
    stateOf: new Int32Array(0),
    missing,
    states: missing < 0 ? states : [...states, 'missing'],
  }
}

const planCategory = (name: string, cells: Float32Array, levels: readonly string[], most: number): NodePlan => {
  const counts = new Float64Array(levels.length)
  let missing = 0
  for (const code of cells) {
    if (Number.isNaN(code)) missing++
    else counts[code]++
  }
  const seen = Array.from(counts.keys()).filter((level) => counts[level] > 0)
  const ranked = [...seen].sort((a, b) => counts[b] - counts[a] || a - b)
  const kept = new Set(seen.length <= most ? ranked : ranked.slice(0, most - 1))
  const stateOf = new Int32Array(levels.length).fill(-1)
  const states: string[] = []
  for (const level of seen) if (kept.has(level)) stateOf[level] = states.push(levels[level]) - 1
  const rare = seen.filter((level) => !kept.has(level))
  if (rare.length > 0) {
    const state = states.push('any other') - 1
    for (const level of rare) stateOf[level] = state
  }
  return {
    name,
    kind: 'CATEGORY',
    cuts: new Float32Array(0),
    stateOf,
    missing: missing > 0 ? states.push('missing') - 1 : -1,
    states,
  }
}

export const planNode = (column: Column, cells: Float32Array, by: CutBy, options: PlanOptions): NodePlan =>
  column.kind === 'NUMBER'
    ? planNumber(column.name, cells, by, options)
    : planCategory(column.name, cells, column.levels, options.levels)

/** The state of one cell: a number, the code of a level, or NaN. */
export const stateOfCell = ({ kind, cuts, stateOf, missing }: NodePlan, cell: number): number => {
  if (Number.isNaN(cell)) return missing < 0 ? unobserved : missing
  if (kind === 'CATEGORY') return stateOf[cell] < 0 ? unobserved : stateOf[cell]
  let state = 0
  while (state < cuts.length && cell >= cuts[state]) state++
  return state
}

/** The states of a column's cells. */
export const statesOf = (plan: NodePlan, cells: Float32Array): Uint8Array => {
  const states = new Uint8Array(cells.length)
  for (let row = 0; row < cells.length; row++) states[row] = stateOfCell(plan, cells[row])
  return states
}
