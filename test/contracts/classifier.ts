import { describe, expect, it } from 'vitest'

import { createPlainCompute } from '../../src/compute/plain.ts'
import type { ClassifierFamily, LabelledTable } from '../../src/models/classifiers/family.ts'
import type { Table } from '../../src/models/classifiers/table.ts'
import { takeLabelled, takeRows } from '../../src/models/classifiers/take-rows.ts'
import { auc } from '../../src/models/evaluation/auc.ts'
import { createRandom } from '../../src/models/math/random.ts'
import { logit } from '../../src/models/math/sigmoid.ts'
import { modelFromBytes, modelToBytes } from '../../src/models/model-bytes.ts'
import { plantedTable, tableFrom } from '../support/labelled-tables.ts'

/** How the suite has to read a family; all on top of the family's own defaults. */
export interface ClassifierTraits<Options extends object> {
  readonly options?: Partial<Options>
  /** false where a family reads no column, or a single one: baselines. */
  readonly learns?: boolean
  /** false where it cannot tell from a value that it is missing. */
  readonly hearsMissing?: boolean
  /** true where rows are drawn or dealt out while fitting: the model then depends on their order, though not on what it was called with. */
  readonly drawsRows?: boolean
  /** How far from the logit contributions may add up to. Default 1e-6. */
  readonly additivity?: number
  /** Rows to plant; 600 unless told. */
  readonly rows?: number
}

const expectProbabilities = (probabilities: Float64Array, rows: number): void => {
  expect(probabilities.length).toBe(rows)
  for (const p of probabilities) expect(p > 0 && p < 1).toBe(true)
}

const expectClose = (found: Float64Array, wanted: Float64Array, within: number): void => {
  expect(found.length).toBe(wanted.length)
  for (let at = 0; at < wanted.length; at++) expect(Math.abs(found[at] - wanted[at])).toBeLessThanOrEqual(within)
}

const readable = /^Error: [A-Z].{10,}\.$/

/** Fits, or gives the readable sentence why not. */
const attempt = <Model>(learn: () => Model): Model | null => {
  try {
    return learn()
  } catch (error) {
    expect(String(error)).toMatch(readable)
    return null
  }
}

