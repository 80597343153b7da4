import type { Interactions } from '../interactions.ts'
import type { TrainingData } from '../recommenders/family.ts'
import type { Histories } from '../recommenders/histories.ts'

/** Something to learn from, and people whose next things are known but not shown. */
export interface Split {
  readonly train: TrainingData
  /** What is read of each person judged before a list is made; its rows are those of `wanted`. */
  readonly read: Histories
  /** What is to be found: people x items. */
  readonly wanted: Interactions
  /** true: what a person has bought already is not ranked, for it is not wanted either. What was only looked at is. */
  readonly leaveOutPurchased: boolean
  /** true: neither is what a person has looked at, or done anything else with. */
  readonly leaveOutSeen?: boolean
}

/** Chosen rows of histories, in the order given. */
export const pickHistories = (histories: Histories, rows: ArrayLike<number>): Histories => {
  const pointers = new Int32Array(rows.length + 1)
  for (let row = 0; row < rows.length; row++) {
    pointers[row + 1] = pointers[row] + histories.pointers[rows[row] + 1] - histories.pointers[rows[row]]
  }
  const length = pointers[rows.length]
  const picked = {
    item: new Int32Array(length),
    ageDays: new Float32Array(length),
    signal: new Uint8Array(length),
  }
  for (let row = 0; row < rows.length; row++) {
    const [from, to] = [histories.pointers[rows[row]], histories.pointers[rows[row] + 1]]
    picked.item.set(histories.item.subarray(from, to), pointers[row])
    picked.ageDays.set(histories.ageDays.subarray(from, to), pointers[row])
    picked.signal.set(histories.signal.subarray(from, to), pointers[row])
  }
  return { users: rows.length, items: histories.items, pointers, ...picked }
}

/** Events for which `keeps` holds, by position; rows stay, some of them empty. `shiftDays` is taken off every age. */
export const filterHistories = (
  histories: Histories,
  keeps: (at: number, user: number) => boolean,
  shiftDays = 0,
): Histories => {
  const pointers = new Int32Array(histories.users + 1)
  const kept: number[] = []
  for (let user = 0; user < histories.users; user++) {
    for (let at = histories.pointers[user]; at < histories.pointers[user + 1]; at++) if (keeps(at, user)) kept.push(at)
    pointers[user + 1] = kept.length
  }
  return {
    users: histories.users,
    items: histories.items,
    pointers,
    item: Int32Array.from(kept, (at) => histories.item[at]),
    ageDays: Float32Array.from(kept, (at) => histories.ageDays[at] - shiftDays),
    signal: Uint8Array.from(kept, (at) => histories.signal[at]),
  }
}

/** One list of wanted items a row. */
export const wantedFrom = (items: number, rows: readonly (readonly number[])[]): Interactions => {
  const sorted = rows.map((row) => [...new Set(row)].sort((a, b) => a - b))
  const pointers = new Int32Array(rows.length + 1)
  sorted.forEach((row, at) => {
    pointers[at + 1] = pointers[at] + row.length
  })
  const indices = Int32Array.from(sorted.flat())
  return { users: rows.length, items, pointers, indices, values: new Float32Array(indices.length).fill(1) }
}
