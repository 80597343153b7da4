import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { matchClusters } from '../../../src/models/clustering/match-clusters.ts'
import { bestAssignment } from '../../../src/models/math/best-assignment.ts'

/** Every way to give rows columns of their own. */
const permutations = (columns: readonly number[], rows: number): readonly (readonly number[])[] =>
  rows === 0
    ? [[]]
    : columns.flatMap((column) =>
        permutations(
          columns.filter((other) => other !== column),
          rows - 1,
        ).map((rest) => [column, ...rest]),
      )

const matrix = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 1 })).chain(([rows, more]) =>
  fc.record({
    rows: fc.constant(rows),
    columns: fc.constant(rows + more),
    values: fc.array(fc.integer({ min: -20, max: 20 }), {
      minLength: rows * (rows + more),
      maxLength: rows * (rows + more),
    }),
  }),
)

describe('the best assignment', () => {
  it('is worth as much as the best of all, tried one by one', () => {
    fc.assert(
      fc.property(matrix, ({ rows, columns, values }) => {
        const worth = (of: ArrayLike<number>) =>
          Array.from({ length: rows }, (_, row) => values[row * columns + of[row]]).reduce(
            (sum, value) => sum + value,
            0,
          )
        const found = bestAssignment(Float64Array.from(values), rows, columns)
        expect(new Set(found).size).toBe(rows)
        const best = Math.max(...permutations([...Array(columns).keys()], rows).map(worth))
        expect(worth(found)).toBe(best)
      }),
      { numRuns: 150 },
    )
  })

  it('refuses more rows than columns', () => {
    expect(() => bestAssignment(new Float64Array(2), 2, 1)).toThrow(RangeError)
  })
})

describe('matching clusters', () => {
  const people = (...counts: number[]) => Float64Array.from(counts)

  it('knows clusters again whatever order they come in', () => {
    expect(matchClusters({ before: [4, 7, 9], k: 3, people: people(0, 90, 5, 2, 0, 80, 70, 1, 0) }, 12)).toEqual([
      9, 4, 7,
    ])
  })

  it('gives a number that never was to what is new, and leaves out what is gone', () => {
    expect(matchClusters({ before: [1, 2], k: 3, people: people(100, 0, 5, 0, 60, 55) }, 3)).toEqual([1, 2, 3])
    expect(matchClusters({ before: [1, 2, 3], k: 2, people: people(100, 0, 0, 100, 20, 10) }, 4)).toEqual([1, 2])
  })

  it('takes no name from a cluster with which it has little in common', () => {
    expect(matchClusters({ before: [1], k: 3, people: people(33, 34, 33) }, 2)).toEqual([2, 1, 3])
    expect(matchClusters({ before: [1], k: 4, people: people(25, 25, 25, 25) }, 2)).toEqual([2, 3, 4, 5])
  })

  it('numbers all of them anew where there was nothing before, or nobody stayed', () => {
    expect(matchClusters({ before: [], k: 2, people: people() }, 1)).toEqual([1, 2])
    expect(matchClusters({ before: [1, 2], k: 2, people: people(0, 0, 0, 0) }, 3)).toEqual([3, 4])
  })
})
