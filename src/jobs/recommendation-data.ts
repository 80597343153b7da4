import { type CatalogueProduct, catalogueFeatures } from '../features/catalogue-features.ts'
import type { Histories } from '../models/recommenders/histories.ts'
import type { SeenItems } from '../models/recommenders/lists.ts'
import { seasonOf } from '../models/recommenders/season.ts'
import { soonAgain } from '../models/recommenders/soon-again.ts'
import type { SeenRows, SignalRows } from '../store/histories.ts'

/** Memory that a thread reads without a copy, while this one goes on reading it. */
const shared = (bytes: number): SharedArrayBuffer => new SharedArrayBuffer(bytes)

const sharedCopy = (values: Int32Array): Int32Array => {
  const copy = new Int32Array(shared(values.byteLength))
  copy.set(values)
  return copy
}

/** Reasons are told on this side, of what the other thread found: what they are told with must not be handed over. */
const keptHere = <Features extends ReturnType<typeof catalogueFeatures>['catalogue']>(catalogue: Features) => ({
  ...catalogue,
  categoryOf: sharedCopy(catalogue.categoryOf),
  kindOf: sharedCopy(catalogue.kindOf),
  features: {
    ...catalogue.features,
    pointers: sharedCopy(catalogue.features.pointers),
    indices: sharedCopy(catalogue.features.indices),
  },
})

/** Ascending ids: the place of each by binary search would do as well; a map is quicker for millions of rows. */
const placesOf = (ids: ArrayLike<number>): ReadonlyMap<number, number> =>
  new Map(Array.from(ids, (id, place) => [id, place]))

/** Rows come in ascending user id, so that users are numbered as they come. What is about products that are no more is left out. */
const indexSignals = ({ userIds, productIds, ageDays, signal }: SignalRows, products: ReadonlyMap<number, number>) => {
  const known = productIds.reduce((count, id) => count + (products.has(id) ? 1 : 0), 0)
  const histories = {
    item: new Int32Array(shared(4 * known)),
    ageDays: new Float32Array(shared(4 * known)),
    signal: new Uint8Array(shared(known)),
  }
  const users: number[] = []
  const pointers: number[] = [0]
  let length = 0
  for (let at = 0; at < userIds.length; at++) {
    const item = products.get(productIds[at])
    if (item === undefined) continue
    if (users.at(-1) !== userIds[at]) {
      users.push(userIds[at])
      pointers.push(length)
    }
    histories.item[length] = item
    histories.ageDays[length] = ageDays[at]
    histories.signal[length++] = signal[at]
    pointers[users.length] = length
  }
  const allPointers = new Int32Array(shared(4 * pointers.length))
  allPointers.set(pointers)
  return {
    userIds: users,
    histories: { users: users.length, items: products.size, pointers: allPointers, ...histories } satisfies Histories,
  }
}

/** What those of the histories have seen beside them, by their row. What is about people or products that are not there is left out. */
const indexSeen = (
  userIds: readonly number[],
  { userIds: seenBy, productIds }: SeenRows,
  products: ReadonlyMap<number, number>,
): SeenItems => {
  const pointers = new Int32Array(shared(4 * (userIds.length + 1)))
  const items: number[] = []
  let at = 0
  userIds.forEach((userId, row) => {
    while (at < seenBy.length && seenBy[at] < userId) at++
    for (; at < seenBy.length && seenBy[at] === userId; at++) {
      const item = products.get(productIds[at])
      if (item !== undefined) items.push(item)
    }
    pointers[row + 1] = items.length
  })
  return { pointers, items: sharedCopy(Int32Array.from(items)) }
}

/** Per item the age of the first thing anybody did with it; NaN where nobody did. */
const oldestOf = ({ items, item, ageDays }: Histories): Float32Array => {
  const oldest = new Float32Array(items).fill(Number.NaN)
  for (let at = 0; at < item.length; at++) if (!(oldest[item[at]] >= ageDays[at])) oldest[item[at]] = ageDays[at]
  return oldest
}

interface ShopRows {
  /** In ascending id. */
  readonly products: readonly CatalogueProduct[]
  readonly rows: SignalRows
  readonly seen: SeenRows
  /** When readers first saw recommendations; null where they have not yet. */
  readonly firstSeenAt: Date | null
}

/** What recommenders are fitted on, and what its dense indices mean. */
export const recommendationData = ({ products, rows, seen, firstSeenAt }: ShopRows, asOf: Date) => {
  const productIds = new Int32Array(shared(4 * products.length))
  productIds.set(products.map(({ id }) => id))
  const places = placesOf(productIds)
  const { userIds, histories } = indexSignals(rows, places)
  const told = catalogueFeatures(products, { asOf, oldestDays: oldestOf(histories), firstSeenAt })
  const { categories } = told
  const catalogue = keptHere(told.catalogue)
  return {
    userIds,
    productIds,
    histories,
    seen: indexSeen(userIds, seen, places),
    categories,
    catalogue: {
      ...catalogue,
      season: seasonOf({ histories, catalogue }),
      soonAgain: soonAgain(histories, catalogue.kindOf),
    },
  }
}
