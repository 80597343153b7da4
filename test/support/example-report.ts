import type { PredictionTarget } from '../../src/domain/prediction.ts'
import type { ModelReport, PredictionReport, Rival } from '../../src/domain/prediction-report.ts'

const rival = (family: string, difference: number): Rival => ({
  family,
  options: {},
  measures: { auc: 0.6, logLoss: 0.65 },
  margin: { measure: 'logLoss', difference, low: difference - 0.02, high: difference + 0.02 },
})

const modelOf = (target: PredictionTarget): ModelReport => ({
  target,
  family: 'logistic-regression',
  options: { l2: 1 },
  measures: { auc: 0.8, logLoss: 0.5, brier: 0.16 },
  refusal: null,
  baseline: rival('recency', 0.15),
  champion: rival('gradient-boosted-trees', 0.01),
  championKept: false,
  comparators: [rival('bg-nbd', 0.05)],
  trials: [
    { family: 'logistic-regression', options: { l2: 1 }, loss: 0.5, problem: null },
    { family: 'multi-layer-perceptron', options: {}, loss: null, problem: 'It takes more memory than is allowed.' },
  ],
  calibration: 'ISOTONIC',
  reliability: [
    { from: 0, to: 0.5, rows: 60, expected: 0.25, actual: 0.2, low: 0.12, high: 0.32 },
    { from: 0.5, to: 1, rows: 40, expected: 0.75, actual: 0.8, low: 0.65, high: 0.9 },
  ],
  distribution: { edges: [0, 0.5, 1], shares: [0.625, 0.375] },
  importances: [
    { feature: 'daysSinceLastOrder', importance: 0.75 },
    { feature: 'views30', importance: 0.25 },
  ],
  groups: [
    {
      by: 'tenure',
      value: 'under 90 days',
      rows: 30,
      measures: { auc: 0.5 },
      expected: 0.4,
      actual: 0.6,
      isWeak: true,
    },
    {
      by: 'tenure',
      value: '90 days and more',
      rows: 70,
      measures: { auc: 0.8 },
      expected: 0.5,
      actual: 0.5,
      isWeak: false,
    },
  ],
  drift: [
    { feature: null, stabilityIndex: 0.05, level: 'NONE' },
    { feature: 'views30', stabilityIndex: 0.3, level: 'MAJOR' },
  ],
})

/** What a run could know of its models. */
export const reportOf = (...targets: readonly PredictionTarget[]): PredictionReport => ({
  models: targets.map(modelOf),
  data: {
    trainedAt: ['2023-12-05T00:00:00.000Z'],
    judgedAt: '2024-03-04T00:00:00.000Z',
    refittedAt: ['2024-03-04T00:00:00.000Z'],
    scoredAt: '2024-06-02T00:00:00.000Z',
    trainedRows: 300,
    judgedRows: 100,
    refittedRows: 400,
    scoredRows: 8,
    columns: ['daysSinceLastOrder', 'views30'],
    leftOut: ['seasonSine: a year is not known yet'],
  },
  driftLevel: 'MAJOR',
})
