import { createRandom } from '../math/random.ts'
import type { Catalogue } from '../recommenders/catalogue.ts'
import type { TrainingData } from '../recommenders/family.ts'
import { type Histories, purchaseSignal } from '../recommenders/histories.ts'
import { filterHistories, pickHistories, type Split, wantedFrom } from './split.ts'

export interface TimeSplitOptions {
  /** Part of the purchases in the validation period, and in the test period after it. */
  readonly share: number
  /** People judged at most in each period, drawn at random. */
  readonly maxUsers: number
  readonly seed: number
  /** true: buying again what one has is to be found as well, and what one has is ranked. */
  readonly countRepeats: boolean
  /** true: what somebody had looked at before (or done anything else with) is neither wanted nor ranked, for shops whose lists leave it out. */
  readonly excludeSeen?: boolean
}

/** A shop as it was at four earlier instants, each with what its people bought in the period that followed. */
export interface TimeSplit {
  /** The two periods before the validation, the later first; learned from with it, so that one period's fashion is not taken for the shop's ways. */
  readonly earlier: readonly Split[]
  readonly validation: Split
  readonly test: Split
  /** Ages of the last two instants, in days before the as-of instant. */
  readonly validationDays: number
  readonly testDays: number
}

/** The age below which `share` of the purchases are. */
const cutAge = ({ ageDays, signal }: Histories, share: number): number => {
  const ages = ageDays.filter((_, at) => signal[at] === purchaseSignal).sort()
  return ages[Math.min(ages.length - 1, Math.floor(ages.length * share))] ?? 0
}

/** What came later than the instant is not there: nobody could have been shown it. An import may know all its items only since today, so what was bought before counts as there. */
const catalogueBefore = (catalogue: Catalogue, before: Histories, cut: number): Catalogue => {
  const known = new Uint8Array(catalogue.items)
  for (const item of before.item) known[item] = 1
  return {
    ...catalogue,
    recommendable: catalogue.recommendable.map((is, item) =>
      is === 1 && (known[item] === 1 || catalogue.ageDays[item] >= cut) ? 1 : 0,
    ),
    ageDays: catalogue.ageDays.map((age) => Math.max(0, age - cut)),
  }
}

/** Positions of a user's purchases. */
const purchasesOf = ({ pointers, signal }: Histories, user: number): readonly number[] =>
  Array.from({ length: pointers[user + 1] - pointers[user] }, (_, at) => pointers[user] + at).filter(
    (at) => signal[at] === purchaseSignal,
  )

/** Those with a past who bought, younger than `from` and as old as `to` or older, what `counts`; each with what that was. */
const buyersWithin = (
  all: Histories,
  before: Histories,
  [from, to]: readonly [number, number],
  hadBy: (user: number) => ReadonlySet<number>,
  counts: (item: number, had: ReadonlySet<number>) => boolean,
) => {
  const people: { readonly user: number; readonly wanted: readonly number[] }[] = []
  for (let user = 0; user < all.users; user++) {
    if (before.pointers[user + 1] === before.pointers[user]) continue
    const had = hadBy(user)
    const within = purchasesOf(all, user).filter((at) => all.ageDays[at] < from && all.ageDays[at] >= to)
    const wanted = within.map((at) => all.item[at]).filter((item) => counts(item, had))
    if (wanted.length > 0) people.push({ user, wanted })
  }
  return people
}

const splitAt = (data: TrainingData, from: number, to: number, options: TimeSplitOptions): Split => {
  const before = filterHistories(data.histories, (at) => data.histories.ageDays[at] >= from, from)
  const catalogue = catalogueBefore(data.catalogue, before, from)
  const counts = (item: number, had: ReadonlySet<number>) =>
    catalogue.recommendable[item] === 1 && (options.countRepeats || !had.has(item))
  const hadBy = (user: number): ReadonlySet<number> =>
    options.excludeSeen
      ? new Set(before.item.subarray(before.pointers[user], before.pointers[user + 1]))
      : new Set(purchasesOf(before, user).map((at) => before.item[at]))
  const people = buyersWithin(data.histories, before, [from, to], hadBy, counts)
  const judged = createRandom(options.seed).shuffle(people).slice(0, options.maxUsers)
  return {
    train: { histories: before, catalogue },
    read: pickHistories(
      before,
      judged.map(({ user }) => user),
    ),
    wanted: wantedFrom(
      before.items,
      judged.map(({ wanted }) => wanted),
    ),
    leaveOutPurchased: !options.countRepeats,
    leaveOutSeen: options.excludeSeen === true && !options.countRepeats,
  }
}

/**
 * Cuts a shop's own data by time into what to learn from, three periods to choose by (two earlier ones and validation) and a later one to judge by (test), where everything before a period may be learned from.
 * Judged are people with a past who bought something in the period: something new to them, unless repeats count.
 */
export const timeSplit = (data: TrainingData, options: TimeSplitOptions): TimeSplit => {
  const testDays = cutAge(data.histories, options.share)
  const validationDays = cutAge(data.histories, 2 * options.share)
  return {
    earlier: [3, 4].map((periods) =>
      splitAt(
        data,
        cutAge(data.histories, periods * options.share),
        cutAge(data.histories, (periods - 1) * options.share),
        options,
      ),
    ),
    validation: splitAt(data, validationDays, testDays, options),
    test: splitAt(data, testDays, 0, options),
    validationDays,
    testDays,
  }
}
