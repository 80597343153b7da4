import { describe, expect, it } from 'vitest'

import { createPlainCompute } from '../../src/compute/plain.ts'
import type { Table } from '../../src/models/classifiers/table.ts'
import { takeRows } from '../../src/models/classifiers/take-rows.ts'
import { createRandom } from '../../src/models/math/random.ts'
import { modelFromBytes, modelToBytes } from '../../src/models/model-bytes.ts'
import { qiniArea, rankBy } from '../../src/models/uplift/qini.ts'
import { type TreatedTable, takeTreated } from '../../src/models/uplift/treated-table.ts'
import { type UpliftFamily, upliftOf } from '../../src/models/uplift/uplift-family.ts'

const pattern = (rows: number, seed: number, share: number) => {
  const random = createRandom(seed)
  const columns: Table['columns'] = [
    { kind: 'NUMBER', name: 'moved' },
    { kind: 'NUMBER', name: 'ready' },
    { kind: 'CATEGORY', name: 'colour', levels: ['red', 'green'] },
  ]
  const values = new Float32Array(3 * rows)
  const [outcomes, treated, truth] = [new Uint8Array(rows), new Uint8Array(rows), new Float64Array(rows)]
  for (let row = 0; row < rows; row++) {
    const [moved, ready] = [random.normal(), random.normal()]
    values[row] = moved
    values[rows + row] = random.uniform() < 0.02 ? Number.NaN : ready
    values[2 * rows + row] = random.integer(2)
    treated[row] = random.uniform() < share ? 1 : 0
    truth[row] = moved > 0 ? 0.3 : -0.1
    const chance = 0.35 + (ready > 0 ? 0.15 : 0) + treated[row] * truth[row]
    outcomes[row] = random.uniform() < chance ? 1 : 0
  }
  return { data: { table: { rows, columns, values }, outcomes, treated } satisfies TreatedTable, truth }
}

const readable = /^Error: [A-Z].{10,}\.$/

/** The suite that every uplift learner passes, on experiments whose effects are known by construction. */
export const describeUplift = (family: UpliftFamily, { learns = true }: { readonly learns?: boolean } = {}): void => {
  const tools = { compute: createPlainCompute(), seed: 1 }
  const learn = (data: TreatedTable) => family.fit(data, family.defaults, tools)

  describe(`${family.name}, as an uplift learner,`, () => {
    const { data } = pattern(4000, 1, 0.5)
    const { data: fresh, truth } = pattern(3000, 2, 0.5)
    const model = learn(data)
    const told = family.predict(model, fresh.table, tools.compute)
    const uplift = upliftOf(told)

    it('gives probabilities', () => {
      for (const p of [...told.without, ...told.with]) expect(p >= 0 && p <= 1).toBe(true)
    })

    it('finds the average effect', () => {
      const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length
      expect(Math.abs(mean(uplift) - mean(truth))).toBeLessThan(0.04)
    })

    if (learns) {
      it('ranks people it never saw by what treatment changes, and not by how ready they are', () => {
        const best = qiniArea(rankBy(truth), fresh)
        expect(qiniArea(rankBy(uplift), fresh)).toBeGreaterThan(0.8 * best)
      })

      it('tells those apart whom treatment moves from those whom it drives away', () => {
        const of = (moved: boolean) => uplift.filter((_, row) => truth[row] > 0 === moved)
        const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length
        expect(mean(of(true))).toBeGreaterThan(0.18)
        expect(mean(of(false))).toBeLessThan(0.02)
      })

      it('explains each uplift by contributions that add up to it, and owes most of it to what makes it', () => {
        const table = takeRows(
          fresh.table,
          Array.from({ length: 200 }, (_, row) => row),
        )
        const { base, values } = family.explain(model, table, tools.compute)
        const sizes = [0, 0, 0]
        for (let row = 0; row < table.rows; row++) {
          const own = values.subarray(row * 3, row * 3 + 3)
          expect(Math.abs(own.reduce((sum, value) => sum + value, base) - uplift[row])).toBeLessThan(1e-5)
          own.forEach((value, column) => {
            sizes[column] += Math.abs(value)
          })
        }
        expect(sizes[0]).toBeGreaterThan(2 * sizes[1])
        expect(sizes[0]).toBeGreaterThan(2 * sizes[2])
      })

      it('finds the same where few are treated', () => {
        const few = pattern(8000, 3, 0.2).data
        const own = upliftOf(family.predict(learn(few), fresh.table, tools.compute))
        expect(qiniArea(rankBy(own), fresh)).toBeGreaterThan(0.7 * qiniArea(rankBy(truth), fresh))
      })
    }

    it('is the same model for the same data and seed, and survives being written down', () => {
      const again = family.predict(learn(data), fresh.table, tools.compute)
      const read = family.predict(modelFromBytes(modelToBytes(model)) as object, fresh.table, tools.compute)
      expect(again).toEqual(told)
      expect(read).toEqual(told)
    })

    it('says what it is missing', () => {
      const arm = (of: number) =>
        takeTreated(
          data,
          [...data.treated.keys()].filter((row) => data.treated[row] === of),
        )
      expect(() => learn(arm(1))).toThrow('nobody who are not treated')
      expect(() => learn(arm(0))).toThrow('nobody who are treated')
      const never = { ...data, outcomes: new Uint8Array(data.table.rows) }
      try {
        learn(never)
      } catch (error) {
        expect(String(error)).toMatch(readable)
      }
    })
  })
}
