import { describe, expect, it } from 'vitest'

import { seasonOf } from '../../../src/models/recommenders/season.ts'
import { type HistoryRow, trainingDataFrom } from '../../support/training-data.ts'

/** A thing for every season, one for now, one of half a year ago, and one without a category. */
const [always, now, summer, nameless] = [0, 1, 2, 3]
const categoryOf = Int32Array.of(0, 1, 2, -1)
const chosen = (item: number, ages: readonly number[]): readonly HistoryRow[] =>
  ages.flatMap((age) => Array.from({ length: 50 }, (_, user): HistoryRow => [user, item, age]))

const evenly = Array.from({ length: 24 }, (_, at) => 15.2 * at)
const seasonIn = (rows: readonly HistoryRow[]) => seasonOf(trainingDataFrom(50, 4, rows, { categoryOf }))

describe('the season', () => {
  const season = seasonIn([
    ...chosen(always, evenly),
    ...chosen(now, [3, 8, 12]),
    ...chosen(summer, [170, 180, 190]),
    ...chosen(nameless, [170, 180, 190]),
  ])

  it('is for what is chosen now and against what was chosen half a year ago', () => {
    expect(season[now]).toBeGreaterThan(2)
    expect(season[summer]).toBeLessThan(0.3)
  })

  it('leaves what has no category alone', () => {
    expect(season[nameless]).toBe(1)
  })

  it('knows what is about to come from what came at this time a year ago', () => {
    const ahead = seasonIn([...chosen(always, evenly), ...chosen(now, [340, 345]), ...chosen(summer, [170, 180])])
    expect(ahead[now]).toBeGreaterThan(2)
  })

  it('is told by many, not by one', () => {
    const few = seasonOf(
      trainingDataFrom(
        2,
        4,
        [
          [0, always, 100],
          [1, now, 1],
        ],
        { categoryOf },
      ),
    )
    expect(few[now]).toBeLessThan(1.05)
  })

  it('is the same for everything where nothing has a time', () => {
    expect([...seasonIn([...chosen(always, [0, 0]), ...chosen(now, [0])])]).toEqual([1, 1, 1, 1])
  })
})
