import { afterAll, describe, expect, it } from 'vitest'

import { openCompute } from '../../../src/compute/open.ts'
import { createPlainCompute } from '../../../src/compute/plain.ts'
import type { LabelledTable } from '../../../src/models/classifiers/family.ts'
import { multiLayerPerceptron } from '../../../src/models/classifiers/multi-layer-perceptron.ts'
import type { Table } from '../../../src/models/classifiers/table.ts'
import { auc } from '../../../src/models/evaluation/auc.ts'
import { createRandom } from '../../../src/models/math/random.ts'
import { logit } from '../../../src/models/math/sigmoid.ts'
import { modelToBytes } from '../../../src/models/model-bytes.ts'
import { explainPerceptron } from '../../../src/models/perceptron/explain-perceptron.ts'
import { describeClassifier } from '../../contracts/classifier.ts'
import { plantedTable, tableFrom } from '../../support/labelled-tables.ts'

const quick = { hidden: [32], networks: 1, epochs: 15 } as const

describeClassifier(multiLayerPerceptron, { drawsRows: true, options: quick })

describe('multi-layer perceptron', () => {
  const compute = createPlainCompute()
  const learn = (data: LabelledTable, changed: Partial<typeof multiLayerPerceptron.defaults> = {}, tools = compute) =>
    multiLayerPerceptron.fit(
      data,
      { ...multiLayerPerceptron.defaults, ...quick, ...changed },
      { compute: tools, seed: 1 },
    )

  /** 1 where both are above 0 or both below: neither says anything alone. */
  const togetherOnly = (rows: number, seed: number): LabelledTable => {
    const random = createRandom(seed)
    const [a, b] = [0, 1].map(() => Array.from({ length: rows }, () => random.normal()))
    return { table: tableFrom({ a, b }), labels: Uint8Array.from(a, (x, row) => (x * b[row] > 0 ? 1 : 0)) }
  }

  it('finds what two columns say only together', () => {
    const model = learn(togetherOnly(2000, 1))
    const { table, labels } = togetherOnly(500, 2)
    expect(auc(multiLayerPerceptron.predict(model, table, compute), labels)).toBeGreaterThan(0.98)
  })

  it('learns with two hidden layers and with several networks, each of which held back other rows', () => {
    const data = plantedTable(600, 1)
    const model = learn(data, { hidden: [16, 8], networks: 3 })
    expect(model.networks.length).toBe(3)
    const fresh = plantedTable(400, 2)
    const scores = multiLayerPerceptron.predict(model, fresh.table, compute)
    expect(auc(scores, fresh.labels)).toBeGreaterThan(auc(fresh.truth, fresh.labels)! - 0.03)
  })

  /** The definition: x_j times the mean of d logit / d x_j at many points of the way from the average customer, by finite differences in the table's own numbers. */
  const byDefinition = (model: ReturnType<typeof learn>, table: Table, row: number, column: number): number => {
    const plan = model.encoder.plans[column]
    if (plan.kind !== 'NUMBER') return Number.NaN
    const [{ centre, scale }] = plan.pieces
    const points = 400
    const cellsAt = (shift: number) =>
      tableFrom(
        Object.fromEntries(
          table.columns.map(({ name }, c) => {
            const x = table.values[c * table.rows + row]
            const own = model.encoder.plans[c]
            const mean = own.kind === 'NUMBER' ? own.pieces[0].centre : 0
            const at = (point: number) => mean + ((point + 0.5) / points) * (x - mean) + (c === column ? shift : 0)
            return [name, Array.from({ length: points }, (_, point) => at(point))]
          }),
        ),
      )
    const step = 1e-3 * scale
    const [above, below] = [step, -step].map((shift) => multiLayerPerceptron.predict(model, cellsAt(shift), compute))
    const slopes = above.map((p, at) => (logit(p) - logit(below[at])) / (2 * step))
    return (table.values[column * table.rows + row] - centre) * (slopes.reduce((sum, slope) => sum + slope, 0) / points)
  }

  it.each([[[16]], [[16, 8]]])(
    'explains by the mean gradient on the way from the average customer, with %j hidden units',
    (hidden) => {
      const data = togetherOnly(1000, 1)
      const model = learn(data, { hidden })
      const { table } = togetherOnly(8, 2)
      const { values } = multiLayerPerceptron.explain(model, table, compute)
      for (let row = 0; row < 8; row++) {
        const size = Math.abs(values[2 * row]) + Math.abs(values[2 * row + 1])
        for (const column of [0, 1]) {
          const error = values[2 * row + column] - byDefinition(model, table, row, column)
          expect(Math.abs(error)).toBeLessThan(0.03 * size + 0.02)
        }
      }
    },
  )

  it('explains by 32 points of the way what 2,000 points say, to a fiftieth of the logit, and by one hidden layer the same', () => {
    const data = plantedTable(600, 1)
    const few = plantedTable(10, 2).table
    for (const [hidden, within] of [
      [[16, 8], 0.02],
      [[16], 1e-9],
    ] as const) {
      const model = learn(data, { hidden })
      const [coarse, fine] = [explainPerceptron(model, few, compute), explainPerceptron(model, few, compute, 2000)]
      const size = fine.values.reduce((sum, value) => sum + Math.abs(value), 0) / few.rows
      coarse.values.forEach((value, at) => {
        expect(Math.abs(value - fine.values[at])).toBeLessThan(within * size)
      })
    }
  })

  it('decays what says nothing', () => {
    const data = plantedTable(300, 1)
    const length = (weightDecay: number): number =>
      learn(data, { weightDecay }).networks[0].reduce((sum, w) => sum + w * w, 0)
    expect(length(30)).toBeLessThan(0.5 * length(0))
  })

  it('cannot learn where no column ever changes, and says so', () => {
    const table = tableFrom({ a: Array.from({ length: 100 }, () => 3) })
    const labels = Uint8Array.from({ length: 100 }, (_, row) => row % 2)
    expect(() => learn({ table, labels })).toThrow(/No column of the table ever changes/)
  })

  const opened = [1, 2].map((threads) => openCompute({ threads }))
  afterAll(() => Promise.all(opened.map((own) => own.close())))

  it('is the same model to the bit on one thread and on two', () => {
    const data = togetherOnly(3000, 1)
    const [one, two] = opened.map((own) => modelToBytes(learn(data, { epochs: 2, batchRows: 1024, hidden: [96] }, own)))
    expect(one).toEqual(two)
  })
})
