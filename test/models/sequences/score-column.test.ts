import { describe, expect, it } from 'vitest'

import { createPlainCompute } from '../../../src/compute/plain.ts'
import { logisticRegression } from '../../../src/models/classifiers/logistic-regression.ts'
import { auc } from '../../../src/models/evaluation/auc.ts'
import { createRandom } from '../../../src/models/math/random.ts'
import { bagOfEvents } from '../../../src/models/sequences/bag-of-events.ts'
import { recurrent } from '../../../src/models/sequences/recurrent.ts'
import { fitScoreColumn, scoreColumn, withColumn } from '../../../src/models/sequences/score-column.ts'
import { tableFrom } from '../../support/labelled-tables.ts'
import { plantedCounts, plantedOrders } from '../../support/planted-sequences.ts'

const tools = { compute: createPlainCompute(), seed: 1 }

describe('the column of what sequences say', () => {
  it('does not promise to who learns from it what it cannot hold', () => {
    const { sequences } = plantedCounts(300, 1)
    const random = createRandom(2)
    const labels = Uint8Array.from({ length: 300 }, () => random.integer(2))
    const { model, logits } = fitScoreColumn(bagOfEvents, { sequences, labels }, bagOfEvents.defaults, tools)
    expect(auc(scoreColumn(bagOfEvents, model, sequences, tools.compute), labels)).toBeGreaterThan(0.57)
    expect(auc(logits, labels)).toBeLessThan(0.56)
  })

  it('lets a straight line through a table hear what only order tells', () => {
    const [data, fresh] = [plantedOrders(800, 1), plantedOrders(300, 2)]
    const options = { ...recurrent.defaults, networks: 1, epochs: 12, dropout: 0, learningRate: 0.02, width: 8 }
    const { model, logits } = fitScoreColumn(recurrent, data, options, tools)
    const noise = (people: number) => tableFrom({ noise: Array.from({ length: people }, (_, p) => (p * 7) % 11) })
    const learned = { table: withColumn(noise(800), 'said', logits), labels: data.labels }
    const linear = logisticRegression.fit(learned, logisticRegression.defaults, tools)
    const said = scoreColumn(recurrent, model, fresh.sequences, tools.compute)
    const scores = logisticRegression.predict(linear, withColumn(noise(300), 'said', said), tools.compute)
    expect(auc(scores, fresh.labels)).toBeGreaterThan(0.95)
    expect(logisticRegression.importance(linear)[1]).toBeGreaterThan(0.9)
  })
})
