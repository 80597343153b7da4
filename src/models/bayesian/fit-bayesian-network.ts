import { alignTable } from '../classifiers/align-table.ts'
import { checkLabels } from '../classifiers/check-labels.ts'
import type { FitTools, LabelledTable } from '../classifiers/family.ts'
import { columnOf } from '../classifiers/table.ts'
import { shares } from '../math/shares.ts'
import type { BayesianModel } from './bayesian-model.ts'
import { chooseStructure, type StructureOptions, searchRows } from './choose-structure.ts'
import { type StateTable, takeStates, thinRows } from './contingency.ts'
import { fitTables } from './network.ts'
import { type CutBy, type PlanOptions, planNode, statesOf } from './node-plan.ts'
import { meanSizes, weighEvidence } from './weigh-evidence.ts'

export interface BayesianOptions extends PlanOptions, StructureOptions {
  /** What the label is called, in structures and in queries. */
  readonly label: string
}

/** The first row of each person: the others of theirs would only seem to say it again. */
const firstRows = (people: Float64Array): Int32Array => {
  const first = new Map<number, number>()
  people.forEach((person, row) => {
    if (!first.has(person)) first.set(person, row)
  })
  return Int32Array.from(first.values())
}

const cutBy = (labels: Uint8Array, rows: Int32Array | null): CutBy =>
  rows === null
    ? { labels, of: (cells) => cells }
    : {
        labels: Uint8Array.from(rows, (row) => labels[row]),
        of: (cells) => Float32Array.from(rows, (row) => cells[row]),
      }

/** @throws Error with a readable sentence where there is one class only, a column is called as the label is, or the structure is none */
export const fitBayesianNetwork = (
  data: LabelledTable,
  options: BayesianOptions,
  { report }: FitTools,
): BayesianModel => {
  checkLabels(data)
  const { labels } = data
  const table = alignTable(data.table.columns, data.table)
  const { columns, rows } = table
  if (columns.some(({ name }) => name === options.label))
    throw new Error(`A column is called "${options.label}", as the label is: call the label something else.`)
  const first = data.people ? firstRows(data.people) : null
  const plans = columns.map((column, at) => planNode(column, columnOf(table, at), cutBy(labels, first), options))
  const named = [...plans, { name: options.label, states: ['0', '1'] }]
  const states: StateTable = {
    rows,
    states: [...plans.map((plan, at) => statesOf(plan, columnOf(table, at))), labels],
    sizes: Int32Array.from(named, (node) => node.states.length),
  }
  const names = named.map(({ name }) => name)
  const told = first === null ? states : takeStates(states, first)
  const parents = chooseStructure(told, names, columns.length, options, report)
  const network = fitTables(states, named, parents, options.prior)
  const parts = weighEvidence(network, columns.length, states)
  const base = parts.reduce((sum, part) => sum + part.base, 0)
  const importance = shares(meanSizes(parts, thinRows(states, searchRows)).subarray(0, columns.length))
  return Object.freeze({ columns, plans, network, parts, base, importance })
}
