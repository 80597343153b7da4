import type { Histories } from './histories.ts'

/** Positions `from .. to` of the flat arrays of a history, by item and within an item in time order. */
export const positionsByItem = ({ item }: Histories, from: number, to: number): Float64Array => {
  const length = to - from
  // One number each, so that they sort without a comparator.
  const keys = new Float64Array(length)
  for (let at = 0; at < length; at++) keys[at] = item[from + at] * length + at
  keys.sort()
  for (let at = 0; at < length; at++) keys[at] = from + (keys[at] % length)
  return keys
}
