import type { EventClause, RuleLeaf, TimeWindow } from '../domain/segment-rule.ts'
import { durationOf } from './duration.ts'

const shortest = (lengths: readonly (string | undefined)[]): number =>
  Math.min(...lengths.map((length) => (length === undefined ? Number.POSITIVE_INFINITY : durationOf(length))))

const longest = (lengths: readonly (string | undefined)[]): number =>
  Math.max(...lengths.map((length) => (length === undefined ? Number.NEGATIVE_INFINITY : durationOf(length))))

/** Whether no instant can lie in both, whatever the time is. */
const areApart = (a: TimeWindow, b: TimeWindow): boolean => {
  const [after, before] = [
    [a.after, b.after].filter((at) => at !== undefined),
    [a.before, b.before].filter((at) => at !== undefined),
  ]
  return (
    shortest([a.within, b.within]) <= longest([a.olderThan, b.olderThan]) ||
    after.some((from) => before.some((to) => from >= to))
  )
}

const isBare = (window: TimeWindow): boolean =>
  [window.within, window.olderThan, window.after, window.before].every((bound) => bound === undefined)

const sameEvents = (one: EventClause, other: EventClause): boolean =>
  one.type === other.type && JSON.stringify(one.where ?? []) === JSON.stringify(other.where ?? [])

/** Whether the clause holds only of those who have such an event in its window. */
const needsOne = ({ count, sum, distinct }: EventClause): boolean =>
  (count === undefined && sum === undefined && distinct === undefined) ||
  (count !== undefined && ((count.gte ?? 0) > 0 || (count.gt ?? -1) >= 0 || (count.eq ?? 0) > 0))

/** Whether one clause asks for an event later than the last of them may be by the other. */
export const isAfterTheLast = (one: EventClause, other: EventClause): boolean => {
  const { last } = other
  if (last === undefined || !isBare(other) || !sameEvents(one, other) || !needsOne(one)) return false
  return areApart({ within: one.within, after: one.after }, { olderThan: last.olderThan, before: last.before })
}

/** Why the windows of a clause, each possible for itself, leave nobody together; null where they do not. */
export const impossibleWindows = (leaf: RuleLeaf): string | null => {
  if ('event' in leaf) {
    const { first, last } = leaf.event
    for (const [name, window] of [
      ['first', first],
      ['last', last],
    ] as const)
      if (window !== undefined && areApart(leaf.event, window))
        return `The ${name} of the events of this window cannot have been then: the clause holds for nobody.`
  }
  if ('sequence' in leaf) {
    const { within, window, negateLast } = leaf.sequence
    if (
      negateLast &&
      within !== undefined &&
      window?.within !== undefined &&
      durationOf(window.within) <= durationOf(within)
    )
      return `Whoever began within ${window.within} still has time, of ${within}, for the last step: the clause holds for nobody.`
  }
  return null
}
