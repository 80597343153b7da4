import { afterAll, describe, expect, it } from 'vitest'

import { openCompute } from '../../../src/compute/open.ts'
import { createPlainCompute } from '../../../src/compute/plain.ts'
import { gradientBoostedTrees } from '../../../src/models/classifiers/gradient-boosted-trees.ts'
import { takeLabelled } from '../../../src/models/classifiers/take-rows.ts'
import { auc } from '../../../src/models/evaluation/auc.ts'
import { createRandom } from '../../../src/models/math/random.ts'
import { modelToBytes } from '../../../src/models/model-bytes.ts'
import { gradientBoostedTrees as regressor } from '../../../src/models/regressors/gradient-boosted-trees.ts'
import { countingCompute } from '../../support/counting-compute.ts'
import { plantedTable, tableFrom } from '../../support/labelled-tables.ts'

const plain = createPlainCompute()
const alone = openCompute({ threads: 1 })
const two = openCompute({ threads: 2 })
afterAll(() => Promise.all([alone.close(), two.close()]))

const whole = { ...gradientBoostedTrees.defaults, rowShare: 1, columnShare: 1, heldOut: 0, trees: 20 }

describe('gradient-boosted trees', () => {
  it('are the same to the byte by kernels on one thread, on two, and by their twin', () => {
    const data = plantedTable(20_000, 3)
    const [byTwin, byOne, byTwo] = [plain, alone, two].map((compute) =>
      modelToBytes(gradientBoostedTrees.fit(data, { ...whole, leaves: 31 }, { compute, seed: 1 })),
    )
    expect(byOne).toEqual(byTwin)
    expect(byTwo).toEqual(byTwin)
  })

  it('do not depend on the order of rows where none are drawn', () => {
    const data = plantedTable(3000, 3)
    const order = createRandom(5).shuffle(Array.from({ length: 3000 }, (_, row) => row))
    const [one, other] = [data, takeLabelled(data, order)].map((rows) =>
      modelToBytes(gradientBoostedTrees.fit(rows, whole, { compute: alone, seed: 1 })),
    )
    expect(other).toEqual(one)
  })

  it('give the one split of a table of two by two its value in closed form', () => {
    // 30 of 40 among the ones, 10 of 40 among the others: p = 1/2, so a leaf is (10) / (40 / 4 + lambda) one way or the other.
    const x = Array.from({ length: 80 }, (_, row) => (row < 40 ? 1 : 0))
    const labels = Uint8Array.from(x, (_, row) => (row < 30 || row >= 70 ? 1 : 0))
    const options = { ...whole, trees: 1, learningRate: 1, ridge: 2 }
    const { trees, start } = gradientBoostedTrees.fit({ table: tableFrom({ x }), labels }, options, {
      compute: plain,
      seed: 1,
    })
    expect(start).toBe(0)
    expect([...trees.value]).toEqual([0, -10 / 12, 10 / 12])
    expect([...trees.cover]).toEqual([80, 40, 40])
    expect(trees.gain[0]).toBeCloseTo(2 * (100 / 12), 9)
  })

  it('hear what matters only together, which no sum of columns can', () => {
    const random = createRandom(1)
    const draw = () => Array.from({ length: 2000 }, () => random.normal())
    const [a, b] = [draw(), draw()]
    const labels = Uint8Array.from(a, (value, row) => (value * b[row] > 0 ? 1 : 0))
    const data = { table: tableFrom({ a, b }), labels }
    const model = gradientBoostedTrees.fit(data, gradientBoostedTrees.defaults, { compute: alone, seed: 1 })
    expect(auc(gradientBoostedTrees.predict(model, data.table, alone), labels)).toBeGreaterThan(0.98)
  })

  it.each([
    ['few', (value: number) => value < 5],
    ['many', (value: number) => value >= 5],
    ['neither', () => false],
  ])('put what is missing with %s in one split where it belongs', (_, isAlike) => {
    const x = Array.from({ length: 1100 }, (_, row) => (row % 11 === 10 ? null : row % 11))
    const labels = Uint8Array.from(x, (value) => (value === null || isAlike(value) ? 1 : 0))
    const data = { table: tableFrom({ x }), labels }
    const model = gradientBoostedTrees.fit(data, { ...whole, trees: 1, leaves: 2 }, { compute: alone, seed: 1 })
    expect(auc(gradientBoostedTrees.predict(model, data.table, alone), labels)).toBe(1)
  })

  it('send who is missing with the most where nobody was, in learning', () => {
    const x = Array.from({ length: 100 }, (_, row) => (row < 70 ? 1 : 2))
    const data = { table: tableFrom({ x }), labels: Uint8Array.from(x, (value) => value - 1) }
    const model = gradientBoostedTrees.fit(data, { ...whole, trees: 1 }, { compute: alone, seed: 1 })
    const asked = tableFrom({ x: [1, 2, null] })
    const [most, few, missing] = gradientBoostedTrees.predict(model, asked, alone)
    expect(missing).toBe(most)
    expect(missing).toBeLessThan(few)
  })

  it('part categories by what they say and not by their codes', () => {
    const letters = Array.from({ length: 2600 }, (_, row) => String.fromCharCode(97 + (row % 26)))
    const vowels = letters.map((letter) => 'aeiou'.includes(letter))
    const data = { table: tableFrom({ letters }), labels: Uint8Array.from(vowels, Number) }
    const { trees } = gradientBoostedTrees.fit(data, { ...whole, trees: 1 }, { compute: alone, seed: 1 })
    expect(trees.column[0]).toBe(0)
    expect([...trees.cover.subarray(1, 3)].sort((x, y) => x - y)).toEqual([500, 2100])
  })

  it('stop where rows held out no longer gain, long before the most trees', () => {
    const data = plantedTable(2000, 4)
    const options = { ...gradientBoostedTrees.defaults, learningRate: 0.3, trees: 500, patience: 10 }
    const { trees } = gradientBoostedTrees.fit(data, options, { compute: alone, seed: 1 })
    expect(trees.roots.length).toBeGreaterThan(3)
    expect(trees.roots.length).toBeLessThan(100)
  })

  it('hold out the last rows where those are the latest, and nothing is learned of these', () => {
    const data = plantedTable(1000, 4)
    const options = {
      ...gradientBoostedTrees.defaults,
      heldOutBy: 'LAST',
      heldOut: 0.2,
      trees: 5,
      rowShare: 1,
      refitRows: 0,
    } as const
    const early = takeLabelled(
      data,
      Array.from({ length: 800 }, (_, row) => row),
    )
    const model = gradientBoostedTrees.fit(data, options, { compute: alone, seed: 1 })
    const alike = gradientBoostedTrees.fit(early, { ...options, heldOut: 0 }, { compute: alone, seed: 1 })
    expect(model.trees.cover[0]).toBe(800)
    expect(alike.trees.cover[0]).toBe(800)
  })

  it('draw rows and columns for each tree by the seed alone', () => {
    const data = plantedTable(1500, 4)
    const options = { ...gradientBoostedTrees.defaults, rowShare: 0.5, columnShare: 0.5, trees: 30 }
    const drawn = (seed: number) => modelToBytes(gradientBoostedTrees.fit(data, options, { compute: alone, seed }))
    expect(drawn(1)).toEqual(drawn(1))
    expect(drawn(1)).not.toEqual(drawn(2))
  })

  it('find a step in an amount where it is, outliers or not', () => {
    const x = Array.from({ length: 1000 }, (_, row) => row / 10)
    const targets = Float64Array.from(x, (value, row) => (row === 3 ? 1e5 : value < 37 ? 10 : 20))
    const options = { ...regressor.defaults, rowShare: 1, heldOut: 0, trees: 300, ridge: 0, leastRows: 5 }
    const table = tableFrom({ x })
    const found = regressor.predict(
      regressor.fit({ table, targets }, options, { compute: alone, seed: 1 }),
      table,
      alone,
    )
    expect(found[300]).toBeCloseTo(10, 0)
    expect(found[400]).toBeCloseTo(20, 0)
  })

  it.each([
    [2000, 8],
    [20_000, 31],
  ])('of %i rows and %i leaves take no more memory than they told before', (rows, leaves) => {
    const data = plantedTable(rows, 6)
    const options = { ...gradientBoostedTrees.defaults, leaves, trees: 40 }
    const { compute, mostBytes } = countingCompute(alone)
    const model = gradientBoostedTrees.fit(data, options, { compute, seed: 1 })
    const told = gradientBoostedTrees.memory(data.table, options)
    expect(mostBytes()).toBeLessThan(told.fit)
    expect(mostBytes()).toBeGreaterThan(told.fit / 6)
    expect(modelToBytes(model).length).toBeLessThan(told.model)
  })

  it('say in a sentence which option makes no sense', () => {
    const data = plantedTable(100, 1)
    const learnBy = (changed: object) => () =>
      gradientBoostedTrees.fit(data, { ...whole, ...changed }, { compute: alone, seed: 1 })
    expect(learnBy({ learningRate: 0 })).toThrow('The option learningRate has to be between')
    expect(learnBy({ leaves: 1 })).toThrow('The option leaves has to be between 2 and 4096.')
  })
})
