import { buildInteractions, type Interactions } from '../../src/models/interactions.ts'
import type { Catalogue, FeatureName } from '../../src/models/recommenders/catalogue.ts'
import type { TrainingData } from '../../src/models/recommenders/family.ts'
import { type Histories, type Signal, signals } from '../../src/models/recommenders/histories.ts'

/** One event; a purchase where no signal is named. */
export type HistoryRow = readonly [user: number, item: number, ageDays: number, signal?: Signal]

const codeOf = ([, , , signal = 'PURCHASE']: HistoryRow): number => signals.indexOf(signal)

/** Rows in any order as histories: by user, oldest first, ties by signal and then item. */
export const historiesFrom = (users: number, items: number, rows: readonly HistoryRow[]): Histories => {
  const sorted = [...rows].sort((a, b) => a[0] - b[0] || b[2] - a[2] || codeOf(a) - codeOf(b) || a[1] - b[1])
  const pointers = new Int32Array(users + 1)
  for (const [user] of sorted) pointers[user + 1]++
  for (let user = 0; user < users; user++) pointers[user + 1] += pointers[user]
  return {
    users,
    items,
    pointers,
    item: Int32Array.from(sorted, ([, item]) => item),
    ageDays: Float32Array.from(sorted, ([, , age]) => age),
    signal: Uint8Array.from(sorted, codeOf),
  }
}

/** Per item what it has: names of features, each becoming one column. */
const featuresFrom = (items: number, featuresOf: (item: number) => readonly FeatureName[]) => {
  const names = new Map<string, FeatureName>()
  const columns = new Map<string, number>()
  const [item, column]: [number[], number[]] = [[], []]
  for (let at = 0; at < items; at++) {
    for (const feature of featuresOf(at)) {
      const key = JSON.stringify([feature.kind, feature.name, feature.value])
      if (!columns.has(key)) columns.set(key, columns.size)
      names.set(key, feature)
      item.push(at)
      column.push(columns.get(key) ?? 0)
    }
  }
  const features: Interactions = buildInteractions({ users: items, items: columns.size, user: item, item: column })
  return { features, featureNames: [...names.values()] }
}

export interface CatalogueFacts {
  readonly featuresOf: (item: number) => readonly FeatureName[]
  readonly categoryOf: Int32Array
  readonly recommendable: Uint8Array
  readonly price: Float64Array
  readonly ageDays: Float32Array
}

/** A catalogue of which nothing is known but what `facts` tell. */
export const catalogueFrom = (items: number, facts: Partial<CatalogueFacts> = {}): Catalogue => ({
  items,
  categoryOf: facts.categoryOf ?? new Int32Array(items).fill(-1),
  recommendable: facts.recommendable ?? new Uint8Array(items).fill(1),
  ...featuresFrom(items, facts.featuresOf ?? (() => [])),
  price: facts.price ?? new Float64Array(items).fill(Number.NaN),
  ageDays: facts.ageDays ?? new Float32Array(items).fill(365),
})

export const trainingDataFrom = (
  users: number,
  items: number,
  rows: readonly HistoryRow[],
  facts: Partial<CatalogueFacts> = {},
): TrainingData => ({ histories: historiesFrom(users, items, rows), catalogue: catalogueFrom(items, facts) })
