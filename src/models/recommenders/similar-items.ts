import type { Catalogue } from './catalogue.ts'
import type { ItemRows } from './item-rows.ts'

/** Per item up to `length` others: row i is `items[pointers[i] .. pointers[i + 1]]`, best first. Scores 0..1. */
export interface SimilarItems {
  readonly pointers: Int32Array
  readonly items: Int32Array
  readonly scores: Float32Array
}

/** What looks alike scores so much at most: below what people say who bought both. */
export const mostByLooks = 0.01
/** Members of features looked at for one item, at most; rare features come first. */
const mostLookedAt = 5000

/** Items by feature: feature f is `pointers[f] .. pointers[f + 1]`. */
const holdersOf = ({ features }: Catalogue) => {
  const pointers = new Int32Array(features.items + 1)
  for (const feature of features.indices) pointers[feature + 1]++
  for (let feature = 0; feature < features.items; feature++) pointers[feature + 1] += pointers[feature]
  const next = pointers.slice()
  const items = new Int32Array(features.indices.length)
  for (let item = 0; item < features.users; item++) {
    for (let at = features.pointers[item]; at < features.pointers[item + 1]; at++) {
      items[next[features.indices[at]]++] = item
    }
  }
  return { pointers, items }
}

/**
 * How alike two items look: the cosine of their features weighed by idf (Salton & Buckley 1988),
 *
 *   cos(i, j) = sum over common f of idf_f^2 / (|i| |j|),   idf_f = ln(1 + n / n_f)
 *
 * Gives those that share something with an item. Features that many share are skipped where rarer ones brought enough.
 */
export const createLooks = (catalogue: Catalogue): ((item: number) => ReadonlyMap<number, number>) => {
  const { features } = catalogue
  const holders = holdersOf(catalogue)
  const count = (feature: number) => holders.pointers[feature + 1] - holders.pointers[feature]
  const idf2 = Float64Array.from({ length: features.items }, (_, f) => Math.log(1 + features.users / count(f)) ** 2)
  const featuresOf = (item: number) => features.indices.subarray(features.pointers[item], features.pointers[item + 1])
  const norm = Float64Array.from({ length: features.users }, (_, item) =>
    Math.sqrt(featuresOf(item).reduce((sum, feature) => sum + idf2[feature], 0)),
  )
  return (item) => {
    const cosines = new Map<number, number>()
    let looked = 0
    for (const feature of [...featuresOf(item)].sort((a, b) => count(a) - count(b) || a - b)) {
      if (looked > 0 && looked + count(feature) > mostLookedAt) break
      looked += count(feature)
      for (let at = holders.pointers[feature]; at < holders.pointers[feature + 1]; at++) {
        const other = holders.items[at]
        cosines.set(other, (cosines.get(other) ?? 0) + idf2[feature] / (norm[item] * norm[other]))
      }
    }
    return cosines
  }
}

/**
 * The nearest neighbours of every item by who bought both; where there are fewer than `length`, what looks most alike follows, so that products nobody bought yet have similar ones too. Items that
 * are not recommendable are not listed and get no list. Memory: 8 bytes a place.
 */
export const similarItems = (rows: ItemRows, catalogue: Catalogue, length = 20): SimilarItems => {
  const { recommendable } = catalogue
  const alikeTo = createLooks(catalogue)
  const pointers = new Int32Array(rows.items + 1)
  const [items, scores] = [new Int32Array(rows.items * length), new Float32Array(rows.items * length)]
  let end = 0
  const add = (item: number, score: number): void => {
    items[end] = item
    scores[end++] = score
  }
  const addNeighbours = (item: number): void => {
    for (let at = rows.pointers[item]; at < rows.pointers[item + 1] && end - pointers[item] < length; at++) {
      if (recommendable[rows.neighbour[at]]) add(rows.neighbour[at], Math.min(1, rows.similarity[at]))
    }
  }
  const addLookalikes = (item: number): void => {
    const listed = new Set([item, ...items.subarray(pointers[item], end)])
    const most = end > pointers[item] ? Math.min(mostByLooks, scores[end - 1]) : mostByLooks
    const alike = [...alikeTo(item)].filter(([other]) => recommendable[other] && !listed.has(other))
    alike.sort(([a, one], [b, other]) => other - one || a - b)
    for (const [other, cosine] of alike.slice(0, length - listed.size + 1)) add(other, most * Math.min(1, cosine))
  }
  for (let item = 0; item < rows.items; item++) {
    if (recommendable[item]) {
      addNeighbours(item)
      if (end - pointers[item] < length) addLookalikes(item)
    }
    pointers[item + 1] = end
  }
  return { pointers, items: items.slice(0, end), scores: scores.slice(0, end) }
}
