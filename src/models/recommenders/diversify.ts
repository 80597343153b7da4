import type { Catalogue } from './catalogue.ts'

/** What two items of the same category are alike for that alone. */
const sameCategory = 0.5
/** Only so many first places are made diverse: nobody sees more at once. */
const places = 20

/** Words of the name, per item. */
const wordsOf = ({ features, featureNames }: Catalogue) => {
  const isWord = Uint8Array.from(featureNames, ({ kind }) => (kind === 'WORD' ? 1 : 0))
  return (item: number): Int32Array =>
    features.indices.subarray(features.pointers[item], features.pointers[item + 1]).filter((at) => isWord[at] === 1)
}

/** Common members over all members of two ascending sets; 0 of two empty ones. */
const jaccard = (one: Int32Array, other: Int32Array): number => {
  let common = 0
  for (let a = 0, b = 0; a < one.length && b < other.length; ) {
    if (one[a] === other[b]) common++
    if (one[a] <= other[b]) a++
    else b++
  }
  return common === 0 ? 0 : common / (one.length + other.length - common)
}

/** How alike two items are to somebody who looks at a list, 0..1: the same words in the name, or at least the same category. */
export const createSimilarity = (catalogue: Catalogue): ((one: number, other: number) => number) => {
  const words = wordsOf(catalogue)
  const known = new Map<number, Int32Array>()
  const wordsKept = (item: number): Int32Array => {
    const kept = known.get(item) ?? words(item)
    known.set(item, kept)
    return kept
  }
  return (one, other) => {
    const category = catalogue.categoryOf[one]
    const alike = category >= 0 && category === catalogue.categoryOf[other] ? sameCategory : 0
    return Math.max(alike, jaccard(wordsKept(one), wordsKept(other)))
  }
}

/**
 * Puts the first places in another order, so that they are less alike (maximal marginal relevance, Carbonell & Goldstein 1998): next comes the item with the largest
 *
 *   (1 - d) score / best score  -  d max over those already placed of their similarity
 *
 * `items` and `scores` are best first; what is given back are positions in them, `length` at most. d = 0 leaves the order as it is.
 */
export const diversify = (
  items: ArrayLike<number>,
  scores: ArrayLike<number>,
  length: number,
  diversity: number,
  similarity: (one: number, other: number) => number,
): readonly number[] => {
  const left = Array.from({ length: items.length }, (_, at) => at)
  if (diversity <= 0) return left.slice(0, length)
  const nearest = new Float64Array(items.length)
  const worth = (at: number) => ((1 - diversity) * scores[at]) / scores[0] - diversity * nearest[at]
  const placed: number[] = []
  while (placed.length < Math.min(length, places, items.length)) {
    let best = 0
    for (let at = 1; at < left.length; at++) if (worth(left[at]) > worth(left[best])) best = at
    const [chosen] = left.splice(best, 1)
    placed.push(chosen)
    for (const at of left) nearest[at] = Math.max(nearest[at], similarity(items[chosen], items[at]))
  }
  return [...placed, ...left].slice(0, length)
}
