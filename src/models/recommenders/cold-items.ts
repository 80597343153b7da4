import type { Catalogue } from './catalogue.ts'
import type { ScorePart, TrainingData } from './family.ts'
import { mergeParts } from './merge-parts.ts'

/** A shop's items as far as they are known by what people did with them. */
interface KnownItems {
  readonly catalogue: Catalogue
  /** Per item how many people did anything with it. */
  readonly people: ArrayLike<number>
}

/**
 * Items with which too few people did anything for behaviour to tell where they belong, and what each of them that may be new is like among those of which enough is known. Entry k is about the item `items[k]`, and is
 * like `alike[pointers[k] .. pointers[k + 1]]`, the most alike first.
 */
export interface ColdItems {
  /** Ascending. */
  readonly items: Int32Array
  readonly pointers: Int32Array
  readonly alike: Int32Array
  /** How much of the score of each of these it has, 0..1; below 1 in all. */
  readonly share: Float32Array
}

/** From so many people on an item stands by itself; before, each of them, or each that it could have had by its age, takes a part of what it has of the items that it is like. */
export const enoughPeople = 5
/** An item is held to be like so many others. */
const mostAlike = 10
/** Items that share a feature are looked through from the rarest feature on, so many in all for one item: what many share tells little. */
const mostLookedThrough = 20_000

/** How many people did anything with each item: one count a person. Time: an event each. */
export const countEverybody = ({ histories: { users, items, pointers, item } }: TrainingData): Int32Array => {
  const people = new Int32Array(items)
  const last = new Int32Array(items).fill(-1)
  for (let user = 0; user < users; user++) {
    for (let at = pointers[user]; at < pointers[user + 1]; at++) {
      if (last[item[at]] === user) continue
      last[item[at]] = user
      people[item[at]]++
    }
  }
  return people
}

/** Which of the items that lend their scores have a feature, how much it tells (log of how many times as many lend), and how long items are by that. */
const indexFeatures = ({ features }: Catalogue, lends: (item: number) => boolean) => {
  const { users: items, items: count, pointers, indices } = features
  const having = new Int32Array(count + 1)
  const lenders = Array.from({ length: items }, (_, item) => item).filter(lends)
  for (const item of lenders) for (let at = pointers[item]; at < pointers[item + 1]; at++) having[indices[at] + 1]++
  for (let feature = 0; feature < count; feature++) having[feature + 1] += having[feature]
  const holders = new Int32Array(having[count])
  const next = having.slice()
  for (const item of lenders)
    for (let at = pointers[item]; at < pointers[item + 1]; at++) holders[next[indices[at]]++] = item
  const holdersOf = (feature: number) => holders.subarray(having[feature], having[feature + 1])
  const holderCount = (feature: number) => having[feature + 1] - having[feature]
  const weight = Float64Array.from({ length: count }, (_, feature) =>
    Math.log((1 + lenders.length) / (1 + holderCount(feature))),
  )
  const ofItem = (item: number) => indices.subarray(pointers[item], pointers[item + 1])
  const length = Float64Array.from({ length: items }, (_, item) =>
    Math.sqrt(ofItem(item).reduce((sum, feature) => sum + weight[feature] ** 2, 0)),
  )
  return { holdersOf, holderCount, weight, ofItem, length }
}

interface Alike {
  readonly item: number
  readonly likeness: number
}

/** The best few of many, each put in its place. */
const keepBest = (best: Alike[], one: Alike, isBetter: (one: Alike, other: Alike) => boolean): void => {
  if (best.length === mostAlike && !isBetter(one, best[mostAlike - 1])) return
  let place = best.length
  while (place > 0 && isBetter(one, best[place - 1])) place--
  best.splice(place, 0, one)
  if (best.length > mostAlike) best.pop()
}

/** Finds what items are like: cosine of their features among those that lend, and of what is as like the item that more people know. */
const createFinder = ({ catalogue, people }: KnownItems, lends: (item: number) => boolean) => {
  const { holdersOf, holderCount, weight, ofItem, length } = indexFeatures(catalogue, lends)
  const products = new Float64Array(catalogue.items)
  const isBetter = (one: Alike, other: Alike): boolean => {
    if (one.likeness !== other.likeness) return one.likeness > other.likeness
    const [known, others] = [people[one.item], people[other.item]]
    return known === others ? one.item < other.item : known > others
  }
  return (cold: number): readonly Alike[] => {
    const met: number[] = []
    let looked = 0
    for (const feature of ofItem(cold).toSorted((a, b) => holderCount(a) - holderCount(b) || a - b)) {
      if (weight[feature] === 0 || looked >= mostLookedThrough) continue
      for (const item of holdersOf(feature)) {
        if (products[item] === 0) met.push(item)
        products[item] += weight[feature] ** 2
      }
      looked += holderCount(feature)
    }
    const best: Alike[] = []
    for (const item of met) {
      keepBest(best, { item, likeness: Math.min(1, products[item] / (length[cold] * length[item])) }, isBetter)
      products[item] = 0
    }
    return best
  }
}

