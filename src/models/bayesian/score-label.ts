import { columnOf, type Table } from '../classifiers/table.ts'
import type { BayesianModel } from './bayesian-model.ts'
import { labelOf } from './bayesian-model.ts'
import { inferDistribution } from './infer.ts'
import { statesOf, unobserved } from './node-plan.ts'
import type { EvidencePart } from './weigh-evidence.ts'

/** The states of the columns that the label hangs on directly (its Markov blanket), and which rows lack one of them. */
export interface BlanketStates {
  /** Per column its states; empty where the column is not in the blanket. */
  readonly states: readonly Uint8Array[]
  /** 1: something in the blanket is not known. */
  readonly lacking: Uint8Array
}

/** Logits are kept within what rounds to neither 0 nor 1. */
const surest = 40

export const readBlanket = ({ parts, plans }: BayesianModel, table: Table): BlanketStates => {
  const blanket = new Set(parts.flatMap(({ members }) => [...members]))
  const lacking = new Uint8Array(table.rows)
  const states = plans.map((plan, column) => {
    if (!blanket.has(column)) return new Uint8Array(0)
    const own = statesOf(plan, columnOf(table, column))
    for (let row = 0; row < own.length; row++) if (own[row] === unobserved) lacking[row] = 1
    return own
  })
  return { states, lacking }
}

/** The cell of a part in which a row is. */
export const cellAt = (
  { network }: BayesianModel,
  { members }: EvidencePart,
  states: readonly Uint8Array[],
  row: number,
): number => {
  let cell = 0
  for (const member of members) cell = cell * network.nodes[member].states.length + states[member][row]
  return cell
}

const addParts = (model: BayesianModel, { states, lacking }: BlanketStates, logits: Float64Array): void => {
  for (const part of model.parts) {
    for (let row = 0; row < logits.length; row++) {
      if (lacking[row] === 0) logits[row] += part.weights[cellAt(model, part, states, row)]
    }
  }
}

/** The logit of the label where something in its blanket is not known: by what is known of all columns, exactly; the same knowledge is asked for once. */
const createAsk = (model: BayesianModel) => {
  const known = new Map<string, number>()
  const label = labelOf(model)
  return (evidence: Int32Array): number => {
    const key = evidence.join()
    const found = known.get(key)
    if (found !== undefined) return found
    const [no, yes] = inferDistribution(model.network, evidence, label)
    const logit = Math.max(-surest, Math.min(surest, Math.log(yes / no)))
    known.set(key, logit)
    return logit
  }
}

/** The logit of the label per row, given everything else. */
export const scoreLabel = (model: BayesianModel, table: Table, blanket: BlanketStates): Float64Array => {
  const logits = new Float64Array(table.rows)
  addParts(model, blanket, logits)
  if (!blanket.lacking.includes(1)) return logits
  const all = model.plans.map((plan, column) => statesOf(plan, columnOf(table, column)))
  const ask = createAsk(model)
  const evidence = new Int32Array(all.length + 1).fill(-1)
  blanket.lacking.forEach((lacks, row) => {
    if (!lacks) return
    all.forEach((states, column) => {
      evidence[column] = states[row] === unobserved ? -1 : states[row]
    })
    logits[row] = ask(evidence)
  })
  return logits
}
