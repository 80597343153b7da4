import type { Catalogue } from './catalogue.ts'
import { type Histories, purchaseSignal } from './histories.ts'
import { soonDays } from './soon-again.ts'

/** What two items of the same category are alike for that alone. */
const sameCategory = 0.5
/** Only so many first places are made diverse: nobody sees more at once. */
const places = 20
/** What is seen at once, and how many of a kind and of a category there may be in it. */
const firstPlaces = 10
const mostOfKind = 2
const mostOfCategory = 4
/** What is chosen at this time of the year by less than so much of what is usual is out of season. */
const outOfSeason = 0.4

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
  const known: (Int32Array | undefined)[] = Array.from({ length: catalogue.items })
  const wordsKept = (item: number): Int32Array => {
    const kept = known[item] ?? words(item)
    known[item] = kept
    return kept
  }
  return (one, other) => {
    const category = catalogue.categoryOf[one]
    const alike = category >= 0 && category === catalogue.categoryOf[other] ? sameCategory : 0
    const words = jaccard(wordsKept(one), wordsKept(other))
    return words > alike ? words : alike
  }
}

/** What items are, and what somebody may not be shown first. */
export interface Kinds {
  /** -1 without. */
  readonly kindOf: (item: number) => number
  /** The full category; -1 without. */
  readonly categoryOf: (item: number) => number
  /** Of a kind that somebody has just got, or out of season. */
  readonly isHeldBack: (item: number) => boolean
}

/** Of one user: kinds of things bought in the last 30 days are held back, unless people soon buy more of them, and for everybody what is out of season. */
export const kindsFor = (
  { kindOf, categoryOf, soonAgain, season }: Catalogue,
  { pointers, item, signal, ageDays }: Histories,
  user: number,
): Kinds => {
  const justGot = new Set<number>()
  for (let at = pointers[user + 1] - 1; at >= pointers[user] && ageDays[at] <= soonDays; at--) {
    const kind = kindOf?.[item[at]] ?? -1
    if (kind >= 0 && signal[at] === purchaseSignal && soonAgain?.[item[at]] !== 1) justGot.add(kind)
  }
  return {
    kindOf: (one) => kindOf?.[one] ?? -1,
    categoryOf: (one) => categoryOf[one],
    isHeldBack: (one) => justGot.has(kindOf?.[one] ?? -1) || (season?.[one] ?? 1) < outOfSeason,
  }
}

const noKinds: Kinds = { kindOf: () => -1, categoryOf: () => -1, isHeldBack: () => false }

/** Of what is placed, how many of each; -1 is not counted. */
const createCount = () => {
  const placed = new Map<number, number>()
  return {
    of: (one: number): number => placed.get(one) ?? 0,
    add: (one: number): void => {
      if (one >= 0) placed.set(one, (placed.get(one) ?? 0) + 1)
    },
  }
}

/** Whether one more of this may stand among the first places: at most two of a kind and nothing that is held back; and with all of that at most four of a category, which gives way first. */
const createQuota = ({ kindOf, categoryOf, isHeldBack }: Kinds) => {
  const [kinds, categories] = [createCount(), createCount()]
  return {
    /** 2: it may; 1: but for its category; 0: it may not. */
    rankOf: (item: number): number => {
      if (kinds.of(kindOf(item)) >= mostOfKind || isHeldBack(item)) return 0
      return categories.of(categoryOf(item)) < mostOfCategory ? 2 : 1
    },
    place: (item: number): void => {
      kinds.add(kindOf(item))
      categories.add(categoryOf(item))
    },
  }
}

/**
 * Puts the first places in another order, so that they are less alike (maximal marginal relevance, Carbonell & Goldstein 1998): next comes the item with the largest
 *
 *   (1 - d) score / best score  -  d max over those already placed of their similarity
 *
 * where the first ten take at most two of a kind and four of a category, and nothing that is held back, as long as there is anything else.
 * `items` and `scores` are best first; what is given back are positions in them, `length` at most. d = 0 leaves the order as it is.
 */
export const diversify = (
  items: ArrayLike<number>,
  scores: ArrayLike<number>,
  length: number,
  diversity: number,
  similarity: (one: number, other: number) => number,
  kinds = noKinds,
): readonly number[] => {
  const left = Array.from({ length: items.length }, (_, at) => at)
  if (diversity <= 0) return left.slice(0, length)
  const nearest = new Float64Array(items.length)
  const worth = (at: number) => ((1 - diversity) * scores[at]) / scores[0] - diversity * nearest[at]
  const quota = createQuota(kinds)
  const placed: number[] = []
  /** The place of the best among those left: of what may stand among the first places in every respect, else of what only makes a category full, else of all. */
  const bestPlace = (isFirst: boolean): number => {
    let best = 0
    let bestRank = -1
    let bestWorth = -Infinity
    for (let place = 0; place < left.length; place++) {
      const rank = isFirst ? quota.rankOf(items[left[place]]) : 0
      if (rank < bestRank) continue
      const own = worth(left[place])
      if (rank === bestRank && own <= bestWorth) continue
      best = place
      bestRank = rank
      bestWorth = own
    }
    return best
  }
  while (placed.length < Math.min(length, places, items.length)) {
    const [chosen] = left.splice(bestPlace(placed.length < firstPlaces), 1)
    placed.push(chosen)
    quota.place(items[chosen])
    for (const at of left) {
      const alike = similarity(items[chosen], items[at])
      if (alike > nearest[at]) nearest[at] = alike
    }
  }
  return [...placed, ...left].slice(0, length)
}
