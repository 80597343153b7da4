import type { Contributions } from '../classifiers/family.ts'
import type { Table } from '../classifiers/table.ts'
import type { BayesianModel } from './bayesian-model.ts'
import { unobserved } from './node-plan.ts'
import { type BlanketStates, cellAt, readBlanket, scoreLabel } from './score-label.ts'
import type { EvidencePart } from './weigh-evidence.ts'

/** The cells of a part in which a row may be, with the share of training rows in each; some of its members are not known. */
const possibleCells = (
  { network }: BayesianModel,
  { members, chances }: EvidencePart,
  states: readonly Uint8Array[],
  row: number,
): readonly { readonly cell: number; readonly chance: number }[] => {
  const cells = [...members].reduce<readonly number[]>(
    (found, member) => {
      const size = network.nodes[member].states.length
      const own = states[member][row]
      const possible = own === unobserved ? Array.from({ length: size }, (_, state) => state) : [own]
      return found.flatMap((cell) => possible.map((state) => cell * size + state))
    },
    [0],
  )
  const all = cells.reduce((sum, cell) => sum + chances[cell], 0)
  return cells.map((cell) => ({ cell, chance: all > 0 ? chances[cell] / all : 1 / cells.length }))
}

const addShares = (
  { shares, members }: EvidencePart,
  cell: number,
  weight: number,
  values: Float64Array,
  first: number,
): void => {
  for (let k = 0; k < members.length; k++) values[first + members[k]] += weight * shares[cell * members.length + k]
}

/** What is left of the logit goes to what is not known, in equal parts: it is what not knowing does. */
const giveRest = (blanket: BlanketStates, row: number, rest: number, values: Float64Array, first: number): void => {
  const unknown = blanket.states.flatMap((states, column) =>
    states.length > 0 && states[row] === unobserved ? [column] : [],
  )
  for (const column of unknown) values[first + column] += rest / unknown.length
}

/**
 * Exact Shapley values of the columns for the logit, from the mean over the training rows: the logit is a sum over the label's own table and its children's, each of a few columns, so that the values
 * of each are enumerated once and added up. Columns outside of the blanket have 0.
 */
export const explainLabel = (model: BayesianModel, table: Table): Contributions => {
  const blanket = readBlanket(model, table)
  const logits = scoreLabel(model, table, blanket)
  const width = model.columns.length
  const values = new Float64Array(table.rows * width)
  for (let row = 0; row < table.rows; row++) {
    const first = row * width
    for (const part of model.parts) {
      if (blanket.lacking[row] === 0) addShares(part, cellAt(model, part, blanket.states, row), 1, values, first)
      else
        for (const { cell, chance } of possibleCells(model, part, blanket.states, row))
          addShares(part, cell, chance, values, first)
    }
    if (blanket.lacking[row] === 0) continue
    const told = values.subarray(first, first + width).reduce((sum, value) => sum + value, model.base)
    giveRest(blanket, row, logits[row] - told, values, first)
  }
  return { base: model.base, values }
}
