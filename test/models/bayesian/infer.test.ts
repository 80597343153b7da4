import { describe, expect, it } from 'vitest'

import { inferDistribution } from '../../../src/models/bayesian/infer.ts'
import type { Network } from '../../../src/models/bayesian/network.ts'
import { createRandom, type Random } from '../../../src/models/math/random.ts'

/** A network of up to seven nodes of two to four states, its arcs against a random order of nodes. */
const randomNetwork = (random: Random): Network => {
  const count = 2 + random.integer(6)
  const sizes = Array.from({ length: count }, () => 2 + random.integer(3))
  const order = random.shuffle(sizes.keys())
  const parentsOf = (node: number): number[] =>
    order
      .slice(0, order.indexOf(node))
      .filter(() => random.uniform() < 0.5)
      .slice(0, 3)
      .sort((a, b) => a - b)
  return {
    nodes: sizes.map((size, node) => {
      const parents = parentsOf(node)
      const configurations = parents.reduce((cells, parent) => cells * sizes[parent], 1)
      const probabilities = new Float64Array(configurations * size)
      for (let first = 0; first < probabilities.length; first += size) {
        const draws = Array.from({ length: size }, () => random.gamma(0.7))
        const sum = draws.reduce((all, draw) => all + draw, 0)
        draws.forEach((draw, k) => {
          probabilities[first + k] = draw / sum
        })
      }
      return {
        name: `n${node}`,
        states: draws(size),
        parents: Int32Array.from(parents),
        probabilities,
      }
    }),
  }
}

const draws = (size: number): string[] => Array.from({ length: size }, (_, state) => String(state))

/** The same by adding up the joint distribution, combination by combination. */
const byEnumeration = ({ nodes }: Network, evidence: Int32Array, target: number): Float64Array => {
  const sums = new Float64Array(nodes[target].states.length)
  const states = new Int32Array(nodes.length)
  const visit = (node: number): void => {
    if (node === nodes.length) {
      let chance = 1
      nodes.forEach(({ parents, probabilities, states: own }, at) => {
        const row = [...parents].reduce((cell, parent) => cell * nodes[parent].states.length + states[parent], 0)
        chance *= probabilities[row * own.length + states[at]]
      })
      sums[states[target]] += chance
      return
    }
    for (let state = 0; state < nodes[node].states.length; state++) {
      if (evidence[node] >= 0 && evidence[node] !== state) continue
      states[node] = state
      visit(node + 1)
    }
  }
  visit(0)
  const all = sums.reduce((sum, value) => sum + value, 0)
  return sums.map((value) => value / all)
}

describe('inferDistribution', () => {
  it('agrees with adding up the whole joint distribution, for any network, any evidence and any node', () => {
    const random = createRandom(17)
    for (let trial = 0; trial < 300; trial++) {
      const network = randomNetwork(random)
      const evidence = Int32Array.from(network.nodes, ({ states }) =>
        random.uniform() < 0.4 ? random.integer(states.length) : -1,
      )
      const target = random.integer(network.nodes.length)
      const found = inferDistribution(network, evidence, target)
      const wanted = byEnumeration(network, evidence, target)
      found.forEach((p, state) => {
        expect(p).toBeCloseTo(wanted[state], 10)
      })
    }
  })

  it('knows the sprinkler: of wet grass rain is the likelier cause, and less so once the sprinkler is known to have run', () => {
    // Rain .2; sprinkler .4 without rain, .01 with; grass wet .99 with both, .8 with rain, .9 with the sprinkler, never with neither.
    const states = ['no', 'yes']
    const network: Network = {
      nodes: [
        { name: 'rain', states, parents: Int32Array.of(), probabilities: Float64Array.of(0.8, 0.2) },
        { name: 'sprinkler', states, parents: Int32Array.of(0), probabilities: Float64Array.of(0.6, 0.4, 0.99, 0.01) },
        {
          name: 'wet',
          states,
          parents: Int32Array.of(0, 1),
          probabilities: Float64Array.of(1, 0, 0.1, 0.9, 0.2, 0.8, 0.01, 0.99),
        },
      ],
    }
    expect(inferDistribution(network, Int32Array.of(-1, -1, 1), 0)[1]).toBeCloseTo(0.35768767563227616, 12)
    expect(inferDistribution(network, Int32Array.of(-1, 1, 1), 0)[1]).toBeCloseTo(0.00198 / (0.00198 + 0.288), 12)
    expect([...inferDistribution(network, Int32Array.of(1, -1, -1), 0)]).toEqual([0, 1])
    expect(() => inferDistribution(network, Int32Array.of(0, 0, 1), 0)).not.toThrow()
  })

  it('takes long chains by their ends: nothing grows with their length', () => {
    const states = ['0', '1']
    const nodes = Array.from({ length: 400 }, (_, at) => ({
      name: `n${at}`,
      states,
      parents: at === 0 ? Int32Array.of() : Int32Array.of(at - 1),
      probabilities: at === 0 ? Float64Array.of(0, 1) : Float64Array.of(0.9, 0.1, 0.1, 0.9),
    }))
    const evidence = new Int32Array(400).fill(-1)
    expect(inferDistribution({ nodes }, evidence, 3)[1]).toBeCloseTo((1 + 0.8 ** 3) / 2, 12)
    expect(inferDistribution({ nodes }, evidence, 60)[1]).toBeCloseTo((1 + 0.8 ** 60) / 2, 12)
  })

  it('says so where a network is too dense to be asked', () => {
    const states = Array.from({ length: 20 }, (_, state) => String(state))
    const roots = Array.from({ length: 7 }, (_, at) => ({
      name: `n${at}`,
      states,
      parents: Int32Array.of(),
      probabilities: new Float64Array(20).fill(1 / 20),
    }))
    // Each two of the seven have a child that is known: whichever goes first joins the six others.
    const leaves = roots.flatMap((_, a) =>
      roots.slice(0, a).map((_, b) => ({
        name: `${a} and ${b}`,
        states: ['0', '1'],
        parents: Int32Array.of(b, a),
        probabilities: new Float64Array(800).fill(0.5),
      })),
    )
    const nodes = [...roots, ...leaves]
    const evidence = Int32Array.from(nodes, (_, at) => (at < 7 ? -1 : 1))
    expect(() => inferDistribution({ nodes }, evidence, 0)).toThrow(/too dense to be asked exactly/)
  })
})
