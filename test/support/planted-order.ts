import { type HistoryRow, trainingDataFrom } from './training-data.ts'

/** Groups of four items of their own: `first` and `second` are had by all; whoever had first and then second goes on to `forward`, the others to `backward`. */
const itemsOfGroup = 4
export const groups = 6

const [first, second, forward, backward] = [0, 1, 2, 3]

/** Two items in one of the two orders, and what they lead to. */
export const orders = [
  { past: [first, second], next: forward, other: backward },
  { past: [second, first], next: backward, other: forward },
] as const

export const plantedItem = (group: number, member: number): number => group * itemsOfGroup + member

/** One row per item of a path, a day apart. */
const walk = (user: number, group: number, members: readonly number[]): readonly HistoryRow[] =>
  members.map((member, step): HistoryRow => [user, plantedItem(group, member), 30 - step])

/** `people` of each order and group: as sets, both orders say the same. */
export const plantedOrder = (people: number) => {
  const paths = Array.from({ length: groups }, (_, group) =>
    orders.flatMap(({ past, next }) => Array.from({ length: people }, () => ({ group, members: [...past, next] }))),
  ).flat()
  const rows = paths.flatMap(({ group, members }, user) => walk(user, group, members))
  return trainingDataFrom(paths.length, groups * itemsOfGroup, rows)
}

/** One visitor of each order and group, who has yet to go on; row 2 group + order. */
export const plantedVisitors = () => {
  const rows = Array.from({ length: groups }, (_, group) =>
    orders.flatMap(({ past }, order) => walk(2 * group + order, group, past)),
  ).flat()
  return trainingDataFrom(2 * groups, groups * itemsOfGroup, rows).histories
}
