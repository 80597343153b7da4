import { buildInteractions, filterInteractions, type Interactions } from '../interactions.ts'
import type { Purchases } from '../popularity.ts'
import { defaultHalfLifeDays, historiesOf } from '../recommender.ts'

export interface HoldoutOptions {
  /** Part of the purchase lines that is held out, the latest. */
  readonly heldOutShare: number
  /** Users measured at most, evenly spread over the user index. */
  readonly maxUsers: number
  /** Of the weights of the histories that are read, see `historiesOf`. */
  readonly halfLifeDays: number
}

/** A shop as it was at an earlier instant, and what its people bought since. */
export interface Holdout {
  /** Purchases up to the cut, with ages from there. */
  readonly before: Purchases
  /** Histories and first purchases after the cut of the measured users, in the same rows. */
  readonly read: Interactions
  readonly wanted: Interactions
  /** Age of the cut. */
  readonly heldOutDays: number
}

const cutAge = ({ ageDays }: Purchases, share: number): number => {
  const ages = Float64Array.from(ageDays).sort()
  return ages[Math.min(ages.length - 1, Math.floor(ages.length * share))] ?? 0
}

const purchasesBefore = (purchases: Purchases, cut: number): Purchases => {
  const kept: number[] = []
  for (let at = 0; at < purchases.ageDays.length; at++) if (purchases.ageDays[at] >= cut) kept.push(at)
  return {
    users: purchases.users,
    items: purchases.items,
    user: Int32Array.from(kept, (at) => purchases.user[at]),
    item: Int32Array.from(kept, (at) => purchases.item[at]),
    ageDays: Float64Array.from(kept, (at) => purchases.ageDays[at] - cut),
  }
}

const hasRow = ({ pointers }: Interactions, user: number): boolean => pointers[user + 1] > pointers[user]

/** Of each user with a history, what is not in it. */
const newPurchases = (all: Interactions, known: Interactions): Interactions => {
  const owner = new Int32Array(all.items).fill(-1)
  let reader = -1
  const readHistory = (user: number) => {
    reader = user
    for (let at = known.pointers[user]; at < known.pointers[user + 1]; at++) owner[known.indices[at]] = user
  }
  return filterInteractions(all, (user, item) => {
    if (user !== reader) readHistory(user)
    return hasRow(known, user) && owner[item] !== user
  })
}

const pickRows = ({ items, pointers, indices, values }: Interactions, wanted: readonly number[]): Interactions => {
  const [user, item, weight]: [number[], number[], number[]] = [[], [], []]
  wanted.forEach((from, row) => {
    for (let at = pointers[from]; at < pointers[from + 1]; at++) {
      user.push(row)
      item.push(indices[at])
      weight.push(values[at])
    }
  })
  return buildInteractions({ users: wanted.length, items, user, item, weight })
}

const evenly = (users: readonly number[], most: number): readonly number[] =>
  users.length <= most ? users : Array.from({ length: most }, (_, at) => users[Math.floor((at * users.length) / most)])

/** Cuts the latest purchases off. Only first purchases of an item are wanted, of users who had a history before. */
export const holdOut = (
  purchases: Purchases,
  recommendable: ArrayLike<number>,
  { heldOutShare = 0.1, maxUsers = 5000, halfLifeDays = defaultHalfLifeDays }: Partial<HoldoutOptions> = {},
): Holdout => {
  const heldOutDays = cutAge(purchases, heldOutShare)
  const before = purchasesBefore(purchases, heldOutDays)
  const known = historiesOf(before, recommendable, halfLifeDays)
  const wanted = newPurchases(historiesOf(purchases, recommendable), known)
  const measured = evenly(
    Array.from({ length: wanted.users }, (_, user) => user).filter((user) => hasRow(wanted, user)),
    maxUsers,
  )
  return { before, read: pickRows(known, measured), wanted: pickRows(wanted, measured), heldOutDays }
}
