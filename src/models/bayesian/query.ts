import { type BayesianModel, labelOf } from './bayesian-model.ts'
import { inferDistribution } from './infer.ts'
import { nearestNode } from './nearest-node.ts'
import { stateOfCell, unobserved } from './node-plan.ts'
import type { StructureEdits } from './structure.ts'

/** What is known of somebody, by names: numbers, names of categories, null for what is missing. What is not named is not known. The label is 0 or 1. */
export type KnownOf = Readonly<Record<string, number | string | null>>

interface StateProbability {
  readonly state: string
  readonly probability: number
}

const placeOf = ({ network: { nodes } }: BayesianModel, name: string): number => {
  const names = nodes.map((node) => node.name)
  const place = names.indexOf(name)
  if (place >= 0) return place
  const near = nearestNode(name, names)
  throw new Error(`The network has no node "${name}".${near === null ? '' : ` Did you mean "${near}"?`}`)
}

const cellOf = (model: BayesianModel, node: number, value: number | string): number => {
  const { name } = model.network.nodes[node]
  if (node === labelOf(model)) {
    if (Number(value) === 0 || Number(value) === 1) return Number(value)
    throw new Error(`The label ${name} is 0 or 1, not ${value}.`)
  }
  const column = model.columns[node]
  if (column.kind === 'CATEGORY') {
    const code = column.levels.indexOf(String(value))
    if (code >= 0) return code
    const near = nearestNode(String(value), column.levels)
    throw new Error(`${name} is never "${value}".${near === null ? '' : ` Did you mean "${near}"?`}`)
  }
  if (typeof value === 'number' && Number.isFinite(value)) return Math.fround(value)
  throw new Error(`${name} is a number, not "${value}".`)
}

const stateFor = (model: BayesianModel, node: number, value: number | string | null): number => {
  if (node === labelOf(model) && value !== null) return cellOf(model, node, value)
  const state =
    node === labelOf(model)
      ? unobserved
      : stateOfCell(model.plans[node], value === null ? Number.NaN : cellOf(model, node, value))
  if (state !== unobserved) return state
  const { name } = model.network.nodes[node]
  throw new Error(
    `Nothing was learned of ${name} where it is ${value === null ? 'missing' : `"${value}"`}: leave it out.`,
  )
}

/**
 * How likely each state of the target is, given what is known, exactly (`inferDistribution`). Any node may be asked for, and any set of others be known.
 * @throws Error with a readable sentence where a name or a value is none of the network's, with the nearest that is
 */
export const query = (model: BayesianModel, known: KnownOf, target: string): readonly StateProbability[] => {
  const { network } = model
  const evidence = new Int32Array(network.nodes.length).fill(-1)
  for (const [name, value] of Object.entries(known)) {
    const node = placeOf(model, name)
    evidence[node] = stateFor(model, node, value)
  }
  const node = placeOf(model, target)
  const probabilities = inferDistribution(network, evidence, node)
  return network.nodes[node].states.map((state, at) => ({ state, probability: probabilities[at] }))
}

/** The structure of a fitted network, to be read, changed, and given back as the option `structure`. */
export const structureOf = ({ network: { nodes } }: BayesianModel): Required<Pick<StructureEdits, 'arcs'>> => ({
  arcs: nodes.flatMap(({ name, parents }) => Array.from(parents, (parent) => [nodes[parent].name, name] as const)),
})
