import type { Compute } from '../../compute/compute.ts'
import type { ScoreBlock, ScorePart } from './family.ts'
import type { Histories } from './histories.ts'

/** The last `most` different items of a history, newest first. */
const recentItems = ({ pointers, item }: Histories, user: number, most: number): readonly number[] => {
  const recent = new Set<number>()
  for (let at = pointers[user + 1] - 1; at >= pointers[user] && recent.size < most; at--) recent.add(item[at])
  return [...recent]
}

/** Row 0: the history as it is; row r: without any event of the r-th of `left`. */
const variants = (histories: Histories, user: number, left: readonly number[]): Histories => {
  const positions: number[] = []
  const pointers = [0]
  for (const without of [-1, ...left]) {
    for (let at = histories.pointers[user]; at < histories.pointers[user + 1]; at++) {
      if (histories.item[at] !== without) positions.push(at)
    }
    pointers.push(positions.length)
  }
  return {
    users: pointers.length - 1,
    items: histories.items,
    pointers: Int32Array.from(pointers),
    item: Int32Array.from(positions, (at) => histories.item[at]),
    ageDays: Float32Array.from(positions, (at) => histories.ageDays[at]),
    signal: Uint8Array.from(positions, (at) => histories.signal[at]),
  }
}

interface Remembered {
  readonly model: object
  readonly user: number
  readonly items: readonly number[]
  readonly scores: Float32Array
}

const mostItems = 5

/**
 * Explains the scores of a model that is no sum: how much a score falls when an item of the history had never been (of the last 5 different ones), for those where it falls,
 * scaled so that the parts add up to the score. Where each could be missed alone, the newest item stands for all.
 * All items are scored at once for a user, and the last user of a set of histories is remembered, so that a list costs what one of its items costs.
 */
export const createLeaveOut = <Model extends object>(
  score: (model: Model, block: ScoreBlock, compute: Compute) => void,
) => {
  const remembered = new WeakMap<Histories, Remembered>()
  const scoresOf = (model: Model, histories: Histories, user: number, compute: Compute): Remembered => {
    const before = remembered.get(histories)
    if (before?.model === model && before.user === user) return before
    const items = recentItems(histories, user, mostItems)
    const scores = new Float32Array((items.length + 1) * histories.items)
    score(model, { histories: variants(histories, user, items), from: 0, to: items.length + 1, scores }, compute)
    const told = { model, user, items, scores }
    remembered.set(histories, told)
    return told
  }
  return (model: Model, histories: Histories, user: number, item: number, compute: Compute): readonly ScorePart[] => {
    const { items, scores } = scoresOf(model, histories, user, compute)
    const own = scores[item]
    if (!(own > 0)) return []
    const falls = items.map((_, at) => Math.max(0, own - scores[(at + 1) * histories.items + item]))
    const total = falls.reduce((sum, fall) => sum + fall, 0)
    if (total === 0) return [{ kind: 'NEXT', value: own, item: items[0] }]
    return items
      .map((left, at) => ({ kind: 'NEXT' as const, value: (own * falls[at]) / total, item: left }))
      .filter(({ value }) => value > 0)
      .sort((a, b) => b.value - a.value || a.item - b.item)
  }
}
