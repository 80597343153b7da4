import { afterAll, expect, it } from 'vitest'

import { openCompute } from '../../../src/compute/open.ts'
import { auc } from '../../../src/models/evaluation/auc.ts'
import { bagOfEvents } from '../../../src/models/sequences/bag-of-events.ts'
import { recurrent } from '../../../src/models/sequences/recurrent.ts'
import { plantedOrders } from '../../support/planted-sequences.ts'

const compute = openCompute({ threads: 1 })
afterAll(() => compute.close())

const [data, fresh] = [plantedOrders(1500, 1), plantedOrders(800, 2)]

it('hears by the recurrent network what only the order of events tells', () => {
  const options = { ...recurrent.defaults, networks: 1, epochs: 20, dropout: 0.1, learningRate: 0.01 }
  const model = recurrent.fit(data, options, { compute, seed: 1 })
  expect(auc(recurrent.predict(model, fresh.sequences, compute), fresh.labels)).toBeGreaterThan(0.95)
})

it('hears nothing of it by logistic regression on how often what happened', () => {
  const model = bagOfEvents.fit(data, bagOfEvents.defaults, { compute, seed: 1 })
  expect(Math.abs((auc(bagOfEvents.predict(model, fresh.sequences, compute), fresh.labels) ?? 0) - 0.5)).toBeLessThan(
    0.06,
  )
})
