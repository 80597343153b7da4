import { describe, expect, it } from 'vitest'

import { createPlainCompute } from '../../src/compute/plain.ts'
import type { Table } from '../../src/models/classifiers/table.ts'
import { takeRows } from '../../src/models/classifiers/take-rows.ts'
import { createRandom } from '../../src/models/math/random.ts'
import { modelFromBytes, modelToBytes } from '../../src/models/model-bytes.ts'
import type { MeasuredTable, RegressorFamily } from '../../src/models/regressors/family.ts'
import { takeMeasured } from '../../src/models/regressors/take-measured.ts'
import { plantedTable } from '../support/labelled-tables.ts'

/** How the suite has to read a family; all on top of the family's own defaults. */
export interface RegressorTraits<Options extends object> {
  readonly options?: Partial<Options>
  /** false where a family reads no column: baselines. */
  readonly learns?: boolean
  /** true where rows are drawn or dealt out while fitting: the model then depends on their order. */
  readonly drawsRows?: boolean
  /** How far from the prediction contributions may add up to. Default 1e-6. */
  readonly additivity?: number
  /** The share of the variance that must be explained on people never seen; .95 of what can be, unless told. */
  readonly explained?: number
  /** Rows to plant; 600 unless told. */
  readonly rows?: number
}

const expectFinite = (values: Float64Array): void => {
  for (const value of values) expect(Number.isFinite(value)).toBe(true)
}

const expectClose = (found: Float64Array, wanted: Float64Array, within: number): void => {
  expect(found.length).toBe(wanted.length)
  for (let at = 0; at < wanted.length; at++) expect(Math.abs(found[at] - wanted[at])).toBeLessThanOrEqual(within)
}

/** The logits that `plantedTable` draws labels with, here foretold themselves; with a little noise. */
const plantedTargets = (rows: number, seed: number): MeasuredTable => {
  const { table, logits } = plantedTable(rows, seed)
  const random = createRandom(seed + 100)
  return { table, targets: logits.map((value) => 100 + 10 * value + random.normal()) }
}

const explainedShare = (found: Float64Array, targets: Float64Array): number => {
  const mean = targets.reduce((sum, target) => sum + target, 0) / targets.length
  const squares = (of: (target: number, row: number) => number) =>
    targets.reduce((sum, target, row) => sum + of(target, row) ** 2, 0)
  return 1 - squares((target, row) => target - found[row]) / squares((target) => target - mean)
}

/** Fits, or gives the readable sentence why not. */
const attempt = <Model>(learn: () => Model): Model | null => {
  try {
    return learn()
  } catch (error) {
    expect(String(error)).toMatch(/^Error: [A-Z].{10,}\.$/)
    return null
  }
}