/** People a day that an item had since the shop knows it. */
const rateOf = ({ catalogue: { ageDays }, people }: KnownItems, item: number): number =>
  people[item] / Math.max(1, ageDays[item])

/**
 * How much behaviour is still to come, 0..1: 1 - max(n, age * mean rate of what it is like) / 5. Who had nobody for as long as its like have had five is not new: it is not wanted.
 */
const newnessOf = (known: KnownItems, item: number, alike: readonly Alike[]): number => {
  const rate = alike.reduce((sum, one) => sum + rateOf(known, one.item), 0) / alike.length
  const behaviour = Math.max(known.people[item] ?? 0, rate * known.catalogue.ageDays[item])
  return Math.max(0, 1 - behaviour / enoughPeople)
}

/**
 * Finds cold items and what they are like: the cosine of their features, rare ones weighing more (TF-IDF, Salton & Buckley 1988). That its nearest neighbours by attributes stand for an item without behaviour is
 * the mapping by neighbours of Gantner, Drumond, Freudenthaler, Rendle & Schmidt-Thieme 2010. A cold item has of each of the ten that it is most like
 *
 *   share_i = newness * l_i / (sum_k l_k) * max_k l_k        l: likeness;  newness: 1 - max(people, people that its like have had at its age) / 5
 *
 * One that is described by nothing is like nothing. `isCold`: those asked about, where not all; `lends`: those of which enough is known.
 * Time: the features of all items once, and for each cold one up to 20,000 items that share a feature. 4 bytes a cold item and 8 for each that it is like.
 */
export const findColdItems = (
  known: KnownItems,
  isCold: (item: number) => boolean = (item) => known.people[item] < enoughPeople,
  lends: (item: number) => boolean = (item) => known.people[item] >= enoughPeople,
): ColdItems => {
  const { catalogue } = known
  const isMerchandise = (item: number) => catalogue.recommendable[item] === 1
  const find = createFinder(known, (item) => isMerchandise(item) && lends(item))
  const [items, pointers, alike, share]: number[][] = [[], [0], [], []]
  for (let item = 0; item < catalogue.items; item++) {
    if (!isMerchandise(item) || !isCold(item)) continue
    const found = find(item)
    const newness = found.length === 0 ? 0 : newnessOf(known, item, found)
    if (newness === 0) continue
    const sum = found.reduce((sum, { likeness }) => sum + likeness, 0)
    items.push(item)
    for (const one of found) {
      alike.push(one.item)
      share.push((newness * found[0].likeness * one.likeness) / sum)
    }
    pointers.push(alike.length)
  }
  return Object.freeze({
    items: Int32Array.from(items),
    pointers: Int32Array.from(pointers),
    alike: Int32Array.from(alike),
    share: Float32Array.from(share),
  })
}

/** score(cold) += sum_i share_i score(i), for each of `rows` rows of `columns` scores: those of cold items are changed, and those are no others' source. */
export const scoreColdItems = (
  { items, pointers, alike, share }: ColdItems,
  scores: Float32Array,
  rows: number,
  columns: number,
): void => {
  for (let row = 0; row < rows; row++) {
    const from = row * columns
    for (let entry = 0; entry < items.length; entry++) {
      let borrowed = 0
      for (let at = pointers[entry]; at < pointers[entry + 1]; at++) borrowed += share[at] * scores[from + alike[at]]
      scores[from + items[entry]] += borrowed
    }
  }
}

/** The place of an item among the cold ones, -1 where it is none of them. */
const entryOf = ({ items }: ColdItems, item: number): number => {
  let [from, to] = [0, items.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if (items[middle] < item) from = middle + 1
    else to = middle
  }
  return items[from] === item ? from : -1
}

/** What is true of another item is told of that: nobody chose this one with anything yet. What of the history speaks for the other speaks for this one through it. */
const borrowedPart = (part: ScorePart, like: number, share: number): ScorePart => ({
  kind: 'ALIKE',
  value: part.value * share,
  item: part.kind === 'ITEM' || part.kind === 'NEXT' ? part.item : -1,
  like,
})

/** The part of a cold item's score that it has of those it is like, told through them; nothing for an item that is not cold. */
export const explainColdItem = (
  cold: ColdItems,
  item: number,
  explain: (item: number) => readonly ScorePart[],
): readonly ScorePart[] => {
  const entry = entryOf(cold, item)
  if (entry < 0) return []
  const parts: ScorePart[] = []
  for (let at = cold.pointers[entry]; at < cold.pointers[entry + 1]; at++) {
    const like = cold.alike[at]
    for (const part of explain(like)) parts.push(borrowedPart(part, like, cold.share[at]))
  }
  return mergeParts(parts)
}
