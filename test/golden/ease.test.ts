import { readFileSync } from 'node:fs'

import { afterAll, describe, expect, it } from 'vitest'

import { openCompute } from '../../src/compute/open.ts'
import { judge } from '../../src/models/evaluation/judge.ts'
import { shareSplit } from '../../src/models/evaluation/share-split.ts'
import type { Split } from '../../src/models/evaluation/split.ts'
import { buildInteractions } from '../../src/models/interactions.ts'
import { ease } from '../../src/models/recommenders/ease.ts'
import { datasetFile } from '../support/datasets.ts'
import { type HistoryRow, trainingDataFrom } from '../support/training-data.ts'

const [users, items] = [1435, 1522]
const trainFile = datasetFile('amazon-electronics/train.txt')
const testFile = datasetFile('amazon-electronics/test.txt')

const readPairs = (file: string): readonly (readonly [number, number])[] =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [user, ...bought] = line.trim().split(' ').map(Number)
      return bought.map((item) => [user, item] as const)
    })

describe.skipIf(trainFile === null || testFile === null)('EASE on Amazon Electronics', () => {
  const compute = openCompute({ threads: 2 })
  afterAll(() => compute.close())

  const measure = (split: Split, regularisation: number, neighbours: number) => {
    const options = { ...ease.defaults, regularisation, neighbours, halfLifeDays: 0 }
    const model = ease.fit(split.train, options, { compute, seed: 1 })
    return judge((block) => ease.score(model, block, compute), split, 20, compute)
  }

  it('reaches the known recall and NDCG at 20, .1332 and .0820, with the regularisation that a validation split prefers', () => {
    const rows = readPairs(trainFile!).map(([user, item]): HistoryRow => [user, item, 0])
    const train = trainingDataFrom(users, items, rows)
    const pairs = readPairs(testFile!)
    const wanted = buildInteractions({
      ...{ users, items },
      user: pairs.map(([user]) => user),
      item: pairs.map(([, item]) => item),
    })
    const test: Split = { train, read: train.histories, wanted, leaveOutPurchased: true }
    const validation = shareSplit(train, { share: 0.2, seed: 1, maxUsers: users })
    const candidates = [50, 100, 200, 400, 800]
    const found = candidates.map((regularisation) => measure(validation, regularisation, items).ndcg)
    const best = candidates[found.indexOf(Math.max(...found))]
    expect(best).toBe(200)
    const whole = measure(test, best, items)
    expect(Math.abs(whole.recall - 0.1332)).toBeLessThan(0.002)
    expect(Math.abs(whole.ndcg - 0.082)).toBeLessThan(0.002)
    const trimmed = measure(test, best, ease.defaults.neighbours)
    expect(trimmed.recall).toBeGreaterThan(whole.recall - 0.001)
    expect(trimmed.ndcg).toBeGreaterThan(whole.ndcg - 0.001)
  })
})
