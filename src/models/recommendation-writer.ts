import type { RecommendationLists } from './recommendation-lists.ts'

/** Fills flat lists user by user, in buffers of the largest size they may need. */
export const createListWriter = (firstUser: number, users: number, listSize: number, reasonsPerEntry: number) => {
  const entries = users * listSize
  const reasons = entries * reasonsPerEntry
  const pointers = new Int32Array(users + 1)
  const items = new Int32Array(entries)
  const scores = new Float64Array(entries)
  const reasonPointers = new Int32Array(entries + 1)
  const reasonKind = new Uint8Array(reasons)
  const reasonWeight = new Float64Array(reasons)
  const reasonAbout = new Int32Array(reasons)
  const reasonValue = new Float64Array(reasons)
  let [row, entry, reason] = [0, 0, 0]

  const copyReason = (from: number, to: number) => {
    reasonKind[to] = reasonKind[from]
    reasonWeight[to] = reasonWeight[from]
    reasonAbout[to] = reasonAbout[from]
    reasonValue[to] = reasonValue[from]
  }
  /** Adds one term of the entry at hand, in its place by size; terms of 0 say nothing. */
  const addTerm = (kind: number, term: number, about: number, value: number): void => {
    if (!(term > 0)) return
    let at = reason++
    for (; at > reasonPointers[entry] && reasonWeight[at - 1] < term; at--) copyReason(at - 1, at)
    reasonKind[at] = kind
    reasonWeight[at] = term
    reasonAbout[at] = about
    reasonValue[at] = value
  }
  /** Terms become weights: the largest takes up the rounding, so they add up to 1. */
  const endEntry = (item: number, score: number): void => {
    const first = reasonPointers[entry]
    let rest = 0
    for (let at = first + 1; at < reason; at++) {
      reasonWeight[at] /= score
      rest += reasonWeight[at]
    }
    if (first < reason) reasonWeight[first] = 1 - rest
    items[entry] = item
    scores[entry++] = score
    reasonPointers[entry] = reason
  }
  const endUser = (): void => {
    pointers[++row] = entry
  }
  const lists = (): RecommendationLists => ({
    ...{ firstUser, users, pointers },
    items: items.slice(0, entry),
    scores: scores.slice(0, entry),
    reasonPointers: reasonPointers.slice(0, entry + 1),
    reasonKind: reasonKind.slice(0, reason),
    reasonWeight: reasonWeight.slice(0, reason),
    reasonAbout: reasonAbout.slice(0, reason),
    reasonValue: reasonValue.slice(0, reason),
  })
  return { addTerm, endEntry, endUser, lists }
}
