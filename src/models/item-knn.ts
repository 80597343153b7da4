import { type Interactions, transpose, trimRows } from './interactions.ts'
import { createTopK } from './top-k.ts'

/**
 * Item-based nearest neighbours (Sarwar, Karypis, Konstan & Riedl 2001; Deshpande & Karypis 2004).
 *
 *   sim(i, j) = sum_u d_u w_ui w_uj / (|i| |j| + h d),   |i| = sqrt(sum_u d_u w_ui^2),   d_u = n_u^-damping
 *
 * h shrinks pairs that few people speak for, with d the mean d_u over interactions, so that h counts people; d_u lets someone with n_u items
 * say less about each pair, since that person makes n_u^2 / 2 of them. Pairs that
 * chance alone would make as often (lift up to 1) are no neighbours.
 */
export interface ItemKnn {
  readonly items: number
  /** Length of each item's list in the flat arrays below. */
  readonly neighbours: number
  /** People counted: those with at least one interaction. */
  readonly users: number
  /** Per item, people who have it. */
  readonly buyers: Int32Array
  /** items x neighbours, best first, ties by index; -1 past the end of a list. */
  readonly neighbour: Int32Array
  /** 0..1 */
  readonly similarity: Float32Array
  /** People who have both. */
  readonly coBuyers: Int32Array
}

export interface ItemKnnOptions {
  readonly neighbours: number
  /** h >= 0, in people with weights of 1: a pair bought by h people and by nobody apart is believed half. */
  readonly shrinkage: number
  /** 0: everybody counts alike; 0.5: by one over the root of the number of the person's items. */
  readonly damping: number
  /** Histories are cut to their heaviest so many items: the cost is the sum of squared lengths. */
  readonly longestHistory: number
  /** Pairs with fewer people are chance. */
  readonly minCoBuyers: number
}

export const defaultItemKnnOptions: ItemKnnOptions = {
  neighbours: 50,
  shrinkage: 10,
  damping: 0.5,
  longestHistory: 1000,
  minCoBuyers: 2,
}

const rowLength = ({ pointers }: Interactions, row: number): number => pointers[row + 1] - pointers[row]

const countUsers = (histories: Interactions): number => {
  let count = 0
  for (let user = 0; user < histories.users; user++) if (rowLength(histories, user) > 0) count++
  return count
}

const dampings = (histories: Interactions, damping: number): Float64Array =>
  Float64Array.from({ length: histories.users }, (_, user) => Math.max(1, rowLength(histories, user)) ** -damping)

const norms = (buyers: Interactions, damped: Float64Array): Float64Array =>
  Float64Array.from({ length: buyers.users }, (_, item) => {
    let squares = 0
    for (let at = buyers.pointers[item]; at < buyers.pointers[item + 1]; at++) {
      squares += damped[buyers.indices[at]] * buyers.values[at] ** 2
    }
    return Math.sqrt(squares)
  })

/** The mean damping over interactions: what one typical person's vote weighs. */
const meanDamping = (histories: Interactions, damped: Float64Array): number =>
  damped.reduce((sum, weight, user) => sum + weight * rowLength(histories, user), 0) /
  Math.max(1, histories.indices.length)

/** Sums over the people of one item, for every other item they have; reused from item to item. */
const createCoBuyerSums = (histories: Interactions, buyers: Interactions, damped: Float64Array) => {
  const sums = new Float64Array(histories.items)
  const counts = new Int32Array(histories.items)
  const touched = new Int32Array(histories.items)
  let length = 0
  const add = (item: number): void => {
    for (let at = buyers.pointers[item]; at < buyers.pointers[item + 1]; at++) {
      const user = buyers.indices[at]
      const weight = buyers.values[at] * damped[user]
      for (let other = histories.pointers[user]; other < histories.pointers[user + 1]; other++) {
        const j = histories.indices[other]
        if (counts[j]++ === 0) touched[length++] = j
        sums[j] += weight * histories.values[other]
      }
    }
  }
  const clear = (): void => {
    for (let at = 0; at < length; at++) {
      sums[touched[at]] = 0
      counts[touched[at]] = 0
    }
    length = 0
  }
  return { add, clear, sums, counts, touched: () => touched.subarray(0, length) }
}

/**
 * Fits on users x items with weights above 0. Time: the sum over users of squared history lengths. Memory: 12 bytes a neighbour and 4 an item for the model,
 * and while fitting 8 bytes an interaction and 28 an item. The order of users does not matter beyond the rounding of sums.
 */
export const fitItemKnn = (interactions: Interactions, options: Partial<ItemKnnOptions> = {}): ItemKnn => {
  const { neighbours, shrinkage, damping, longestHistory, minCoBuyers } = { ...defaultItemKnnOptions, ...options }
  const histories = trimRows(interactions, longestHistory)
  const buyers = transpose(histories)
  const damped = dampings(histories, damping)
  const norm = norms(buyers, damped)
  const shrink = shrinkage * meanDamping(histories, damped)
  const users = countUsers(histories)
  const length = histories.items * neighbours
  const neighbour = new Int32Array(length).fill(-1)
  const similarity = new Float32Array(length)
  const coBuyers = new Int32Array(length)
  const found = createCoBuyerSums(histories, buyers, damped)
  const best = createTopK(neighbours)
  for (let item = 0; item < histories.items; item++) {
    found.add(item)
    best.clear()
    const chance = rowLength(buyers, item) / users
    for (const other of found.touched()) {
      const count = found.counts[other]
      if (other === item || count < minCoBuyers || count <= chance * rowLength(buyers, other)) continue
      best.offer(other, found.sums[other] / (norm[item] * norm[other] + shrink))
    }
    best.sort()
    for (let rank = 0; rank < best.size(); rank++) {
      const at = item * neighbours + rank
      neighbour[at] = best.items[rank]
      similarity[at] = best.scores[rank]
      coBuyers[at] = found.counts[best.items[rank]]
    }
    found.clear()
  }
  const counted = Int32Array.from({ length: histories.items }, (_, item) => rowLength(buyers, item))
  return Object.freeze({ items: histories.items, neighbours, users, buyers: counted, neighbour, similarity, coBuyers })
}

/** P(i, j) / (P(i) P(j)) over people: how many times more often both are bought than by chance. */
export const liftOf = ({ users, buyers }: ItemKnn, item: number, other: number, coBuyers: number): number =>
  (coBuyers * users) / (buyers[item] * buyers[other])
