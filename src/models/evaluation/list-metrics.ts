import type { Interactions } from '../interactions.ts'
import { createSimilarity } from '../recommenders/diversify.ts'
import type { TrainingData } from '../recommenders/family.ts'
import { type RankedLists, type RankingMetrics, rankingMetrics } from './ranking.ts'

/** What the lists found, and what they are like. */
export interface ListMetrics extends RankingMetrics {
  /** Mean self-information of what is shown, in bits: -log2 of the part of the people who have it (Zhou et al. 2010). Much: few know it. NaN of empty lists. */
  readonly novelty: number
  /** Mean over lists of how unlike their items are, pair by pair, 0..1 (Ziegler et al. 2005); NaN where no list has two. */
  readonly diversity: number
}

/** People who have each item, each counted once. */
export const countPeople = ({ histories }: TrainingData): Int32Array => {
  const people = new Int32Array(histories.items)
  const last = new Int32Array(histories.items).fill(-1)
  for (let user = 0; user < histories.users; user++) {
    for (let at = histories.pointers[user]; at < histories.pointers[user + 1]; at++) {
      const item = histories.item[at]
      if (last[item] !== user) people[item]++
      last[item] = user
    }
  }
  return people
}

const noveltyOf = ({ items }: RankedLists, train: TrainingData): number => {
  const people = countPeople(train)
  const everybody = train.histories.users + 1
  let bits = 0
  for (const item of items) bits -= Math.log2((people[item] + 1) / everybody)
  return bits / items.length
}

const diversityOf = ({ pointers, items }: RankedLists, train: TrainingData): number => {
  const similarity = createSimilarity(train.catalogue)
  let [sum, lists] = [0, 0]
  for (let list = 0; list + 1 < pointers.length; list++) {
    const length = pointers[list + 1] - pointers[list]
    if (length < 2) continue
    let alike = 0
    for (let a = pointers[list]; a < pointers[list + 1]; a++) {
      for (let b = a + 1; b < pointers[list + 1]; b++) alike += similarity(items[a], items[b])
    }
    sum += 1 - alike / ((length * (length - 1)) / 2)
    lists++
  }
  return sum / lists
}

/** Metrics of lists of at most k items against what was wanted, of the same people in the same order. */
export const listMetrics = (lists: RankedLists, wanted: Interactions, train: TrainingData, k: number): ListMetrics => ({
  ...rankingMetrics(lists, wanted, k),
  novelty: noveltyOf(lists, train),
  diversity: diversityOf(lists, train),
})
