import type { Compute } from '../../compute/compute.ts'
import type { ScoreBlock } from '../recommenders/family.ts'
import { purchaseSignal } from '../recommenders/histories.ts'
import { type ListMetrics, listMetrics } from './list-metrics.ts'
import type { RankedLists } from './ranking.ts'
import type { Split } from './split.ts'

/** Fills a block with scores: a fitted family, or a blend. */
export type Scorer = (block: ScoreBlock) => void

/** Scores of one block, at most: 16 MB. */
const blockScores = 4_000_000

export const blockRows = (items: number): number => Math.max(1, Math.floor(blockScores / Math.max(1, items)))

/** What may not be ranked becomes -Infinity. */
export const leaveOut = (
  scores: Float32Array,
  { read, train, leaveOutPurchased, leaveOutSeen = false }: Split,
  from: number,
  to: number,
): void => {
  const { items } = read
  const { recommendable } = train.catalogue
  for (let user = from; user < to; user++) {
    const row = scores.subarray((user - from) * items, (user - from + 1) * items)
    for (let item = 0; item < items; item++) if (recommendable[item] === 0) row[item] = -Infinity
    if (!leaveOutPurchased && !leaveOutSeen) continue
    for (let at = read.pointers[user]; at < read.pointers[user + 1]; at++) {
      if (leaveOutSeen || read.signal[at] === purchaseSignal) row[read.item[at]] = -Infinity
    }
  }
}

/** The best k of all items for the first `users` people of the split; items about which nothing is said are not listed. */
export const rankAll = (score: Scorer, split: Split, users: number, k: number, compute: Compute): RankedLists => {
  const { read } = split
  const pointers = new Int32Array(users + 1)
  const items: number[] = []
  const length = Math.min(k, read.items)
  const rankBlock = (from: number, to: number): void => {
    const rows = to - from
    const scores = compute.float32(rows * read.items)
    score({ histories: read, from, to, scores })
    leaveOut(scores, split, from, to)
    const [best, bestScores] = [compute.int32(rows * length), compute.float32(rows * length)]
    compute.topOfRows({ scores, rows, columns: read.items, k: length, best, bestScores })
    for (let row = 0; row < rows; row++) {
      for (let at = row * length; at < (row + 1) * length && bestScores[at] > 0; at++) items.push(best[at])
      pointers[from + row + 1] = items.length
    }
  }
  const most = blockRows(read.items)
  for (let from = 0; from < users; from += most) compute.scope(() => rankBlock(from, Math.min(users, from + most)))
  return { pointers, items: Int32Array.from(items) }
}

/** Ranks all items for the first `users` people of a split (all when absent), and measures the first k. Memory: 8 bytes a score of a block of 4 million. */
export const judge = (
  score: Scorer,
  split: Split,
  k: number,
  compute: Compute,
  users = split.read.users,
): ListMetrics => {
  const judged = Math.min(users, split.read.users)
  const { wanted } = split
  const first = { ...wanted, users: judged, pointers: wanted.pointers.subarray(0, judged + 1) }
  return listMetrics(rankAll(score, split, judged, k, compute), first, split.train, k)
}