/** The suite that every family of regressors passes, on data whose truth is known by construction. */
export const describeRegressor = <Options extends object, Model extends object>(
  family: RegressorFamily<Options, Model>,
  traits: RegressorTraits<Options> = {},
): void => {
  const { learns = true, drawsRows = false, additivity = 1e-6, explained = 0.95, rows = 600 } = traits
  const compute = createPlainCompute()
  const options: Options = { ...family.defaults, ...traits.options }
  const fitOn = (data: MeasuredTable, seed = 1) => family.fit(data, options, { compute, seed })
  const foretell = (model: Model, table: Table) => family.predict(model, table, compute)

  describe(`${family.name}, as a regressor,`, () => {
    const data = plantedTargets(rows, 1)
    const fresh = plantedTargets(400, 2)
    const model = fitOn(data)
    const found = foretell(model, fresh.table)

    it('foretells finite amounts', () => {
      expect(found.length).toBe(400)
      expectFinite(found)
    })

    if (learns) {
      it('explains most of what can be explained of people it never saw', () => {
        expect(explainedShare(found, fresh.targets)).toBeGreaterThan(explained)
      })

      it('owes more to what matters than to what does not', () => {
        const [signal, noise, colour, , constant, copy] = family.importance(model)
        expect(signal + copy).toBeGreaterThan(noise)
        expect(colour).toBeGreaterThan(noise)
        expect(constant).toBeLessThan(1e-6)
      })

      it('foretells thousandfold amounts where the targets are thousandfold', () => {
        const larger = fitOn({ table: data.table, targets: data.targets.map((target) => 1000 * target) })
        const thousandth = foretell(larger, fresh.table).map((value) => value / 1000)
        expect(explainedShare(thousandth, fresh.targets)).toBeGreaterThan(explained)
      })
    }

    it('is the same model for the same data, options and seed', () => {
      expect(modelToBytes(fitOn(plantedTargets(rows, 1)))).toEqual(modelToBytes(model))
    })

    it('is a frozen object that says the same after it was saved and loaded', () => {
      expect(Object.isFrozen(model)).toBe(true)
      const loaded = modelFromBytes<Model>(modelToBytes(model))
      expect(foretell(loaded, fresh.table)).toEqual(found)
      expect(family.explain(loaded, fresh.table, compute)).toEqual(family.explain(model, fresh.table, compute))
    })

    if (!drawsRows) {
      it('does not depend on the order of rows', () => {
        const order = createRandom(3).shuffle(Array.from({ length: rows }, (_, row) => row))
        expectClose(foretell(fitOn(takeMeasured(data, order)), fresh.table), found, 1e-3)
      })
    }

    it('foretells a part of the people as it does all', () => {
      const some = [3, 399, 0, 17]
      const wanted = Float64Array.from(some, (row) => found[row])
      expectClose(foretell(model, takeRows(fresh.table, some)), wanted, 1e-6)
      expect(foretell(model, takeRows(fresh.table, []))).toEqual(new Float64Array(0))
    })

    it('explains each amount by contributions that add up to it', () => {
      const some = takeRows(fresh.table, [0, 1, 2, 3, 5, 8, 13, 21, 34, 55])
      const { base, values } = family.explain(model, some, compute)
      const columns = some.columns.length
      expect(values.length).toBe(some.rows * columns)
      foretell(model, some).forEach((amount, row) => {
        const sum = values.subarray(row * columns, (row + 1) * columns).reduce((sum, value) => sum + value, base)
        expect(Math.abs(sum - amount)).toBeLessThan(additivity * Math.max(1, Math.abs(amount)))
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
      expect(() => foretell(model, { ...table, columns: renamed })).toThrow(/lacks .*signal/)
    })

    it.each([
      ['missing', Number.NaN],
      ['infinite', Infinity],
      ['enormous', 3e38],
    ])('copes with numbers that are all %s, in learning and in foretelling', (_, value) => {
      const spoil = (table: Table): Table => {
        const numbers = table.columns.map(({ kind }) => kind === 'NUMBER')
        return { ...table, values: table.values.map((cell, i) => (numbers[Math.floor(i / table.rows)] ? value : cell)) }
      }
      expectFinite(foretell(model, spoil(fresh.table)))
      const spoilt = attempt(() => fitOn({ table: spoil(data.table), targets: data.targets }))
      if (spoilt) expectFinite(foretell(spoilt, fresh.table))
    })

    it('foretells what is always the same as that', () => {
      const same = fitOn({ table: data.table, targets: data.targets.map(() => 42) })
      expectClose(foretell(same, fresh.table), new Float64Array(400).fill(42), 0.01)
    })

    it.each([Number.NaN, Infinity])('says in a sentence that it cannot learn from a target of %d', (wrong) => {
      const targets = data.targets.map((target, row) => (row === 7 ? wrong : target))
      expect(() => fitOn({ table: data.table, targets })).toThrow(/not a finite number/)
    })

    it('says in a sentence that it cannot learn where there are no rows', () => {
      expect(() => fitOn(takeMeasured(data, []))).toThrow(/no rows/)
    })

    it('either learns from ten rows or says in a sentence that it cannot', () => {
      const tiny = attempt(() => fitOn(takeMeasured(data, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])))
      if (tiny) expectFinite(foretell(tiny, fresh.table))
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
      const before = structuredClone(data)
      foretell(fitOn(data), data.table)
      family.explain(model, takeRows(data.table, [0, 1]), compute)
      expect(data).toEqual(before)
    })

    it('has defaults that lie in its own search space', () => {
      for (const [option, values] of Object.entries(family.space)) {
        expect(values).toContainEqual(family.defaults[option as keyof Options])
      }
    })
  })
}
