import type { Search } from './question.ts'
import type { TextIndex } from './text-index.ts'

/** What somebody's searches say of an item. */
export interface Heard {
  /** Above 0, below 2: 1 for what answers the newest search fully and no other. */
  readonly value: number
  /** The search that says most. */
  readonly query: string
}

/** The newest so many different searches are heard, each half as loudly as the one after it. */
const mostSearches = 5

/** The newest different searches, newest first. */
const newestOf = (searches: readonly Search[]): readonly string[] => {
  const ordered = searches.toSorted((a, b) => b.time - a.time).map(({ query }) => query.trim())
  return [...new Set(ordered)].slice(0, mostSearches)
}

/** heard(j) = sum_r 2^-r found(q_r, j) over the newest searches q_0, q_1, ... Items that answer none are absent. */
export const hearSearches = (index: () => TextIndex, searches: readonly Search[]): ReadonlyMap<number, Heard> => {
  const heard = new Map<number, Heard & { readonly loudest: number }>()
  newestOf(searches).forEach((query, age) => {
    for (const [item, found] of index().find(query)) {
      const value = found / 2 ** age
      const known = heard.get(item)
      if (known === undefined) heard.set(item, { value, query, loudest: value })
      else if (value > known.loudest) heard.set(item, { value: known.value + value, query, loudest: value })
      else heard.set(item, { ...known, value: known.value + value })
    }
  })
  return heard
}
