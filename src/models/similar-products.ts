import type { Recommender } from './recommender.ts'

/** Per item up to `length` others: row i is `items[pointers[i] .. pointers[i + 1]]`, best first. Scores 0..1. */
export interface SimilarItems {
  readonly pointers: Int32Array
  readonly items: Int32Array
  readonly scores: Float32Array
}

/** What an item of the same category can score at most where nobody bought both: below what co-buyers say. */
const sameCategory = 0.01

/**
 * The nearest neighbours of every item; one that nobody bought together with anything gets the most bought of its category instead,
 * scored 0.01 x popularity within the category. Items that are not recommendable are not listed and get no list.
 */
export const similarProducts = ({ knn, categories, recommendable }: Recommender, length = 20): SimilarItems => {
  const pointers = new Int32Array(knn.items + 1)
  const items = new Int32Array(knn.items * length)
  const scores = new Float32Array(knn.items * length)
  let end = 0
  const add = (item: number, score: number) => {
    items[end] = item
    scores[end++] = Math.min(1, score)
  }
  const addNeighbours = (item: number) => {
    const first = item * knn.neighbours
    for (let at = first; at < first + Math.min(length, knn.neighbours) && knn.neighbour[at] >= 0; at++) {
      add(knn.neighbour[at], knn.similarity[at])
    }
  }
  const addCategory = (item: number) => {
    const category = categories.categoryOf[item]
    if (category < 0) return
    for (let at = categories.pointers[category]; at < categories.pointers[category + 1]; at++) {
      const other = categories.items[at]
      if (other !== item && end - pointers[item] < length) add(other, sameCategory * categories.score[other])
    }
  }
  for (let item = 0; item < knn.items; item++) {
    if (recommendable[item]) addNeighbours(item)
    if (recommendable[item] && end === pointers[item]) addCategory(item)
    pointers[item + 1] = end
  }
  return { pointers, items: items.slice(0, end), scores: scores.slice(0, end) }
}
