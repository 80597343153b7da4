import type { Compute } from '../../compute/compute.ts'
import { explainBlend, scoreBlend } from './blend.ts'
import { createSimilarity, diversify, kindsFor } from './diversify.ts'
import { familyNamed as registered } from './families.ts'
import type { TrainingData } from './family.ts'
import { type Histories, purchaseSignal } from './histories.ts'
import { createListWriter } from './list-writer.ts'
import type { Blend, FamilyFinder } from './recipe.ts'
import type { RecommendationLists } from './recommendation-lists.ts'

/** Per row of the histories items that were seen beside what is in the history: row u is `items[pointers[u] .. pointers[u + 1]]`. */
export interface SeenItems {
  readonly pointers: Int32Array
  readonly items: Int32Array
}

export interface ListOptions {
  /** Rows of the histories: from the first, before the last. */
  readonly from: number
  readonly to: number
  readonly listSize: number
  /** Leaves out what the user has bought; false for shops where people buy the same again. */
  readonly excludePurchased: boolean
  /** Leaves out whatever is in the history, and what is in `seen`. */
  readonly excludeSeen: boolean
  readonly seen?: SeenItems
  /** Per item, 0 for what is not to be listed; scores stay as they are. */
  readonly mask?: Uint8Array
  /** 0: by score alone; 1: as unlike each other as the best of the scores allow. */
  readonly diversity: number
}

export const defaultDiversity = 0.2
export const mostReasons = 5

/** Scores of one block, at most: 16 MB and as much again for the part being added; and of all parts of a blend of two levels, which are kept to tell the reasons: 64 MB. */
const blockScores = 4_000_000
const keptScores = 16_000_000
/** Diversity chooses among so many items a place of the list, and so many at least. */
const poolPerPlace = 2
const smallestPool = 60

/** What a row may not list becomes -Infinity. */
const leaveOut = (
  row: Float32Array,
  { pointers, item, signal }: Histories,
  user: number,
  options: ListOptions,
  allowed: Uint8Array,
): void => {
  for (let at = 0; at < row.length; at++) if (allowed[at] === 0) row[at] = -Infinity
  if (!options.excludePurchased && !options.excludeSeen) return
  for (let at = pointers[user]; at < pointers[user + 1]; at++) {
    if (options.excludeSeen || signal[at] === purchaseSignal) row[item[at]] = -Infinity
  }
  const { excludeSeen, seen } = options
  if (!excludeSeen || seen === undefined) return
  for (let at = seen.pointers[user]; at < seen.pointers[user + 1]; at++) row[seen.items[at]] = -Infinity
}

const allowedOf = (recommendable: Uint8Array, mask?: Uint8Array): Uint8Array =>
  mask === undefined ? recommendable : recommendable.map((is, item) => (is === 1 && mask[item] !== 0 ? 1 : 0))

/** How many of the best are above 0. */
const lengthOf = (scores: Float32Array): number => {
  let length = 0
  while (length < scores.length && scores[length] > 0) length++
  return length
}

/**
 * Lists of the users `from .. to` with the reasons for each item, up to five, whose weights add up to 1. Only what has a score above 0 and is merchandise is listed.
 * The batch job and the live thread both make their lists here, so that they agree. Memory: 8 bytes a score of a block (about 4 million) beside the lists, and 4 for each part of a blend of two levels (16 million in all).
 */
export const listsOf = (
  blend: Blend,
  { histories, catalogue }: TrainingData,
  options: ListOptions,
  compute: Compute,
  familyNamed: FamilyFinder = registered,
): RecommendationLists => {
  const { from, to, listSize, diversity } = options
  const { items } = histories
  const allowed = allowedOf(catalogue.recommendable, options.mask)
  const similarity = createSimilarity(catalogue)
  const writer = createListWriter(from, mostReasons)
  const pool = Math.min(items, diversity > 0 ? Math.max(smallestPool, poolPerPlace * listSize) : listSize)
  const perRow = Math.max(1, items)
  const mostKept = blend.levels === undefined ? Infinity : Math.floor(keptScores / (perRow * blend.parts.length))
  const most = Math.max(1, Math.min(Math.floor(blockScores / perRow), mostKept))

  const writeUser = (user: number, best: Int32Array, scores: Float32Array): void => {
    const length = lengthOf(scores)
    const pooled = best.subarray(0, length)
    const kinds = kindsFor(catalogue, histories, user)
    for (const at of diversify(pooled, scores.subarray(0, length), listSize, diversity, similarity, kinds)) {
      const parts = explainBlend(blend, histories, user, pooled[at], compute, familyNamed)
      writer.addItem(pooled[at], scores[at], parts)
    }
    writer.endUser()
  }
  const writeBlock = (first: number, last: number): void => {
    const rows = last - first
    const scores = compute.float32(rows * items)
    scoreBlend(blend, { histories, from: first, to: last, scores, forReasons: true }, compute, familyNamed)
    for (let row = 0; row < rows; row++) {
      leaveOut(scores.subarray(row * items, (row + 1) * items), histories, first + row, options, allowed)
    }
    const [best, bestScores] = [compute.int32(rows * pool), compute.float32(rows * pool)]
    compute.topOfRows({ scores, rows, columns: items, k: pool, best, bestScores })
    for (let row = 0; row < rows; row++) {
      const at = row * pool
      writeUser(first + row, best.subarray(at, at + pool), bestScores.subarray(at, at + pool))
    }
  }
  for (let first = from; first < to; first += most) {
    compute.scope(() => writeBlock(first, Math.min(to, first + most)))
  }
  return writer.finish()
}
