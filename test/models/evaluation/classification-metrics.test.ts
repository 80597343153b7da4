import { describe, expect, it } from 'vitest'

import { classificationMetrics } from '../../../src/models/evaluation/classification-metrics.ts'
import { regressionMetrics } from '../../../src/models/evaluation/regression-metrics.ts'
import { reliabilityTable } from '../../../src/models/evaluation/reliability-table.ts'
import { stratifiedFolds } from '../../../src/models/evaluation/stratified-folds.ts'

describe('metrics of a classifier', () => {
  const probabilities = Float64Array.of(0.9, 0.8, 0.6, 0.4, 0.3, 0.1)
  const labels = Uint8Array.of(1, 0, 1, 1, 0, 0)

  it('counts what was called positive and what is', () => {
    const metrics = classificationMetrics(probabilities, labels)
    expect(metrics).toMatchObject({ rows: 6, positives: 3 })
    expect(metrics.accuracy).toBeCloseTo(4 / 6, 12)
    expect(metrics.precision).toBeCloseTo(2 / 3, 12)
    expect(metrics.recall).toBeCloseTo(2 / 3, 12)
    expect(metrics.f1).toBeCloseTo(2 / 3, 12)
    expect(metrics.auc).toBeCloseTo(7 / 9, 12)
    expect(metrics.brier).toBeCloseTo((0.01 + 0.64 + 0.16 + 0.36 + 0.09 + 0.01) / 6, 12)
  })

  it('says null, not nothing and not 0, where nobody was called positive', () => {
    const metrics = classificationMetrics(probabilities, labels, 0.95)
    expect(metrics).toMatchObject({ accuracy: 0.5, precision: null, recall: 0, f1: null })
  })
})

describe('metrics of a regressor', () => {
  it('squares, takes as they are, and compares with the mean', () => {
    const metrics = regressionMetrics(Float64Array.of(1, 2, 5), Float64Array.of(1, 3, 5))
    expect(metrics.mse).toBeCloseTo(1 / 3, 12)
    expect(metrics.mae).toBeCloseTo(1 / 3, 12)
    expect(metrics.r2).toBeCloseTo(1 - 1 / 8, 12)
  })

  it('has no R2 where all targets are the same', () => {
    expect(regressionMetrics(Float64Array.of(1, 2), Float64Array.of(2, 2)).r2).toBeNull()
  })
})

describe('a reliability table', () => {
  it('sets what was said beside what came, bin by bin, and leaves empty bins out', () => {
    const bins = reliabilityTable(Float64Array.of(0.12, 0.18, 0.95, 1), Uint8Array.of(0, 1, 1, 1))
    expect(bins.map(({ from, rows }) => [from, rows])).toEqual([
      [0.1, 2],
      [0.9, 2],
    ])
    expect(bins[0].expected).toBeCloseTo(0.15, 12)
    expect(bins[0].actual).toMatchObject({ value: 0.5 })
    expect(bins[1].actual.low).toBeGreaterThan(0.3)
  })
})

describe('stratified folds', () => {
  it('deal out both classes evenly, and the same way for the same seed', () => {
    const labels = Uint8Array.from({ length: 103 }, (_, row) => (row % 4 === 0 ? 1 : 0))
    const foldOf = stratifiedFolds(labels, 10, 7)
    for (let fold = 0; fold < 10; fold++) {
      const own = labels.filter((_, row) => foldOf[row] === fold)
      expect([10, 11]).toContain(own.length)
      expect([2, 3]).toContain(own.reduce((sum, label) => sum + label, 0))
    }
    expect(stratifiedFolds(labels, 10, 7)).toEqual(foldOf)
    expect(stratifiedFolds(labels, 10, 8)).not.toEqual(foldOf)
  })
})
