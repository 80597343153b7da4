import { bestAssignment } from '../math/best-assignment.ts'

/** Below this part in common (of those who are in either) two clusters are not one (Greene, Doyle & Cunningham 2010). */
const leastInCommon = 0.3

export interface Overlap {
  /** What the clusters before were called. */
  readonly before: readonly number[]
  /** How many clusters there are now. */
  readonly k: number
  /** before x k: how many people were in the one and are in the other. */
  readonly people: Float64Array
}

/** Jaccard: those in both over those in either, of the people who are in both runs. */
const inCommon = ({ before, k, people }: Overlap): Float64Array => {
  const wereIn = before.map((_, i) => people.subarray(i * k, (i + 1) * k).reduce((sum, count) => sum + count, 0))
  const areIn = Array.from({ length: k }, (_, j) => before.reduce((sum, _id, i) => sum + people[i * k + j], 0))
  return people.map((both, at) => {
    const either = wereIn[Math.floor(at / k)] + areIn[at % k] - both
    return either === 0 ? 0 : both / either
  })
}

/**
 * What the clusters of now are called: like the one before with which they have most in common, all pairs taken together, or by a number that was never given before.
 * @param next the least number that was never given
 */
export const matchClusters = (overlap: Overlap, next: number): readonly number[] => {
  const { before, k } = overlap
  const shares = inCommon(overlap)
  const size = Math.max(before.length, k)
  const square = new Float64Array(size * size)
  before.forEach((_, i) => {
    for (let j = 0; j < k; j++) square[i * size + j] = shares[i * k + j]
  })
  const columns = bestAssignment(square, size, size)
  const ids = new Int32Array(k).fill(-1)
  before.forEach((id, i) => {
    if (columns[i] < k && shares[i * k + columns[i]] >= leastInCommon) ids[columns[i]] = id
  })
  let given = next
  return Array.from(ids, (id) => (id >= 0 ? id : given++))
}
