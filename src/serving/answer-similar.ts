import { mostByLooks } from '../models/recommenders/similar-items.ts'
import { type Desk, longestList } from './answer-question.ts'
import { cutPage } from './cut-page.ts'
import { filterShelf, withScores } from './filter-shelf.ts'
import type { Evidence, SimilarAnswer, SimilarQuestion } from './question.ts'

/** No person asks: nothing was bought or seen. */
const nobody: Evidence = { productIds: [], times: [], signals: [], purchased: [], seen: [], regrets: [], searches: [] }

/** Per item how similar it is: as published, and of the others by what they are described by, below all of those. */
const scoresOf = ({ shelf, looks }: Desk, { productId, listed }: SimilarQuestion): Float32Array => {
  const scores = new Float32Array(shelf.items)
  const least = listed.reduce((least, { score }) => Math.min(least, score), mostByLooks)
  const own = shelf.itemOf.get(productId)
  if (own !== undefined) {
    for (const [item, cosine] of looks()(own)) scores[item] = least * Math.min(1, cosine) * (1 - 1e-6)
  }
  for (const { productId: id, score } of listed) {
    const item = shelf.itemOf.get(id)
    if (item !== undefined) scores[item] = score
  }
  return scores
}

/**
 * What is similar to a product of those that meet a filter, out of the whole catalogue: those of the published list first, in its order, then what looks most alike.
 * @throws CodedError ATTRIBUTE_UNKNOWN
 */
export const answerSimilar = (desk: Desk, question: SimilarQuestion): SimilarAnswer => {
  const { shelf } = desk
  const scores = scoresOf(desk, question)
  const filtered = filterShelf(shelf, question.filter, nobody, { without: shelf.itemOf.get(question.productId) })
  const { allowed, shelf: told } = withScores(filtered, scores)
  const ranked = [...allowed.keys()].filter((item) => allowed[item] === 1)
  ranked.sort((a, b) => scores[b] - scores[a] || a - b)
  const rows = ranked.slice(0, longestList).map((item, place) => {
    const productId = shelf.productIds[item]
    return { productId, place, score: scores[item] }
  })
  const { rows: items, ...page } = cutPage(rows, question)
  return { items, ...page, shelf: told }
}
