import { expect, it } from 'vitest'

import { createPlainCompute } from '../../../src/compute/plain.ts'
import { latest } from '../../../src/models/recommenders/latest.ts'
import { describeRecommender } from '../../contracts/recommender.ts'
import { scoreRows } from '../../support/score-all.ts'
import { trainingDataFrom } from '../../support/training-data.ts'

describeRecommender(latest, { findsMissingSquare: false })

it('what is new in the shop scores half after its half-life, and says how old it is', () => {
  const compute = createPlainCompute()
  const data = trainingDataFrom(1, 3, [], { ageDays: Float32Array.of(0, 30, 60) })
  const model = latest.fit(data, { halfLifeDays: 30 }, { compute, seed: 1 })
  expect([...scoreRows(latest, model, data.histories, compute)[0]]).toEqual([1, 0.5, 0.25])
  expect(latest.explain(model, data.histories, 0, 1, compute)).toEqual([{ kind: 'NEW', value: 0.5, ageDays: 30 }])
})
