import type { Interactions } from '../interactions.ts'
import { createTopK } from '../top-k.ts'
import type { ScorePart } from './family.ts'

/** Of each item the items it speaks for, best first: row i is `pointers[i] .. pointers[i + 1]`. 12 bytes a neighbour and 8 an item. */
export interface ItemRows {
  readonly items: number
  /** People counted: those with at least one interaction. */
  readonly people: number
  /** Per item, people who have it. */
  readonly buyers: Int32Array
  /** items + 1 */
  readonly pointers: Int32Array
  readonly neighbour: Int32Array
  readonly similarity: Float32Array
  /** People who have both. */
  readonly coBuyers: Int32Array
}

/** How pairs of items are weighed. */
export interface PairRule {
  /** Longest row. */
  readonly neighbours: number
  /** d_u: how much person u, by row, says about each pair. */
  readonly voice: Float64Array
  /** From sum_u d_u w_ui w_uj and the people who have both; 0 or less: no neighbour. */
  readonly similarity: (item: number, other: number, sum: number, coBuyers: number) => number
}

export const rowLength = ({ pointers }: Interactions, row: number): number => pointers[row + 1] - pointers[row]

const countPeople = (interactions: Interactions): number => {
  let count = 0
  for (let user = 0; user < interactions.users; user++) if (rowLength(interactions, user) > 0) count++
  return count
}

/** Sums over the people of one item, for every other item they have; reused from item to item. */
const createPairSums = (interactions: Interactions, buyers: Interactions, voice: Float64Array) => {
  const sums = new Float64Array(interactions.items)
  const counts = new Int32Array(interactions.items)
  const touched = new Int32Array(interactions.items)
  let length = 0
  const add = (item: number): void => {
    for (let at = buyers.pointers[item]; at < buyers.pointers[item + 1]; at++) {
      const user = buyers.indices[at]
      const weight = buyers.values[at] * voice[user]
      for (let other = interactions.pointers[user]; other < interactions.pointers[user + 1]; other++) {
        const j = interactions.indices[other]
        if (counts[j]++ === 0) touched[length++] = j
        sums[j] += weight * interactions.values[other]
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
 * The rows of users x items (values above 0), `buyers` being the transposed. Time: the sum over people of their squared number of items. Memory while fitting: 28 bytes an item
 * beside the longest rows there can be.
 */
export const fitItemRows = (interactions: Interactions, buyers: Interactions, rule: PairRule): ItemRows => {
  const { items } = interactions
  const found = createPairSums(interactions, buyers, rule.voice)
  const best = createTopK(Math.min(rule.neighbours, Math.max(1, items)))
  const pointers = new Int32Array(items + 1)
  const most = items * Math.min(rule.neighbours, items)
  const [neighbour, coBuyers, similarity] = [new Int32Array(most), new Int32Array(most), new Float32Array(most)]
  let length = 0
  for (let item = 0; item < items; item++) {
    found.add(item)
    best.clear()
    for (const other of found.touched()) {
      if (other === item) continue
      const value = rule.similarity(item, other, found.sums[other], found.counts[other])
      if (value > 0) best.offer(other, value)
    }
    best.sort()
    for (let rank = 0; rank < best.size(); rank++) {
      neighbour[length] = best.items[rank]
      similarity[length] = best.scores[rank]
      coBuyers[length++] = found.counts[best.items[rank]]
    }
    pointers[item + 1] = length
    found.clear()
  }
  return Object.freeze({
    items,
    people: countPeople(interactions),
    buyers: Int32Array.from({ length: items }, (_, item) => rowLength(buyers, item)),
    pointers,
    neighbour: neighbour.slice(0, length),
    similarity: similarity.slice(0, length),
    coBuyers: coBuyers.slice(0, length),
  })
}

/** Adding one pair of items of one person. */
export const workOfPair = 4

export const itemRowsMemory = (items: number, events: number, users: number, neighbours: number) => {
  const row = Math.min(neighbours, Math.max(0, items - 1))
  return { model: items * (12 * row + 8) + 256, fit: items * (12 * row + 40) + 36 * events + 16 * users }
}

/**
 * score(u, j) = sum_i w_ui W_ij over the histories in `heard`, written row by row into `scores` (users x items). Only neighbours are touched.
 */
export const scoreItemRows = (rows: ItemRows, heard: Interactions, scores: Float32Array): void => {
  scores.fill(0)
  for (let user = 0; user < heard.users; user++) {
    const base = user * rows.items
    for (let at = heard.pointers[user]; at < heard.pointers[user + 1]; at++) {
      const weight = heard.values[at]
      const item = heard.indices[at]
      for (let rank = rows.pointers[item]; rank < rows.pointers[item + 1]; rank++) {
        scores[base + rows.neighbour[rank]] += weight * rows.similarity[rank]
      }
    }
  }
}

/** How many times more often than by chance people have both: P(i, j) / (P(i) P(j)). */
export const liftOf = ({ people, buyers }: ItemRows, item: number, other: number, coBuyers: number): number =>
  (coBuyers * people) / (buyers[item] * buyers[other])

/** Which terms of a history speak for which item: for each item a chain of them, that of the earliest item of the history first. */
interface Terms {
  readonly head: Int32Array
  readonly next: Int32Array
  /** Which item of the history, and its place among the neighbours. */
  readonly at: Int32Array
  readonly rank: Int32Array
}

/** One history after the other by what it speaks for, so that not every neighbour is looked at again for each item that is explained. What is given back holds until the next. 4 bytes an item. */
export const createTermFinder = ({ items, pointers, neighbour }: ItemRows) => {
  const head = new Int32Array(items).fill(-1)
  let touched: Iterable<number> = []
  return ({ indices }: Pick<Interactions, 'indices'>): Terms => {
    for (const item of touched) head[item] = -1
    let length = 0
    for (const item of indices) length += pointers[item + 1] - pointers[item]
    const [next, at, rank, met] = [0, 0, 0, 0].map(() => new Int32Array(length)) as [
      Int32Array,
      Int32Array,
      Int32Array,
      Int32Array,
    ]
    let term = 0
    for (let own = indices.length - 1; own >= 0; own--) {
      const item = indices[own]
      for (let place = pointers[item + 1] - 1; place >= pointers[item]; place--) {
        const other = neighbour[place]
        next[term] = head[other]
        head[other] = term
        at[term] = own
        rank[term] = place
        met[term++] = other
      }
    }
    touched = met
    return { head, next, at, rank }
  }
}

/** The terms of one score: one ITEM a history item that speaks for it. `heard` has one row. */
export const explainItemRows = (
  rows: ItemRows,
  heard: Interactions,
  { head, next, at, rank }: Terms,
  item: number,
): readonly ScorePart[] => {
  const parts: ScorePart[] = []
  for (let term = head[item]; term >= 0; term = next[term]) {
    const because = heard.indices[at[term]]
    const lift = liftOf(rows, because, item, rows.coBuyers[rank[term]])
    const value = heard.values[at[term]] * rows.similarity[rank[term]]
    parts.push({ kind: 'ITEM', value, item: because, lift })
  }
  return parts.sort((a, b) => b.value - a.value)
}
