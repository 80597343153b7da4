import { describe, expect, it } from 'vitest'

import { createPlainCompute } from '../../src/compute/plain.ts'
import { createRandom } from '../../src/models/math/random.ts'
import { modelFromBytes, modelToBytes } from '../../src/models/model-bytes.ts'
import type { RecommenderFamily, TrainingData } from '../../src/models/recommenders/family.ts'
import type { Histories } from '../../src/models/recommenders/histories.ts'
import { checkerboard, missingOf } from '../support/purchase-rows.ts'
import { scoreRows } from '../support/score-all.ts'
import { type HistoryRow, historiesFrom, trainingDataFrom } from '../support/training-data.ts'

/** How the suite has to read a family; all on top of the family's own defaults. */
export interface RecommenderTraits<Options extends object> {
  readonly options?: Partial<Options>
  /** false where a family cannot know what is missing, by its nature: popularity, what is new, what is bought again. */
  readonly findsMissingSquare?: boolean
  /** true where people are drawn in the order of their rows while fitting: scores then depend on it, though not on which data there are. */
  readonly drawsPeople?: boolean
}

const users = 40
const squares = 12
/** Billed but not merchandise, and never bought. */
const [fee, unsold] = [squares, squares + 1]
const items = squares + 2

const withFee = (rows: readonly HistoryRow[], who: readonly number[]): readonly HistoryRow[] => [
  ...rows,
  ...who.map((user): HistoryRow => [user, fee, 3]),
]
const rows: readonly HistoryRow[] = withFee(checkerboard(users, squares), [0, 1, 2, 3, 20, 21])

const colourOf = (item: number): string => (item % 2 === 0 ? 'white' : 'black')
const board = (rows: readonly HistoryRow[], people = users): TrainingData =>
  trainingDataFrom(people, items, rows, {
    categoryOf: Int32Array.from({ length: items }, (_, item) => item % 2),
    recommendable: Uint8Array.from({ length: items }, (_, item) => (item === fee ? 0 : 1)),
    featuresOf: (item) => [{ kind: 'ATTRIBUTE', name: 'colour', value: colourOf(item) }],
    ageDays: Float32Array.from({ length: items }, (_, item) => 30 + item),
  })

/** The bytes of all typed arrays of a model, and 8 for each number beside them. */
const bytesOf = (value: unknown): number => {
  if (ArrayBuffer.isView(value)) return value.byteLength
  if (typeof value === 'number') return 8
  if (typeof value !== 'object' || value === null) return 0
  return Object.values(value).reduce((sum: number, part) => sum + bytesOf(part), 0)
}

const ownRow = ({ item, pointers }: Histories, user: number) =>
  new Set(item.subarray(pointers[user], pointers[user + 1]))

const expectClose = (found: ArrayLike<number>, wanted: ArrayLike<number>): void => {
  expect(found.length).toBe(wanted.length)
  const largest = Math.max(1e-6, ...Array.from(wanted))
  for (let at = 0; at < wanted.length; at++) expect(Math.abs(found[at] - wanted[at]) / largest).toBeLessThan(1e-3)
}

