import type { SequenceClause } from '../../domain/segment-rule.ts'
import { durationOf } from '../../rules/duration.ts'
import { json } from './compile-behaviour.ts'
import { earliestOf, eventTest } from './compile-events.ts'
import type { CompiledClause, RulePlan } from './rule-plan.ts'

interface Sequence {
  /** A test of each step, of an event `e`. */
  readonly tests: readonly string[]
  readonly negateLast: boolean
  /** What events of all steps have in common. A value that no text names may not be sent, so it is added when it is asked for. */
  readonly bound: () => string
  /** How long all of it may take, as an interval; null: for ever. */
  readonly length: string | null
  readonly now: () => string
}

/** A first step, when nothing is to follow but what must not: the planner leaves out those with a partner in one go. */
const unfollowed = ({ tests: [first, next], length, now }: Sequence, users: string): string => {
  const isOver = length === null ? 'TRUE' : `s0.at + ${length} <= ${now()}`
  const inTime = length === null ? 'TRUE' : `e.occurred_at <= s0.at + ${length}`
  return `SELECT s0.user_id, max(s0.at) AS at FROM (SELECT e.user_id, e.occurred_at AS at FROM events e WHERE ${users} AND ${first}) AS s0
    WHERE ${isOver} AND NOT EXISTS (SELECT FROM events e WHERE e.user_id = s0.user_id AND e.occurred_at > s0.at AND ${inTime} AND ${next})
    GROUP BY s0.user_id`
}

/** The later ones of the same user: read in this order they only ever become more, so that their minimum costs one step a row. */
const later = `(PARTITION BY user_id ORDER BY at DESC RANGE BETWEEN UNBOUNDED PRECEDING AND '1 microsecond'::interval PRECEDING)`

/** For each event the earliest `value` among the later ones that are the step `place`. */
const earliestLater = (value: string, place: number): string => `min(${value}) FILTER (WHERE is${place}) OVER ${later}`

/** Each event of a step with when the steps from `place` on are `done` if it is that step, and with when the negated one breaks them after that. */
const ended = (events: string, negated: number | null, from: number, place: number): string => {
  const done = place === from ? 'at' : earliestLater('done', place + 1)
  const broken = place === from ? earliestLater('at', negated ?? from) : earliestLater('broken', place + 1)
  const within = place === from ? events : ended(events, negated, from, place + 1)
  const steps = Array.from({ length: negated === null ? from + 1 : negated + 1 }, (_, at) => `is${at}`)
  return `SELECT user_id, at, ${steps.join(', ')}, ${done} AS done${negated === null ? '' : `, ${broken} AS broken`} FROM (${within}) AS f${place}`
}

/**
 * From every first step the next one is the earliest after it: if any sequence fits in time, that one does. Backwards from the last step each event is told when what is to follow it ends:
 * a pass over the sorted events of the steps, however many of them a user has.
 */
const followed = ({ tests, negateLast, bound, length, now }: Sequence, users: string): string => {
  const events = `SELECT e.user_id, e.occurred_at AS at, ${tests.map((test, at) => `(${test}) AS is${at}`).join(', ')}
    FROM events e WHERE ${users} AND ${bound()} AND (${tests.join(' OR ')})`
  const [negated, from] = negateLast ? [tests.length - 1, tests.length - 2] : [null, tests.length - 1]
  const inTime = length === null ? 'done IS NOT NULL' : `done <= at + ${length}`
  const unbroken = () =>
    length === null ? 'broken IS NULL' : `at + ${length} <= ${now()} AND (broken IS NULL OR broken > at + ${length})`
  return `SELECT user_id, max(at) AS at FROM (${ended(events, negated, from, 0)}) AS s
    WHERE is0 AND ${inTime} ${negateLast ? `AND ${unbroken()}` : ''} GROUP BY user_id`
}

const boundOf = ({ steps, window = {} }: SequenceClause, { values, now }: RulePlan): string => {
  const types = values.add([...new Set(steps.map(({ type }) => type))], 'event_type[]')
  const since = earliestOf(window, now)
  return `e.type = ANY(${types})${since === null ? '' : ` AND e.occurred_at >= ${values.add(since, 'timestamptz')}`}`
}

export const compileSequence = (clause: SequenceClause, plan: RulePlan): CompiledClause => {
  const { values, now } = plan
  const { steps, within, negateLast = false, window = {} } = clause
  const sequence: Sequence = {
    tests: steps.map((step) => eventTest(step, window, now, values)),
    negateLast,
    bound: () => boundOf(clause, plan),
    length: within === undefined ? null : `${values.add(durationOf(within) / 1000, 'float8')} * interval '1 second'`,
    now: () => values.add(now, 'timestamptz'),
  }
  const text = negateLast && steps.length === 2 ? unfollowed : followed
  const alias = plan.addReading((users) => text(sequence, users))
  return { condition: `${alias}.at IS NOT NULL`, actual: json([['began', `${alias}.at`]]) }
}
