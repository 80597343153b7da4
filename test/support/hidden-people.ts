import { createDemoBehaviour } from '../../src/commands/demo-behaviour.ts'
import type { Compute } from '../../src/compute/compute.ts'
import type { DemoTruth } from '../../src/demo/truth.ts'
import { learnableColumns } from '../../src/jobs/prediction-data.ts'
import { encodeVectors } from '../../src/models/clustering/vectors.ts'
import { findLookalikes } from '../../src/models/lookalikes/find-lookalikes.ts'
import { createRandom } from '../../src/models/math/random.ts'

export interface Search {
  readonly model: string
  readonly seeds: number
  /** People who are the same, and were not named. */
  readonly hidden: number
  /** Of as many lookalikes as there are hidden people the part who are hidden ones, 0..1. */
  readonly precision: number
  /** What it would be by lot. */
  readonly byLot: number
}

/** A generated shop in which half of the people who are really something are named, and the other half are to be found by their behaviour. */
export const createHiddenPeople = (users: number, compute: Compute) => {
  const snapshot = createDemoBehaviour({ seed: 7, users, until: new Date('2026-06-30T00:00:00Z') })(
    new Date('2026-03-31T00:00:00Z'),
  )
  const { table, truths } = snapshot
  const columns = learnableColumns(table)
  const places = columns.map((column) => table.columns.indexOf(column))
  const vectors = encodeVectors(
    table,
    places,
    Int32Array.from({ length: table.rows }, (_, row) => row),
  )
  const find = (is: (truth: DemoTruth) => boolean, seed: number): Search => {
    const random = createRandom(seed)
    const really = truths.map(is)
    const isSeed = Uint8Array.from(really, (holds) => (random.uniform() < 0.5 && holds ? 1 : 0))
    const seeds = isSeed.reduce((sum, mark) => sum + mark, 0)
    const hidden = really.filter(Boolean).length - seeds
    const { people, model } = compute.scope(() =>
      findLookalikes({ vectors, columns, isSeed, most: hidden, seed: 1 }, compute),
    )
    const precision = people.filter((row) => really[row]).length / hidden
    return { model, seeds, hidden, precision, byLot: hidden / (table.rows - seeds) }
  }
  return { snapshot, find, archetypes: [...new Set(truths.map(({ archetype }) => archetype))].sort() }
}
