import type { Interactions } from './interactions.ts'
import type { Recommender } from './recommender.ts'

/**
 * The strongest reasons in one user's history for every item near it, at most `recommender.evidence` an item; reused from user to user.
 * 12 bytes a slot, so 60 an item.
 */
export const createEvidence = ({ knn, evidence, recommendable }: Recommender) => {
  const terms = new Float64Array(knn.items * evidence)
  /** Where in the neighbour lists the term comes from. */
  const sources = new Int32Array(knn.items * evidence)
  const isTouched = new Uint8Array(knn.items)
  const touched = new Int32Array(knn.items)
  let length = 0

  /** Keeps the slots of an item in falling order; of equal terms the one that came first, from the smaller item. */
  const insert = (item: number, term: number, source: number): void => {
    const first = item * evidence
    let at = first + evidence - 1
    if (!(term > terms[at])) return
    for (; at > first && term > terms[at - 1]; at--) {
      terms[at] = terms[at - 1]
      sources[at] = sources[at - 1]
    }
    terms[at] = term
    sources[at] = source
  }
  const addNeighbours = (item: number, weight: number): void => {
    for (let at = item * knn.neighbours; at < (item + 1) * knn.neighbours && knn.neighbour[at] >= 0; at++) {
      const other = knn.neighbour[at]
      if (isTouched[other] === 0) {
        isTouched[other] = 1
        touched[length++] = other
      }
      insert(other, weight * knn.similarity[at], at)
    }
  }
  /** Reads one history; weights count relative to its largest. */
  const read = ({ pointers, indices, values }: Interactions, user: number): void => {
    let largest = 0
    for (let at = pointers[user]; at < pointers[user + 1]; at++) largest = Math.max(largest, values[at])
    for (let at = pointers[user]; at < pointers[user + 1]; at++) {
      if (recommendable[indices[at]] && values[at] > 0) addNeighbours(indices[at], values[at] / largest)
    }
  }
  const clear = (): void => {
    for (let at = 0; at < length; at++) {
      isTouched[touched[at]] = 0
      terms.fill(0, touched[at] * evidence, (touched[at] + 1) * evidence)
    }
    length = 0
  }
  const sum = (item: number): number => {
    let total = 0
    for (let at = item * evidence; at < (item + 1) * evidence; at++) total += terms[at]
    return total
  }
  return { read, clear, sum, terms, sources, isTouched, touched: () => touched.subarray(0, length) }
}
