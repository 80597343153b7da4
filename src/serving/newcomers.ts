import type { Catalogue } from '../models/recommenders/catalogue.ts'
import type { ScorePart } from '../models/recommenders/family.ts'
import { mergeParts } from '../models/recommenders/merge-parts.ts'

/** Of each product that the model does not know: the items it is most like, and how much, 0..1. */
export interface Newcomers {
  /** By item. */
  readonly alike: ReadonlyMap<number, readonly Alike[]>
}

interface Alike {
  readonly item: number
  readonly likeness: number
}

export const noNewcomers: Newcomers = { alike: new Map() }

const mostAlike = 10

/** Which of the model's items have a feature, and how much it tells: log of how many times as many there are. */
const indexFeatures = ({ features }: Catalogue, modelItems: number) => {
  const having: number[][] = Array.from({ length: features.items }, () => [])
  for (let item = 0; item < modelItems; item++) {
    for (let at = features.pointers[item]; at < features.pointers[item + 1]; at++) {
      having[features.indices[at]].push(item)
    }
  }
  const weight = Float64Array.from(having, ({ length }) => Math.log((1 + modelItems) / (1 + length)))
  const ofItem = (item: number) => features.indices.subarray(features.pointers[item], features.pointers[item + 1])
  const lengthOf = (item: number) => Math.sqrt(ofItem(item).reduce((sum, feature) => sum + weight[feature] ** 2, 0))
  return { having, weight, ofItem, lengthOf }
}

/**
 * Finds for products that came after the run (the items from `modelItems` on) what they are like: cosine of their features, rare ones weighing more (TF-IDF, Salton & Buckley 1988).
 * One that is described by nothing is like nothing. Time: the features of all items once, and for each newcomer the items that share a feature.
 */
export const findNewcomers = (catalogue: Catalogue, modelItems: number): Newcomers => {
  const { having, weight, ofItem, lengthOf } = indexFeatures(catalogue, modelItems)
  const alike = new Map<number, readonly Alike[]>()
  for (let newcomer = modelItems; newcomer < catalogue.items; newcomer++) {
    const products = new Map<number, number>()
    for (const feature of ofItem(newcomer)) {
      for (const item of having[feature]) products.set(item, (products.get(item) ?? 0) + weight[feature] ** 2)
    }
    const length = lengthOf(newcomer)
    const found = [...products]
      .map(([item, product]) => ({ item, likeness: product / (length * lengthOf(item)) }))
      .filter(({ likeness }) => likeness > 0)
      .sort((a, b) => b.likeness - a.likeness || a.item - b.item)
    alike.set(newcomer, found.slice(0, mostAlike))
  }
  return { alike }
}

/** How much of each alike item's score a newcomer has: its mean by likeness, times how like the most alike is. */
const sharesOf = (alike: readonly Alike[]): readonly number[] => {
  const sum = alike.reduce((sum, { likeness }) => sum + likeness, 0)
  return alike.map(({ likeness }) => (likeness / sum) * alike[0].likeness)
}

/** score(new) = sum_i share_i score(i) over what it is like. `scores` is overwritten for newcomers. */
export const scoreNewcomers = ({ alike }: Newcomers, scores: Float32Array): void => {
  for (const [newcomer, items] of alike) {
    const shares = sharesOf(items)
    scores[newcomer] = items.reduce((sum, { item }, at) => sum + shares[at] * scores[item], 0)
  }
}

/** Counts that are true of the alike item are not of the newcomer: that many have it, or bought it again. */
const partOfNewcomer = (part: ScorePart, ageDays: number): ScorePart => {
  if (part.kind === 'ITEM') return { ...part, lift: Number.NaN }
  const counted = part.kind === 'USERS' || part.kind === 'POPULAR' || part.kind === 'AGAIN' || part.kind === 'NEW'
  return counted ? { kind: 'NEW', value: part.value, ageDays } : part
}

/** The parts of a newcomer's score, which are those of what it is like, as far as they are true of it. */
export const explainNewcomer = (
  { alike }: Newcomers,
  newcomer: number,
  ageDays: number,
  explain: (item: number) => readonly ScorePart[],
): readonly ScorePart[] => {
  const items = alike.get(newcomer) ?? []
  const shares = sharesOf(items)
  return mergeParts(
    items.flatMap(({ item }, at) =>
      explain(item).map((part) => {
        const own = partOfNewcomer(part, ageDays)
        return { ...own, value: own.value * shares[at] }
      }),
    ),
  )
}
