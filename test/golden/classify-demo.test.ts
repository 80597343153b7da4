import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { nameCauses, shareNamed } from '../../src/commands/demo-causes.ts'
import { type DemoQuestion, demoDays, readDemoQuestions } from '../../src/commands/demo-classify-data.ts'
import { errorsOf } from '../../src/commands/measure-demo-classifier.ts'
import { openCompute } from '../../src/compute/open.ts'
import { gradientBoostedTrees } from '../../src/models/classifiers/gradient-boosted-trees.ts'
import { leakingColumns } from '../../src/models/classifiers/leaking-columns.ts'
import { auc } from '../../src/models/evaluation/auc.ts'
import { logLoss } from '../../src/models/evaluation/log-loss.ts'
import { calibrateOutOfFold } from '../../src/models/predictions/calibration.ts'

describe('churn in the generated shop, learned from cuts whose outcome was known', () => {
  const compute = openCompute({ threads: 1 })
  let question: DemoQuestion
  let model: ReturnType<typeof gradientBoostedTrees.fit>
  let said: Float64Array

  beforeAll(() => {
    const until = new Date('2026-11-01T00:00:00Z')
    question = readDemoQuestions({ seed: 1, users: 4500, until, days: demoDays, everyDays: 60 })('churn')
    model = gradientBoostedTrees.fit(question.known, gradientBoostedTrees.defaults, { compute, seed: 1 })
    said = gradientBoostedTrees.predict(model, question.judged.table, compute)
  }, 300_000)

  afterAll(() => compute.close())

  it('is asked of thousands, by columns none of which leaks', () => {
    expect(question.judged.labels.length).toBeGreaterThan(3000)
    expect(question.known.labels.length).toBeGreaterThan(4 * question.judged.labels.length)
    expect(leakingColumns(question.judged)).toEqual([])
  })

  it('is foretold with an expected calibration error below .02', () => {
    const { probabilities } = calibrateOutOfFold(said, question.judged.labels)
    expect(errorsOf(probabilities, question.judged.labels).bins10).toBeLessThan(0.02)
    expect(errorsOf(said, question.judged.labels).bins10).toBeLessThan(0.03)
  })

  it('is told apart nearly as well as by the oracle, which is calibrated', () => {
    const { oracle, judged } = question
    expect(auc(said, judged.labels)).toBeGreaterThan(0.83)
    expect(auc(oracle, judged.labels)).toBeGreaterThan(auc(said, judged.labels) as number)
    expect(logLoss(oracle, judged.labels)).toBeLessThan(logLoss(said, judged.labels))
    expect(errorsOf(oracle, judged.labels).bins10).toBeLessThan(0.02)
  })

  it('has a main reason that names the planted cause for more than 80 % of those who left for one, and seldom blames anything for a coin', () => {
    const causes = nameCauses(question, gradientBoostedTrees.explain(model, question.judged.table, compute))
    expect(shareNamed(causes, 'main')).toBeGreaterThan(0.8)
    const coin = causes.find(({ cause }) => cause === 'LOST_INTEREST')!
    const blamed = coin.told
      .filter(([topic]) => ['EXPERIENCE', 'RETURN', 'PRICE', 'FADING'].includes(topic))
      .reduce((sum, [, people]) => sum + people, 0)
    expect(blamed / coin.people).toBeLessThan(0.2)
  })
})
