import { describe, expect, it } from 'vitest'

import { soonAgain } from '../../../src/models/recommenders/soon-again.ts'
import { type HistoryRow, historiesFrom } from '../../support/training-data.ts'

const people = 200
/** Items 0 and 1 are coffees, 2 and 3 pans, 4 is of no kind. */
const kindOf = Int32Array.of(0, 0, 1, 1, -1)
const rows = Array.from({ length: people }, (_, user): readonly HistoryRow[] => [
  [user, 0, 100],
  [user, 1, 100 - (user % 2 === 0 ? 20 : 60)],
  [user, 2, 100],
  [user, 3, user === 0 ? 80 : 100],
  [user, 4, 100],
  [user, 4, 90],
]).flat()

describe('what is bought soon again', () => {
  it('is a kind of which half of the people buy another within a month, and not one that they buy once', () => {
    expect([...soonAgain(historiesFrom(people, 5, rows), kindOf)]).toEqual([1, 1, 0, 0, 0])
  })

  it('hears nothing from looking at things, nor from months that are not over', () => {
    const views = rows.map(([user, item, age]): HistoryRow => [user, item, age, 'VIEW'])
    expect([...soonAgain(historiesFrom(people, 5, views), kindOf)]).toEqual([0, 0, 0, 0, 0])
    const late = rows.map(([user, item, age]): HistoryRow => [user, item, age - 75])
    expect([
      ...soonAgain(
        historiesFrom(
          people,
          5,
          late.filter(([, , age]) => age >= 0),
        ),
        kindOf,
      ),
    ]).toEqual([0, 0, 0, 0, 0])
  })
})
