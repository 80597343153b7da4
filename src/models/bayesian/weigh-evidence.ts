import { cellOfRows, cellsOf, countTogether, type StateTable } from './contingency.ts'
import type { Network } from './network.ts'

/**
 * One part of the logit of a node with two states: a function of some columns' states. With everything else known,
 *
 *   logit P(y | x) = log P(1 | parents) / P(0 | parents) + sum over children c of log P(x_c | 1, ...) / P(x_c | 0, ...).
 */
export interface EvidencePart {
  /** The nodes it looks at; their states make a cell, the last one the fastest. */
  readonly members: Int32Array
  /** Per cell what it adds to the logit. */
  readonly weights: Float64Array
  /** Per cell and member its Shapley value, members the fastest: a cell's values add up to its weight less `base`. */
  readonly shares: Float64Array
  /** Per cell the share of the training rows. */
  readonly chances: Float64Array
  /** The mean weight over the training rows. */
  readonly base: number
}

/** Places of states in a table, for all members or for some: `at[cell]` is the cell of the members of the mask. */
const project = (sizes: readonly number[], mask: number): { readonly at: Int32Array; readonly cells: number } => {
  const cells = sizes.reduce((product, size) => product * size, 1)
  const at = new Int32Array(cells)
  let kept = 1
  let below = 1
  for (let k = sizes.length - 1; k >= 0; k--) {
    if (mask & (1 << k)) {
      for (let cell = 0; cell < cells; cell++) at[cell] += kept * (Math.floor(cell / below) % sizes[k])
      kept *= sizes[k]
    }
    below *= sizes[k]
  }
  return { at, cells: kept }
}

/** Per cell the expected weight where the members of the mask are as in the cell and the others as in the training rows (interventional): Lundberg & Lee 2017. */
const valueOfCoalition = (
  sizes: readonly number[],
  mask: number,
  weights: Float64Array,
  chances: Float64Array,
): Float64Array => {
  const all = (1 << sizes.length) - 1
  const own = project(sizes, mask)
  const rest = project(sizes, all & ~mask)
  const chance = new Float64Array(rest.cells)
  chances.forEach((own, cell) => {
    chance[rest.at[cell]] += own
  })
  const values = new Float64Array(own.cells)
  weights.forEach((weight, cell) => {
    values[own.at[cell]] += chance[rest.at[cell]] * weight
  })
  return weights.map((_, cell) => values[own.at[cell]])
}

/** k! (n - k - 1)! / n! of Shapley 1953. */
const shapleyWeight = (k: number, n: number): number => {
  let weight = 1 / n
  for (let i = 1; i <= k; i++) weight *= i / (n - i)
  return weight
}

const bitsOf = (mask: number): number => (mask === 0 ? 0 : (mask & 1) + bitsOf(mask >> 1))

/** Exact Shapley values by enumeration of all coalitions of the few members. */
const shapley = (sizes: readonly number[], weights: Float64Array, chances: Float64Array): Float64Array => {
  const n = sizes.length
  const values = Array.from({ length: 1 << n }, (_, mask) => valueOfCoalition(sizes, mask, weights, chances))
  const shares = new Float64Array(weights.length * n)
  for (let member = 0; member < n; member++) {
    for (let mask = 0; mask < 1 << n; mask++) {
      if (mask & (1 << member)) continue
      const weight = shapleyWeight(bitsOf(mask), n)
      const [without, including] = [values[mask], values[mask | (1 << member)]]
      for (let cell = 0; cell < weights.length; cell++)
        shares[cell * n + member] += weight * (including[cell] - without[cell])
    }
  }
  return shares
}

/** Of the table of a node, the log of its probabilities where `label` is 1 over those where it is 0, over the other members. */
const logRatios = (members: readonly number[], label: number, sizes: Int32Array, probabilities: Float64Array) => {
  const place = members.indexOf(label)
  const below = cellsOf(sizes, members.slice(place + 1))
  return Float64Array.from({ length: probabilities.length / 2 }, (_, cell) => {
    const at = Math.floor(cell / below) * 2 * below + (cell % below)
    return Math.log(probabilities[at + below] / probabilities[at])
  })
}

/** The parts of the logit of the node `label`: one of its own table, one of each child's. */
export const weighEvidence = ({ nodes }: Network, label: number, table: StateTable): readonly EvidencePart[] =>
  nodes.flatMap(({ parents, probabilities }, node) => {
    if (node !== label && !parents.includes(label)) return []
    const all = [...parents, node]
    const members = all.filter((member) => member !== label)
    const weights = logRatios(all, label, table.sizes, probabilities)
    const chances = countTogether(table, members).map((count) => count / table.rows)
    const base = weights.reduce((sum, weight, cell) => sum + weight * chances[cell], 0)
    const sizes = members.map((member) => table.sizes[member])
    return { members: Int32Array.from(members), weights, shares: shapley(sizes, weights, chances), chances, base }
  })

/** Per node, label or not, the mean size of what it adds to the logit of the rows. */
export const meanSizes = (parts: readonly EvidencePart[], table: StateTable): Float64Array => {
  const sums = new Float64Array(table.states.length)
  const own = new Map<number, Float64Array>()
  for (const { members, shares } of parts) {
    const cells = cellOfRows(table, [...members])
    members.forEach((member, k) => {
      const added = own.get(member) ?? new Float64Array(table.rows)
      for (let row = 0; row < table.rows; row++) added[row] += shares[cells[row] * members.length + k]
      own.set(member, added)
    })
  }
  for (const [member, added] of own) sums[member] = added.reduce((sum, value) => sum + Math.abs(value), 0) / table.rows
  return sums
}