/** The suite that every family of recommenders passes, on data whose answer is known by construction. */
export const describeRecommender = <Options extends object, Model extends object>(
  family: RecommenderFamily<Options, Model>,
  { options: changed = {}, findsMissingSquare = true, drawsPeople = false }: RecommenderTraits<Options> = {},
): void => {
  const compute = createPlainCompute()
  const options: Options = { ...family.defaults, ...changed }
  const fitOn = (data: TrainingData, seed = 1) => family.fit(data, options, { compute, seed })
  const score = (model: Model, histories: Histories) => scoreRows(family, model, histories, compute)
  const bestNew = (scores: Float32Array, histories: Histories, user: number): number => {
    const own = ownRow(histories, user)
    let best = -1
    scores.forEach((value, item) => {
      if (!own.has(item) && item < squares && (best < 0 || value > scores[best])) best = item
    })
    return best
  }

  describe(`${family.name}, as a recommender,`, () => {
    const data = board(rows)
    const model = fitOn(data)
    const scores = score(model, data.histories)

    if (findsMissingSquare) {
      it('finds the missing square of a checkerboard first', () => {
        for (let user = 0; user < users; user++) {
          expect(bestNew(scores[user], data.histories, user)).toBe(missingOf(user, squares))
        }
      })
    }

    it('gives scores that are finite and 0 or more', () => {
      for (const row of scores) for (const value of row) expect(Number.isFinite(value) && value >= 0).toBe(true)
    })

    it('says something: not every score is 0', () => {
      expect(scores.some((row) => row.some((value) => value > 0))).toBe(true)
    })

    it('is the same model for the same data, options and seed', () => {
      expect(Buffer.compare(modelToBytes(fitOn(board(rows))), modelToBytes(model))).toBe(0)
    })

    it('is a frozen object that scores the same after it was saved and loaded', () => {
      expect(Object.isFrozen(model)).toBe(true)
      expect(score(modelFromBytes<Model>(modelToBytes(model)), data.histories)).toEqual(scores)
    })

    it('does not depend on the order of rows', () => {
      const shuffled = board(createRandom(3).shuffle(rows))
      expect(score(fitOn(shuffled), data.histories)).toEqual(scores)
    })

    if (!drawsPeople) {
      it('does not depend on how people are numbered', () => {
        const renumbered = rows.map(([user, ...rest]): HistoryRow => [users - 1 - user, ...rest])
        const again = score(fitOn(board(renumbered)), data.histories)
        again.forEach((row, user) => {
          expectClose(row, scores[user])
        })
      })
    }

    it('scores a part of the people as it scores all', () => {
      const part = scoreRows(family, model, data.histories, compute, [7, 9])
      expectClose(part[0], scores[7])
      expectClose(part[1], scores[8])
    })

    it('copes with somebody without a history', () => {
      const [row] = score(model, historiesFrom(1, items, []))
      for (const value of row) expect(Number.isFinite(value) && value >= 0).toBe(true)
    })

    it('copes with somebody who has only what nobody bought before', () => {
      const [row] = score(model, historiesFrom(1, items, [[0, unsold, 1]]))
      for (const value of row) expect(Number.isFinite(value) && value >= 0).toBe(true)
    })

    it.each([
      ['an empty shop', 0, 0, []],
      ['a shop where nobody bought', 3, 4, []],
      ['a shop with one item', 3, 1, [0, 1, 2].map((user): HistoryRow => [user, 0, user])],
      ['a shop with one purchase', 1, 2, [[0, 1, 5] as const]],
    ] as const)('either copes with %s or says in a sentence that it cannot', (_, people, count, rows) => {
      const tiny = trainingDataFrom(people, count, rows)
      let fitted: Model
      try {
        fitted = fitOn(tiny)
      } catch (error) {
        expect(error).toBeInstanceOf(Error)
        expect(String(error)).toMatch(/^Error: .{10,}/)
        return
      }
      for (const row of score(fitted, historiesFrom(2, count, rows.slice(0, 1)))) {
        for (const value of row) expect(Number.isFinite(value) && value >= 0).toBe(true)
      }
    })

    it('copes with events that are told twice', () => {
      const twice = board([...rows, ...rows])
      const doubled = score(fitOn(twice), twice.histories)
      for (let user = 0; user < users; user++) {
        for (const value of doubled[user]) expect(Number.isFinite(value) && value >= 0).toBe(true)
        if (findsMissingSquare) {
          expect(bestNew(doubled[user], data.histories, user)).toBe(missingOf(user, squares))
        }
      }
    })

    it('hears no evidence from what is not merchandise, neither in fitting nor in scoring', () => {
      const without = board(rows.filter(([, item]) => item !== fee))
      const clean = score(fitOn(without), without.histories)
      scores.forEach((row, user) => {
        expectClose(row.subarray(0, squares), clean[user].subarray(0, squares))
      })
      const [nobody] = score(model, historiesFrom(1, items, []))
      const [onlyFee] = score(model, historiesFrom(1, items, [[0, fee, 2]]))
      expectClose(onlyFee.subarray(0, squares), nobody.subarray(0, squares))
    })

    it('leaves its input as it was', () => {
      const before = structuredClone(data)
      score(fitOn(data), data.histories)
      expect(data).toEqual(before)
    })

    it('explains a score by parts above 0 that add up to it, the largest first', () => {
      for (let user = 0; user < users; user += 7) {
        for (let item = 0; item < squares; item++) {
          const values = family.explain(model, data.histories, user, item, compute).map(({ value }) => value)
          for (const value of values) expect(value).toBeGreaterThan(0)
          expect(values).toEqual([...values].sort((a, b) => b - a))
          const sum = values.reduce((sum, value) => sum + value, 0)
          expect(Math.abs(sum - scores[user][item])).toBeLessThan(1e-3 * scores[user][item] + 1e-6)
        }
      }
    })

    it('scores an item lower once what it names first is taken out of the history', () => {
      for (let user = 0; user < users; user += 7) {
        const item = bestNew(scores[user], data.histories, user)
        const [first] = family.explain(model, data.histories, user, item, compute)
        if (first === undefined || (first.kind !== 'ITEM' && first.kind !== 'NEXT')) continue
        const rest = rows.filter(([who, what]) => who === user && what !== first.item)
        const without = historiesFrom(users, items, rest)
        expect(scoreRows(family, model, without, compute, [user, user + 1])[0][item]).toBeLessThan(scores[user][item])
      }
    })

    it('takes no more memory than it says beforehand', () => {
      expect(bytesOf(model)).toBeLessThanOrEqual(family.memory(data, options).model)
      expect(family.memory(data, options).fit).toBeGreaterThan(0)
    })

    it('has defaults that lie in its own search space', () => {
      for (const [option, values] of Object.entries(family.space)) {
        expect(values).toContainEqual(family.defaults[option as keyof Options])
      }
    })
  })
}
