import type { Points } from '../../src/models/clustering/points.ts'
import { createRandom } from '../../src/models/math/random.ts'

export interface PlantedClusters {
  readonly points: Points
  /** Per row which of the groups it was drawn from. */
  readonly truth: Int32Array
}

/** Round groups of the given sizes, each 1 wide in every direction, their middles `apart` from each other on axes of their own. */
export const plantedClusters = (sizes: readonly number[], apart: number, seed: number, width = 6): PlantedClusters => {
  const random = createRandom(seed)
  const rows = random.shuffle(sizes.flatMap((size, group) => Array<number>(size).fill(group)))
  const values = rows.flatMap((group) =>
    Array.from(
      { length: width },
      (_, c) => random.normal() + (c === group % width ? apart * (1 + Math.floor(group / width)) : 0),
    ),
  )
  return {
    points: { rows: rows.length, width, values: Float32Array.from(values) },
    truth: Int32Array.from(rows),
  }
}

/** How often two people that belong together are together, and two that do not are not: 1 the same division, 0 no better than by lot (Hubert & Arabie 1985). */
export const adjustedRand = (a: Int32Array, b: Int32Array): number => {
  const pairs = (counts: Iterable<number>) => [...counts].reduce((sum, count) => sum + (count * (count - 1)) / 2, 0)
  const countsOf = (keys: readonly string[]) =>
    [...Map.groupBy(keys, (key) => key).values()].map(({ length }) => length)
  const both = pairs(countsOf(Array.from(a, (label, row) => `${label} ${b[row]}`)))
  const [ofA, ofB] = [pairs(countsOf(Array.from(a, String))), pairs(countsOf(Array.from(b, String)))]
  const byLot = (ofA * ofB) / pairs([a.length])
  return (both - byLot) / ((ofA + ofB) / 2 - byLot)
}
