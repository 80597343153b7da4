import { describe, expect, it } from 'vitest'

import type { StateTable } from '../../../src/models/bayesian/contingency.ts'
import { fitTables } from '../../../src/models/bayesian/network.ts'
import { type EvidencePart, weighEvidence } from '../../../src/models/bayesian/weigh-evidence.ts'
import { createRandom } from '../../../src/models/math/random.ts'

const sizes = [2, 3, 2, 4, 2]
const label = 4

/** The label hangs on three columns together, and a fourth on it and one of them. */
const table = ((): StateTable => {
  const random = createRandom(5)
  const states = sizes.map(() => new Uint8Array(800))
  for (let row = 0; row < 800; row++) {
    const [a, b, c] = [random.integer(2), random.integer(3), random.integer(2)]
    const own = random.uniform() < [0.1, 0.8, 0.4, 0.9, 0.3, 0.6][b * 2 + (a ^ c)] ? 1 : 0
    const d = (own * 2 + a + random.integer(2)) % 4
    for (const [node, state] of [a, b, c, d, own].entries()) states[node][row] = state
  }
  return { rows: 800, states, sizes: Int32Array.from(sizes) }
})()

const named = sizes.map((size, node) => ({
  name: `n${node}`,
  states: Array.from({ length: size }, (_, state) => String(state)),
}))
const network = fitTables(table, named, [[], [], [], [0, label], [0, 1, 2]], 10)
const parts = weighEvidence(network, label, table)

const cellOf = (members: ArrayLike<number>, states: readonly number[]): number =>
  Array.from(members).reduce((cell, member) => cell * sizes[member] + states[member], 0)

/** Shapley's definition: over all orders in which columns become known, those not yet known are as in each of the training rows. */
const byOrders = ({ members, weights }: EvidencePart, states: readonly number[]): Map<number, number> => {
  const mean = (known: ReadonlySet<number>): number => {
    let sum = 0
    for (let row = 0; row < table.rows; row++) {
      const mixed = sizes.map((_, node) => (known.has(node) ? states[node] : table.states[node][row]))
      sum += weights[cellOf(members, mixed)]
    }
    return sum / table.rows
  }
  const orders = (rest: readonly number[]): readonly (readonly number[])[] =>
    rest.length === 0
      ? [[]]
      : rest.flatMap((first) => orders(rest.filter((own) => own !== first)).map((tail) => [first, ...tail]))
  const found = new Map<number, number>()
  const all = orders([...members])
  for (const order of all) {
    const known = new Set<number>()
    for (const member of order) {
      const before = mean(known)
      known.add(member)
      found.set(member, (found.get(member) ?? 0) + (mean(known) - before) / all.length)
    }
  }
  return found
}

describe('weighEvidence', () => {
  it('makes the logit a sum of one part of the label and one of each child', () => {
    expect(parts.map(({ members }) => [...members])).toEqual([
      [0, 3],
      [0, 1, 2],
    ])
    const states = [1, 2, 0, 3]
    const joint = [0, 1].map((own) => {
      const all = [...states, own]
      return network.nodes.reduce((product, { parents, probabilities }, node) => {
        const row = cellOf(parents, all)
        return product * probabilities[row * sizes[node] + all[node]]
      }, 1)
    })
    const logit = parts.reduce((sum, { members, weights }) => sum + weights[cellOf(members, states)], 0)
    expect(logit).toBeCloseTo(Math.log(joint[1] / joint[0]), 10)
  })

  it('gives each column its Shapley value, as over all orders of columns', () => {
    for (const states of [
      [0, 0, 0, 0],
      [1, 2, 0, 3],
      [0, 1, 1, 2],
    ]) {
      for (const part of parts) {
        const wanted = byOrders(part, states)
        const cell = cellOf(part.members, states)
        let sum = part.base
        part.members.forEach((member, k) => {
          const own = part.shares[cell * part.members.length + k]
          expect(own).toBeCloseTo(wanted.get(member) ?? 0, 9)
          sum += own
        })
        expect(sum).toBeCloseTo(part.weights[cell], 9)
      }
    }
  })
})