/** The suite that every family of classifiers passes, on data whose truth is known by construction. */
export const describeClassifier = <Options extends object, Model extends object>(
  family: ClassifierFamily<Options, Model>,
  traits: ClassifierTraits<Options> = {},
): void => {
  const { learns = true, hearsMissing = learns, drawsRows = false, additivity = 1e-6, rows = 600 } = traits
  const compute = createPlainCompute()
  const options: Options = { ...family.defaults, ...traits.options }
  const fitOn = (data: LabelledTable, seed = 1) => family.fit(data, options, { compute, seed })
  const score = (model: Model, table: Table) => family.predict(model, table, compute)

  describe(`${family.name}, as a classifier,`, () => {
    const data = plantedTable(rows, 1)
    const fresh = plantedTable(400, 2)
    const model = fitOn(data)
    const scores = score(model, fresh.table)

    it('gives probabilities that are finite and strictly between 0 and 1', () => {
      expectProbabilities(scores, 400)
    })

    if (learns) {
      it('ranks people it never saw nearly as well as the truth does', () => {
        const best = auc(fresh.truth, fresh.labels) ?? 0
        expect(auc(scores, fresh.labels)).toBeGreaterThan(best - 0.04)
      })

      it('owes more to what matters than to what does not', () => {
        const [signal, noise, colour, , constant, copy] = family.importance(model)
        expect(signal + copy).toBeGreaterThan(noise)
        expect(colour).toBeGreaterThan(noise)
        expect(constant).toBeLessThan(1e-6)
      })
    }

    if (hearsMissing) {
      it('hears that a value is missing where that is all there is to hear', () => {
        const hint = Array.from({ length: 300 }, (_, row) => (row % 3 === 0 ? null : (row * 7) % 11))
        const missing = {
          table: tableFrom({ signal: hint }),
          labels: Uint8Array.from(hint, (v) => (v === null ? 1 : 0)),
        }
        const own = attempt(() => fitOn(missing))
        if (own) expect(auc(score(own, missing.table), missing.labels)).toBeGreaterThan(0.99)
      })
    }

    it('is the same model for the same data, options and seed', () => {
      expect(modelToBytes(fitOn(plantedTable(rows, 1)))).toEqual(modelToBytes(model))
    })

    it('is a frozen object that says the same after it was saved and loaded', () => {
      expect(Object.isFrozen(model)).toBe(true)
      const loaded = modelFromBytes<Model>(modelToBytes(model))
      expect(score(loaded, fresh.table)).toEqual(scores)
      expect(family.explain(loaded, fresh.table, compute)).toEqual(family.explain(model, fresh.table, compute))
    })

    if (!drawsRows) {
      it('does not depend on the order of rows', () => {
        const order = createRandom(3).shuffle(Array.from({ length: rows }, (_, row) => row))
        expectClose(score(fitOn(takeLabelled(data, order)), fresh.table), scores, 1e-5)
      })
    }

    it('scores a part of the people as it scores all', () => {
      const some = [3, 399, 0, 17]
      const wanted = Float64Array.from(some, (row) => scores[row])
      expectClose(score(model, takeRows(fresh.table, some)), wanted, 1e-9)
      expect(score(model, takeRows(fresh.table, []))).toEqual(new Float64Array(0))
    })

    it('explains each score by contributions that add up to its logit', () => {
      const some = takeRows(fresh.table, [0, 1, 2, 3, 5, 8, 13, 21, 34, 55])
      const { base, values } = family.explain(model, some, compute)
      const columns = some.columns.length
      expect(values.length).toBe(some.rows * columns)
      score(model, some).forEach((p, row) => {
        const sum = values.subarray(row * columns, (row + 1) * columns).reduce((sum, value) => sum + value, base)
        expect(Math.abs(sum - logit(p))).toBeLessThan(additivity)
      })
    })

    it('shares its importance among its columns', () => {
      const importance = family.importance(model)
      expect(importance.length).toBe(data.table.columns.length)
      for (const share of importance) expect(share).toBeGreaterThanOrEqual(0)
      expect(importance.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9)
    })

    it('refuses a table with other columns, and names them', () => {
      const { table } = fresh
      const renamed = table.columns.map((column, at) => (at === 0 ? { ...column, name: 'sigma' } : column))
      expect(() => score(model, { ...table, columns: renamed })).toThrow(/lacks .*signal/)
      const more = {
        rows: 1,
        columns: [...table.columns, { kind: 'NUMBER', name: 'more' }],
        values: new Float32Array(7),
      } as const
      expect(() => family.explain(model, more, compute)).toThrow(/does not know: more/)
    })

    it('reads categories by their names, and takes one it never saw for missing', () => {
      const { table } = fresh
      const at = table.columns.findIndex(({ name }) => name === 'colour')
      const levels = ['violet', 'red', 'green', 'blue']
      const columns = table.columns.map((column, c) => (c === at ? { ...column, levels } : column))
      const recode = (to: (code: number) => number) => {
        const values = table.values.map((value, i) => (Math.floor(i / table.rows) === at ? to(value) : value))
        return score(model, { ...table, columns, values })
      }
      expectClose(
        recode((code) => 3 - code),
        scores,
        0,
      )
      const missing = table.values.map((value, i) => (Math.floor(i / table.rows) === at ? Number.NaN : value))
      expectClose(
        recode(() => 0),
        score(model, { ...table, values: missing }),
        0,
      )
    })

    it.each([
      ['missing', Number.NaN],
      ['infinite', Infinity],
      ['infinite and negative', -Infinity],
      ['enormous', 3e38],
      ['enormous and negative', -3e38],
    ])('copes with numbers that are all %s, in learning and in scoring', (_, value) => {
      const spoil = (table: Table): Table => {
        const numbers = table.columns.map(({ kind }) => kind === 'NUMBER')
        return { ...table, values: table.values.map((cell, i) => (numbers[Math.floor(i / table.rows)] ? value : cell)) }
      }
      expectProbabilities(score(model, spoil(fresh.table)), 400)
      for (const part of family.explain(model, spoil(takeRows(fresh.table, [1, 2])), compute).values) {
        expect(Number.isFinite(part)).toBe(true)
      }
      const spoilt = attempt(() => fitOn({ table: spoil(data.table), labels: data.labels }))
      if (spoilt) expectProbabilities(score(spoilt, fresh.table), 400)
    })

    it('copes with a few infinite and enormous numbers among the others', () => {
      const values = data.table.values.slice()
      values.set([Infinity, -Infinity, 3e38, -3e38], 10)
      const spoilt = fitOn({ table: { ...data.table, values }, labels: data.labels })
      expectProbabilities(score(spoilt, fresh.table), 400)
    })

    it.each([0, 1])('says in a sentence that it cannot learn where every label is %i', (label) => {
      expect(() => fitOn({ table: data.table, labels: data.labels.map(() => label) })).toThrow(/both classes/)
    })

    it('says in a sentence that it cannot learn where there are no rows', () => {
      expect(() => fitOn(takeLabelled(data, []))).toThrow(/no rows/)
    })

    it('either learns from ten rows or says in a sentence that it cannot', () => {
      const few = Array.from({ length: rows }, (_, row) => row)
      const ten = [
        ...few.filter((row) => data.labels[row] === 1).slice(0, 5),
        ...few.filter((row) => data.labels[row] === 0).slice(0, 5),
      ]
      const tiny = attempt(() => fitOn(takeLabelled(data, ten)))
      if (tiny) expectProbabilities(score(tiny, fresh.table), 400)
    })

    it('stays finite, and neither 0 nor 1, where a column leaks the label', () => {
      const values = data.table.values.slice()
      values.set(data.labels)
      const leaking = attempt(() => fitOn({ table: { ...data.table, values }, labels: data.labels }))
      if (!leaking) return
      expectProbabilities(score(leaking, data.table), rows)
      for (const part of family.explain(leaking, takeRows(data.table, [0, 1, 2, 3]), compute).values) {
        expect(Number.isFinite(part)).toBe(true)
      }
    })

    it('tells before it fits what a fit takes, and more of it for more rows', () => {
      const told = family.memory(data.table, options)
      expect(told.model).toBeGreaterThanOrEqual(modelToBytes(model).length / 2)
      expect(told.fit).toBeGreaterThanOrEqual(told.model)
      const more = { rows: 1000 * rows, columns: data.table.columns }
      expect(family.memory(more, options).fit).toBeGreaterThan(told.fit)
      expect(family.work(data.table, options)).toBeGreaterThan(0)
      expect(family.work(more, options)).toBeGreaterThan(10 * family.work(data.table, options))
    })

    it('leaves its input as it was', () => {
      const before = structuredClone({ table: data.table, labels: data.labels })
      score(fitOn(data), data.table)
      family.explain(model, takeRows(data.table, [0, 1]), compute)
      expect({ table: data.table, labels: data.labels }).toEqual(before)
    })

    it('has defaults that lie in its own search space', () => {
      for (const [option, values] of Object.entries(family.space)) {
        expect(values).toContainEqual(family.defaults[option as keyof Options])
      }
    })
  })
}
