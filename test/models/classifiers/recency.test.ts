import { describe, expect, it } from 'vitest'

import { createPlainCompute } from '../../../src/compute/plain.ts'
import { recency } from '../../../src/models/classifiers/recency.ts'
import { describeClassifier } from '../../contracts/classifier.ts'
import { tableFrom } from '../../support/labelled-tables.ts'

describeClassifier(recency, { options: { columns: ['signal'] }, learns: false, hearsMissing: true })

describe('recency', () => {
  const compute = createPlainCompute()
  const learn = (cells: readonly (number | null)[], labels: readonly number[]) => {
    const table = tableFrom({ recency: cells })
    const model = recency.fit({ table, labels: Uint8Array.from(labels) }, recency.defaults, { compute, seed: 1 })
    return { table, found: recency.predict(model, table, compute) }
  }

  it('gives each group its share, drawn to that of all as ten rows of it would draw', () => {
    const cells = Array.from({ length: 40 }, (_, row) => (row < 20 ? 1 : 2))
    const { found } = learn(
      cells,
      cells.map((cell) => (cell === 2 ? 1 : 0)),
    )
    expect(found[0]).toBeCloseTo((0 + 5) / 30, 12)
    expect(found[39]).toBeCloseTo((20 + 5) / 30, 12)
  })

  it('says in a sentence that there is nothing to go by', () => {
    const table = tableFrom({ colour: ['red', 'blue'] })
    const attempt = () => recency.fit({ table, labels: Uint8Array.of(0, 1) }, recency.defaults, { compute, seed: 1 })
    expect(attempt).toThrow('The table has no number called recency or daysSinceLastOrder or tenure to go by.')
  })
})
