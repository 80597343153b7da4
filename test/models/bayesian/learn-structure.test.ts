import { describe, expect, it } from 'vitest'

import type { StateTable } from '../../../src/models/bayesian/contingency.ts'
import { createFamilyScore } from '../../../src/models/bayesian/family-score.ts'
import { isAbove, learnStructure, type Parents } from '../../../src/models/bayesian/learn-structure.ts'
import { fitTables } from '../../../src/models/bayesian/network.ts'
import { createRandom } from '../../../src/models/math/random.ts'

const tableOf = (columns: readonly (readonly number[])[], sizes: readonly number[]): StateTable => ({
  rows: columns[0].length,
  states: columns.map((column) => Uint8Array.from(column)),
  sizes: Int32Array.from(sizes),
})

/** 0 -> 1 -> 2, 3 -> 4 <- 5, and 6 on its own. */
const planted = (rows: number): StateTable => {
  const random = createRandom(6)
  const flip = (bit: number, chance: number): number => (random.uniform() < chance ? 1 - bit : bit)
  const columns = Array.from({ length: 7 }, () => [] as number[])
  for (let row = 0; row < rows; row++) {
    const a = random.integer(2)
    const b = flip(a, 0.2)
    const [d, f] = [random.integer(2), random.integer(2)]
    const own = [a, b, flip(b, 0.2), d, flip(d | f, 0.1), f, random.integer(3)]
    own.forEach((state, column) => {
      columns[column].push(state)
    })
  }
  return tableOf(columns, [2, 2, 2, 2, 2, 2, 3])
}

const open = {
  maxParents: 3,
  start: Array.from({ length: 7 }, () => []) as Parents,
  isRequired: () => false,
  isForbidden: () => false,
}

const pairsOf = (parents: Parents): string[] =>
  parents.flatMap((own, to) => own.map((from) => [from, to].sort((a, b) => a - b).join('-'))).sort()

describe('createFamilyScore', () => {
  it('is the likelihood of the counts less its price', () => {
    const table = tableOf([[0, 0, 0, 1]], [2])
    const likelihood = 3 * Math.log(3 / 4) + Math.log(1 / 4)
    expect(createFamilyScore(table)(0, [])).toBeCloseTo(likelihood - Math.log(4) / 2, 12)
  })

  it('gives two nodes the same worth whichever points at the other', () => {
    const score = createFamilyScore(planted(500))
    expect(score(0, []) + score(1, [0])).toBeCloseTo(score(1, []) + score(0, [1]), 8)
  })
})

describe('learnStructure', () => {
  const score = createFamilyScore(planted(4_000))
  const found = learnStructure(score, 7, open)

  it('finds what hangs together and nothing else', () => {
    expect(pairsOf(found)).toEqual(['0-1', '1-2', '3-4', '4-5'])
  })

  it('finds the direction of arcs that meet, which alone the data can tell', () => {
    expect(found[4]).toEqual([3, 5])
  })

  it('never brings an arc that is forbidden, and keeps one that is required', () => {
    const isForbidden = (_: number, to: number) => to === 4
    const isRequired = (from: number, to: number) => from === 6 && to === 0
    const start = open.start.map((_, node) => (node === 0 ? [6] : []))
    const bound = learnStructure(score, 7, { ...open, start, isForbidden, isRequired })
    expect(bound[4]).toEqual([])
    expect(bound[0]).toContain(6)
  })

  it('gives no node more parents than it may have, and makes no circle', () => {
    const random = createRandom(9)
    const rows = Array.from({ length: 600 }, () => random.integer(64))
    const columns = Array.from({ length: 9 }, (_, at) =>
      rows.map((row) => ((row * (at + 3) + random.integer(3)) >> (at % 4)) & 1),
    )
    const dense = learnStructure(createFamilyScore(tableOf(columns, new Array(9).fill(2))), 9, {
      ...open,
      maxParents: 2,
      start: columns.map(() => []),
    })
    for (const own of dense) expect(own.length).toBeLessThanOrEqual(2)
    const done = new Set<number>()
    for (let pass = 0; pass < 9; pass++)
      dense.forEach((own, node) => {
        if (own.every((parent) => done.has(parent))) done.add(node)
      })
    expect(done.size).toBe(9)
  })

  it('stands where no single arc can be added or taken away for the better', () => {
    for (let to = 0; to < 7; to++) {
      for (let from = 0; from < 7; from++) {
        if (from === to || isAbove(found, to, from)) continue
        const changed = found[to].includes(from) ? found[to].filter((parent) => parent !== from) : [...found[to], from]
        expect(score(to, changed)).toBeLessThanOrEqual(score(to, found[to]) + 1e-6)
      }
    }
  })
})

describe('fitTables', () => {
  it('counts, and adds Dirichlet priors that are worth what was said in all', () => {
    const table = tableOf(
      [
        [0, 0, 0, 1],
        [0, 0, 1, 1],
      ],
      [2, 2],
    )
    const named = ['a', 'b'].map((name) => ({ name, states: ['0', '1'] }))
    const { nodes } = fitTables(table, named, [[], [0]], 4)
    expect([...nodes[0].probabilities]).toEqual([5 / 8, 3 / 8])
    expect([...nodes[1].probabilities]).toEqual([3 / 5, 2 / 5, 1 / 3, 2 / 3])
  })
})
