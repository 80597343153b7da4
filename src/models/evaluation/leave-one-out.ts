import { createRandom } from '../math/random.ts'
import type { TrainingData } from '../recommenders/family.ts'
import type { Histories } from '../recommenders/histories.ts'
import { filterHistories, pickHistories, type Split, wantedFrom } from './split.ts'

export interface LeaveOneOutOptions {
  /** How many of everybody's latest events the fit does not see; the list is made from all but the last `skip + 1`. */
  readonly unseen: number
  /** 0: the last event is wanted; 1: the one before it, and the last is not looked at. */
  readonly skip: number
  /** People judged at most, drawn at random. */
  readonly maxUsers: number
  readonly seed: number
}

const withoutLast = (histories: Histories, count: number): Histories =>
  filterHistories(histories, (at, user) => at < histories.pointers[user + 1] - count)

/**
 * Everybody's last event is to be found (Kang & McAuley 2018). With `unseen: 2` what is fitted never sees the last two, of which the one before the last is read when the last
 * is wanted; with `skip: 1` the one before the last is wanted, which is what choices are made by.
 */
export const leaveOneOut = (
  { histories, catalogue }: TrainingData,
  { unseen, skip, maxUsers, seed }: LeaveOneOutOptions,
): Split => {
  const length = (user: number) => histories.pointers[user + 1] - histories.pointers[user]
  const everybody = Array.from({ length: histories.users }, (_, user) => user)
  const people = createRandom(seed).shuffle(
    everybody.filter((user) => length(user) > unseen && length(user) > skip + 1),
  )
  const judged = people.slice(0, maxUsers)
  return {
    train: { histories: withoutLast(histories, unseen), catalogue },
    read: pickHistories(withoutLast(histories, skip + 1), judged),
    wanted: wantedFrom(
      histories.items,
      judged.map((user) => [histories.item[histories.pointers[user + 1] - 1 - skip]]),
    ),
    leaveOutPurchased: true,
  }
}
