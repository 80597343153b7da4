import { describe, expect, it } from 'vitest'

import { createPlainCompute } from '../../../src/compute/plain.ts'
import type { BayesianModel } from '../../../src/models/bayesian/bayesian-model.ts'
import type { BayesianOptions } from '../../../src/models/bayesian/fit-bayesian-network.ts'
import { query, structureOf } from '../../../src/models/bayesian/query.ts'
import { parseStructure } from '../../../src/models/bayesian/structure.ts'
import { bayesianNetwork } from '../../../src/models/classifiers/bayesian-network.ts'
import type { LabelledTable } from '../../../src/models/classifiers/family.ts'
import type { Table } from '../../../src/models/classifiers/table.ts'
import { takeLabelled, takeRows } from '../../../src/models/classifiers/take-rows.ts'
import { auc } from '../../../src/models/evaluation/auc.ts'
import { createRandom } from '../../../src/models/math/random.ts'
import { sigmoid } from '../../../src/models/math/sigmoid.ts'
import { describeClassifier } from '../../contracts/classifier.ts'
import { plantedTable, tableFrom } from '../../support/labelled-tables.ts'

describeClassifier(bayesianNetwork)
describeClassifier({ ...bayesianNetwork, name: 'bayesian-network of any shape' }, { options: { shape: 'free' } })

