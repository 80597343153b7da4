import { countTogether, type StateTable } from './contingency.ts'
import type { Parents } from './learn-structure.ts'

/** One node with the probabilities of its states. */
export interface NetworkNode {
  readonly name: string
  readonly states: readonly string[]
  /** Places of its parents, ascending. */
  readonly parents: Int32Array
  /** P(state | states of the parents): a row of as many as there are states per configuration of the parents, the last parent the fastest. */
  readonly probabilities: Float64Array
}

/** A discrete Bayesian network: P(all) = product over nodes of P(node | its parents) (Pearl 1988). Plain data. */
export interface Network {
  readonly nodes: readonly NetworkNode[]
}

/** P(k | j) = (N_jk + a / (r q)) / (N_j + a / q) for r states and q configurations of the parents: Dirichlet priors that are worth `a` rows in all (BDeu; Buntine 1991, Heckerman, Geiger & Chickering 1995). */
const conditional = (counts: Float64Array, size: number, prior: number): Float64Array => {
  const each = prior / counts.length
  const found = new Float64Array(counts.length)
  for (let first = 0; first < counts.length; first += size) {
    const all = counts.subarray(first, first + size).reduce((sum, n) => sum + n, 0)
    for (let k = first; k < first + size; k++) found[k] = (counts[k] + each) / (all + each * size)
  }
  return found
}

/** The network of this structure with tables from these rows; `prior` is what the Dirichlet priors of each table are worth, in rows. */
export const fitTables = (
  table: StateTable,
  named: readonly { readonly name: string; readonly states: readonly string[] }[],
  parents: Parents,
  prior: number,
): Network => ({
  nodes: named.map(({ name, states }, node) => ({
    name,
    states,
    parents: Int32Array.from(parents[node]),
    probabilities: conditional(countTogether(table, [...parents[node], node]), table.sizes[node], prior),
  })),
})

export const sizesOf = ({ nodes }: Network): Int32Array => Int32Array.from(nodes, ({ states }) => states.length)
