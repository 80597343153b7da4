import { expect, it } from 'vitest'

import { createPlainCompute } from '../../../src/compute/plain.ts'
import type { RecommenderFamily } from '../../../src/models/recommenders/family.ts'
import { gru } from '../../../src/models/recommenders/gru.ts'
import { itemKnn } from '../../../src/models/recommenders/item-knn.ts'
import { markov } from '../../../src/models/recommenders/markov.ts'
import { selfAttention } from '../../../src/models/recommenders/self-attention.ts'
import { groups, orders, plantedItem, plantedOrder, plantedVisitors } from '../../support/planted-order.ts'
import { scoreRows } from '../../support/score-all.ts'

const compute = createPlainCompute()

/** How many of the visitors have what comes next in their order well above what comes next in the other one. */
const foreseen = <Options extends object, Model extends object>(
  family: RecommenderFamily<Options, Model>,
  options: Partial<Options> = {},
): number => {
  const model = family.fit(plantedOrder(20), { ...family.defaults, ...options }, { compute, seed: 1 })
  const scores = scoreRows(family, model, plantedVisitors(), compute)
  return scores.filter((row, visitor) => {
    const { next, other } = orders[visitor % 2]
    const group = Math.floor(visitor / 2)
    return row[plantedItem(group, next)] > 1.5 * row[plantedItem(group, other)]
  }).length
}

it('a Markov chain finds what only the order tells', () => {
  expect(markov.isSequential).toBe(true)
  expect(foreseen(markov, { window: 1, shrinkage: 1 })).toBe(2 * groups)
})

it('self-attention finds what only the order tells', () => {
  expect(selfAttention.isSequential).toBe(true)
  const small = { width: 16, blocks: 1, heads: 1, longest: 8, dropout: 0, batchEvents: 64, learningRate: 0.01 }
  expect(foreseen(selfAttention, small)).toBe(2 * groups)
})

it('a recurrent network finds what only the order tells', () => {
  expect(gru.isSequential).toBe(true)
  const small = { width: 16, longest: 8, dropout: 0, batchEvents: 64, learningRate: 0.01, epochs: 120, patience: 20 }
  expect(foreseen(gru, small)).toBe(2 * groups)
})

it('who knows only sets cannot tell', () => {
  expect(itemKnn.isSequential).toBe(false)
  expect(foreseen(itemKnn)).toBe(0)
})
