import { createRandom } from '../math/random.ts'
import type { TrainingData } from '../recommenders/family.ts'
import { filterHistories, pickHistories, type Split, wantedFrom } from './split.ts'

export interface ShareSplitOptions {
  /** Part of each person's events that is held out, 0..1: at least one, and one stays. */
  readonly share: number
  readonly seed: number
  /** People judged at most. */
  readonly maxUsers: number
}

/** A share of everybody's events, drawn at random, is to be found: for data that know no times. */
export const shareSplit = (data: TrainingData, { share, seed, maxUsers }: ShareSplitOptions): Split => {
  const { histories } = data
  const random = createRandom(seed)
  const isHeldOut = new Uint8Array(histories.item.length)
  const people: number[] = []
  for (let user = 0; user < histories.users; user++) {
    const [from, to] = [histories.pointers[user], histories.pointers[user + 1]]
    if (to - from < 2) continue
    const held = Math.min(to - from - 1, Math.max(1, Math.round(share * (to - from))))
    const positions = random.shuffle(Array.from({ length: to - from }, (_, at) => from + at))
    for (const at of positions.slice(0, held)) isHeldOut[at] = 1
    people.push(user)
  }
  const before = filterHistories(histories, (at) => isHeldOut[at] === 0)
  const judged = random.shuffle(people).slice(0, maxUsers)
  const wanted = judged.map((user) => {
    const positions = Array.from(
      { length: histories.pointers[user + 1] - histories.pointers[user] },
      (_, at) => histories.pointers[user] + at,
    )
    return positions.filter((at) => isHeldOut[at] === 1).map((at) => histories.item[at])
  })
  return {
    train: { histories: before, catalogue: data.catalogue },
    read: pickHistories(before, judged),
    wanted: wantedFrom(histories.items, wanted),
    leaveOutPurchased: true,
  }
}