describe('a Bayesian network', () => {
  const compute = createPlainCompute()
  const learn = (data: LabelledTable, changed: Partial<BayesianOptions> = {}) =>
    bayesianNetwork.fit(data, { ...bayesianNetwork.defaults, ...changed }, { compute, seed: 1 })
  const predict = (model: BayesianModel, table: Table) => bayesianNetwork.predict(model, table, compute)
  const data = plantedTable(2_000, 7)
  const model = learn(data)

  it('says of the label the same as the joint distribution does, asked for by names', () => {
    const scores = predict(model, data.table)
    for (const row of [0, 1, 2, 50, 1_999]) {
      const known = Object.fromEntries(
        data.table.columns.map((column, at) => {
          const cell = data.table.values[at * 2_000 + row]
          if (Number.isNaN(cell)) return [column.name, null]
          return [column.name, column.kind === 'CATEGORY' ? column.levels[cell] : cell]
        }),
      )
      const [no, yes] = query(model, known, 'label')
      expect([no.state, yes.state]).toEqual(['0', '1'])
      expect(yes.probability).toBeCloseTo(scores[row], 9)
    }
  })

  it('can be asked for any column from any others, and from the label', () => {
    const shares = query(model, {}, 'colour')
    expect(shares.map(({ state }) => state)).toEqual(['blue', 'green', 'red'])
    for (const { probability } of shares) expect(probability).toBeCloseTo(1 / 3, 1)
    const ofOnes = query(model, { label: 1 }, 'colour')
    expect(ofOnes[2].probability).toBeGreaterThan(0.4)
    expect(ofOnes.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 12)
    expect(query(model, { signal: 2.5 }, 'label')[1].probability).toBeGreaterThan(0.8)
    expect(query(model, { gap: null }, 'gap').find(({ state }) => state === 'missing')?.probability).toBe(1)
  })

  it.each([
    [{ sginal: 1 }, 'label', 'The network has no node "sginal". Did you mean "signal"?'],
    [{ signal: 1 }, 'labl', 'The network has no node "labl". Did you mean "label"?'],
    [{ colour: 'geen' }, 'label', 'colour is never "geen". Did you mean "green"?'],
    [{ signal: 'much' }, 'label', 'signal is a number, not "much".'],
    [{ colour: null }, 'label', 'Nothing was learned of colour where it is missing: leave it out.'],
    [{ label: 3 }, 'colour', 'The label label is 0 or 1, not 3.'],
  ])('answers what it was not taught with a sentence: %j for %s', (known, target, says) => {
    expect(() => query(model, known, target)).toThrow(says)
  })

  it('sums out what was never missing before, exactly', () => {
    const rows = takeRows(data.table, [4, 5, 6])
    const values = rows.values.slice()
    const at = rows.columns.findIndex(({ name }) => name === 'colour')
    values.fill(Number.NaN, 3 * at, 3 * at + 3)
    const scores = predict(model, { ...rows, values })
    const known = (row: number) =>
      Object.fromEntries(
        rows.columns.flatMap(({ name }, c): [string, number | null][] => {
          const cell = values[3 * c + row]
          return c === at ? [] : [[name, Number.isNaN(cell) ? null : cell]]
        }),
      )
    for (const row of [0, 1, 2]) expect(scores[row]).toBeCloseTo(query(model, known(row), 'label')[1].probability, 9)
  })

  it('counts what is said three times once', () => {
    const random = createRandom(4)
    const x = Array.from({ length: 2_000 }, () => random.normal())
    const labels = Uint8Array.from(x, (own) => (random.uniform() < sigmoid(1.5 * own) ? 1 : 0))
    const [once, thrice] = [tableFrom({ x }), tableFrom({ x, again: x, once_more: x })]
    const wanted = predict(learn({ table: once, labels }), once)
    predict(learn({ table: thrice, labels }), thrice).forEach((p, row) => {
      expect(Math.abs(p - wanted[row])).toBeLessThan(0.01)
    })
    const naive = predict(learn({ table: thrice, labels }, { shape: 'augmented-naive', maxParents: 1 }), thrice)
    expect(Math.max(...naive)).toBeGreaterThan(Math.max(...wanted) + 0.01)
  })

  it('gives a column that the label does not hang on nothing, and two that are alike the same', () => {
    const random = createRandom(2)
    const rows = 4_000
    const [a, b, c] = Array.from({ length: 3 }, () => Array.from({ length: rows }, () => random.integer(2)))
    const labels = Uint8Array.from(a, (own, row) => (random.uniform() < 0.1 + 0.4 * (own + b[row]) ? 1 : 0))
    const structure = {
      arcs: [
        ['a', 'label'],
        ['b', 'label'],
        ['label', 'd'],
      ] as const,
    }
    const d = labels.map((label) => (random.uniform() < 0.3 ? 1 - label : label))
    const table = tableFrom({ a, b, c, d: [...d] })
    const network = learn({ table, labels }, { structure })
    const { values } = bayesianNetwork.explain(network, table, compute)
    const both = a.findIndex((own, row) => own === 1 && b[row] === 1)
    expect(values[4 * both + 2]).toBe(0)
    expect(values[4 * both] / values[4 * both + 1]).toBeCloseTo(1, 1)
    expect(network.importance[2]).toBe(0)
  })

  it('takes the structure that a person wrote, and gives it back to be changed', () => {
    const structure = parseStructure('{"arcs": [["signal", "label"], ["label", "colour"]]}')
    const given = learn(data, { structure })
    expect([...structureOf(given).arcs].sort()).toEqual([...(structure.arcs ?? [])].sort())
    const again = learn(data, { structure: structureOf(model) })
    expect(predict(again, data.table)).toEqual(predict(model, data.table))
    const bound = learn(data, { structure: { required: [['noise', 'label']], forbidden: [['label', 'colour']] } })
    const { arcs } = structureOf(bound)
    expect(arcs).toContainEqual(['noise', 'label'])
    expect(arcs).not.toContainEqual(['label', 'colour'])
  })

  it.each([
    [{ structure: { arcs: [['signl', 'label']] } }, /"signl", which is no node. Did you mean "signal"/],
    [
      {
        structure: {
          required: [
            ['noise', 'gap'],
            ['gap', 'noise'],
          ],
        },
      },
      /circle/,
    ],
    [{ structure: { required: [['noise', 'label']], forbidden: [['noise', 'label']] } }, /both required and forbidden/],
    [{ label: 'colour' }, /A column is called "colour", as the label is/],
  ] as [Partial<BayesianOptions>, RegExp][])('refuses what is no structure of these columns: %j', (changed, says) => {
    expect(() => learn(data, changed)).toThrow(says)
  })

  it('finds the same structure where everybody is there ten times, and said to be', () => {
    const few = plantedTable(300, 9)
    const rows = Array.from({ length: 3_000 }, (_, row) => row % 300)
    const often = takeLabelled({ ...few, people: Float64Array.from({ length: 300 }, (_, person) => person) }, rows)
    expect(structureOf(learn(often))).toEqual(structureOf(learn(few)))
    expect(structureOf(learn({ table: often.table, labels: often.labels }))).not.toEqual(structureOf(learn(few)))
  })

  it('tells apart what only two columns together can tell', () => {
    const random = createRandom(8)
    const [a, b] = Array.from({ length: 2 }, () => Array.from({ length: 1_000 }, () => random.integer(2)))
    const labels = Uint8Array.from(a, (own, row) => own ^ b[row])
    const table = tableFrom({ a, b })
    const structure = {
      required: [
        ['a', 'label'],
        ['b', 'label'],
      ] as const,
    }
    const scores = predict(learn({ table, labels }, { structure }), table)
    expect(auc(scores, labels)).toBe(1)
  })
})
