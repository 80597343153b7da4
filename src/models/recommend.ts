import { createEvidence } from './evidence.ts'
import type { Interactions } from './interactions.ts'
import { liftOf } from './item-knn.ts'
import { type RecommendationLists, reasonKinds } from './recommendation-lists.ts'
import { createListWriter } from './recommendation-writer.ts'
import type { Recommender } from './recommender.ts'
import { createTopK } from './top-k.ts'

export interface RecommendOptions {
  /** Longer than any page, so that what was bought since can be left out when it is read. */
  readonly listSize: number
  /** false for shops where people buy the same again. */
  readonly excludeBought: boolean
  /** Rows of `histories` to compute: from the first, before the last. */
  readonly from: number
  readonly to: number
}

const boughtTogether = reasonKinds.indexOf('BOUGHT_TOGETHER')
const likesCategory = reasonKinds.indexOf('LIKES_CATEGORY')
const isTrending = reasonKinds.indexOf('TRENDING')

/** Each category's part of one history at a time, by weight; parts below `minShare` count as 0. */
const createShares = ({ categories: { categoryOf, pointers }, recommendable, minShare }: Recommender) => {
  const shares = new Float64Array(pointers.length - 1)
  const read = (histories: Interactions, user: number): void => {
    shares.fill(0)
    let whole = 0
    for (let at = histories.pointers[user]; at < histories.pointers[user + 1]; at++) {
      const category = categoryOf[histories.indices[at]]
      if (category < 0 || !recommendable[histories.indices[at]]) continue
      shares[category] += histories.values[at]
      whole += histories.values[at]
    }
    for (let category = 0; category < shares.length; category++) {
      const share = whole > 0 ? shares[category] / whole : 0
      shares[category] = share >= minShare ? share : 0
    }
  }
  return { shares, read, of: (item: number) => (categoryOf[item] < 0 ? 0 : shares[categoryOf[item]]) }
}

/** The terms of one user's scores, by item. */
const createScorer = (recommender: Recommender) => {
  const { knn, trending, categories, weights } = recommender
  const evidence = createEvidence(recommender)
  const shares = createShares(recommender)
  const categoryTerm = (item: number) => weights.category * shares.of(item) * categories.score[item]
  const trendingTerm = (item: number) => weights.trending * trending.score[item]
  const score = (item: number) => weights.knn * evidence.sum(item) + categoryTerm(item) + trendingTerm(item)

  /** Items near the history, the best of its categories, and what trends; one may be named twice. */
  const forEachCandidate = (visit: (item: number) => void): void => {
    for (const item of evidence.touched()) visit(item)
    shares.shares.forEach((share, category) => {
      if (share === 0) return
      for (let at = categories.pointers[category]; at < categories.pointers[category + 1]; at++)
        visit(categories.items[at])
    })
    for (const item of trending.top) visit(item)
  }
  const explain = (item: number, addTerm: ReturnType<typeof createListWriter>['addTerm']): void => {
    for (let at = item * recommender.evidence; at < (item + 1) * recommender.evidence && evidence.terms[at] > 0; at++) {
      const source = evidence.sources[at]
      const because = Math.floor(source / knn.neighbours)
      const lift = liftOf(knn, because, item, knn.coBuyers[source])
      addTerm(boughtTogether, weights.knn * evidence.terms[at], because, lift)
    }
    addTerm(likesCategory, categoryTerm(item), categories.categoryOf[item], shares.of(item))
    addTerm(isTrending, trendingTerm(item), -1, trending.windowDays)
  }
  const read = (histories: Interactions, user: number): void => {
    evidence.clear()
    evidence.read(histories, user)
    shares.read(histories, user)
  }
  return { read, score, forEachCandidate, explain }
}

/** Marks of items, taken back one history at a time. */
const createMarks = (items: number) => {
  const markedBy = new Int32Array(items).fill(-1)
  return {
    /** true the first time an item is met under this name. */
    mark: (item: number, name: number): boolean => {
      if (markedBy[item] === name) return false
      markedBy[item] = name
      return true
    },
  }
}

/**
 * The lists of users `from .. to` of `histories` (users x items, weights above 0 relative within a user), best first, ties by item index. Somebody without a history gets what
 * trends. Every term of a score is told as a reason. Memory: per user listSize (12 + 21 (evidence + 2)) bytes, per item 73: call it for blocks of users.
 */
export const recommendForUsers = (
  recommender: Recommender,
  histories: Interactions,
  options: Partial<RecommendOptions> = {},
): RecommendationLists => {
  const { listSize = 60, excludeBought = true, from = 0, to = histories.users } = options
  const scorer = createScorer(recommender)
  const marks = createMarks(recommender.knn.items)
  const best = createTopK(listSize)
  const writer = createListWriter(from, to - from, listSize, recommender.evidence + 2)
  for (let user = from; user < to; user++) {
    scorer.read(histories, user)
    best.clear()
    if (excludeBought) {
      for (let at = histories.pointers[user]; at < histories.pointers[user + 1]; at++)
        marks.mark(histories.indices[at], user)
    }
    scorer.forEachCandidate((item) => {
      if (recommender.recommendable[item] && marks.mark(item, user)) best.offer(item, scorer.score(item))
    })
    best.sort()
    for (let rank = 0; rank < best.size(); rank++) {
      if (!(best.scores[rank] > 0)) continue
      scorer.explain(best.items[rank], writer.addTerm)
      writer.endEntry(best.items[rank], best.scores[rank])
    }
    writer.endUser()
  }
  return writer.lists()
}
