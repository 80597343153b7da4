import { expect, it } from 'vitest'

import { createPlainCompute } from '../../../src/compute/plain.ts'
import { selfAttention } from '../../../src/models/recommenders/self-attention.ts'
import { describeRecommender } from '../../contracts/recommender.ts'
import { countingCompute } from '../../support/counting-compute.ts'
import { plantedOrder, plantedVisitors } from '../../support/planted-order.ts'
import { scoreRows } from '../../support/score-all.ts'
import { trainingDataFrom } from '../../support/training-data.ts'

const small = {
  width: 16,
  blocks: 1,
  heads: 2,
  longest: 8,
  dropout: 0,
  batchEvents: 64,
  learningRate: 0.01,
  epochs: 10,
}

describeRecommender(selfAttention, { options: small, findsMissingSquare: false, drawsPeople: true })

const compute = createPlainCompute()
const fitSmall = (options: object) => {
  const data = plantedOrder(20)
  return selfAttention.fit(data, { ...selfAttention.defaults, ...small, ...options }, { compute, seed: 1 })
}

it('the scores of somebody are chances: they add up to 1', () => {
  for (const row of scoreRows(selfAttention, fitSmall({}), plantedVisitors(), compute)) {
    expect(row.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5)
  }
})

it('scores do not depend on who else is scored in the same block', () => {
  const model = fitSmall({})
  const visitors = plantedVisitors()
  const together = scoreRows(selfAttention, model, visitors, compute)
  const alone = scoreRows(selfAttention, model, visitors, compute, [3, 4])
  alone[0].forEach((value, item) => {
    expect(value).toBeCloseTo(together[3][item], 6)
  })
})

it('a step size that throws the weights about is refused in words', () => {
  expect(() => fitSmall({ learningRate: 1e6 })).toThrow(/training (went astray|does not converge)/)
})

it('where nobody came twice there is nothing to learn from, and it says so', () => {
  const data = trainingDataFrom(2, 2, [
    [0, 0, 1],
    [1, 1, 1],
  ])
  expect(() => selfAttention.fit(data, selfAttention.defaults, { compute, seed: 1 })).toThrow(/no order to learn from/)
})

it('reports how far it is, up to the end', () => {
  const told: number[] = []
  const report = (fraction: number) => told.push(fraction)
  selfAttention.fit(plantedOrder(2), { ...selfAttention.defaults, ...small, epochs: 4 }, { compute, seed: 1, report })
  expect(told).toEqual([0.25, 0.5, 0.75, 1])
})

it('says how much memory training takes: no less than it does, and no more than twice as much', () => {
  const data = plantedOrder(400)
  const options = { ...selfAttention.defaults, width: 16, longest: 8, epochs: 1 }
  const counting = countingCompute(compute)
  const { embedding, dense } = selfAttention.fit(data, options, { compute: counting.compute, seed: 1 })
  const takes = counting.mostBytes() + 3 * (embedding.byteLength + dense.byteLength)
  const { fit } = selfAttention.memory(data, options)
  expect(fit).toBeGreaterThan(takes)
  expect(fit).toBeLessThan(2 * takes)
})
