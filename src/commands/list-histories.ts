import { buildInteractions } from '../models/interactions.ts'
import type { Catalogue, FeatureName } from '../models/recommenders/catalogue.ts'
import { type Histories, purchaseSignal } from '../models/recommenders/histories.ts'
import type { ItemList } from './read-item-lists.ts'

export const sizeOf = (lists: readonly ItemList[]): { readonly users: number; readonly items: number } => ({
  users: lists.reduce((most, { person }) => Math.max(most, person + 1), 0),
  items: lists.reduce((most, { items }) => items.reduce((most, item) => Math.max(most, item + 1), most), 0),
})

/** Purchases of one day each, the last today, where the order is known; all of today where it is not. */
export const historiesOf = (
  lists: readonly ItemList[],
  users: number,
  items: number,
  isOrdered: boolean,
): Histories => {
  const rows: (readonly number[])[] = Array.from({ length: users }, () => [])
  for (const { person, items: own } of lists) rows[person] = [...rows[person], ...own]
  if (!isOrdered) for (const [at, row] of rows.entries()) rows[at] = [...row].sort((a, b) => a - b)
  const pointers = new Int32Array(users + 1)
  rows.forEach((row, user) => {
    pointers[user + 1] = pointers[user] + row.length
  })
  return {
    users,
    items,
    pointers,
    item: Int32Array.from(rows.flat()),
    ageDays: Float32Array.from(rows.flatMap((row) => row.map((_, at) => (isOrdered ? row.length - 1 - at : 0)))),
    signal: new Uint8Array(pointers[users]).fill(purchaseSignal),
  }
}

export const catalogueOf = (items: number, attributes: ReadonlyMap<number, readonly number[]>): Catalogue => {
  const [item, feature]: number[][] = [[], []]
  for (const [at, values] of attributes) {
    for (const value of values) {
      item.push(at)
      feature.push(value)
    }
  }
  const features = feature.reduce((most, value) => Math.max(most, value + 1), 0)
  return {
    items,
    categoryOf: new Int32Array(items).fill(-1),
    recommendable: new Uint8Array(items).fill(1),
    features: buildInteractions({ users: items, items: features, user: item, item: feature, combine: () => 1 }),
    featureNames: Array.from(
      { length: features },
      (_, value): FeatureName => ({ kind: 'ATTRIBUTE', name: 'attribute', value: String(value) }),
    ),
    price: new Float64Array(items).fill(Number.NaN),
    ageDays: new Float32Array(items).fill(365),
  }
}
