import type {
  EventClause,
  FieldTest,
  RegularlyClause,
  RestartedClause,
  StoppedClause,
} from '../../domain/segment-rule.ts'
import { durationOf } from '../../rules/duration.ts'
import { countable, earliestOf, eventTest, summable, windowTest } from './compile-events.ts'
import { every, numberTest } from './compile-tests.ts'
import type { CompiledClause, RulePlan } from './rule-plan.ts'

export const json = (entries: readonly (readonly [string, string])[]): string =>
  `jsonb_build_object(${entries.map(([name, value]) => `'${name}', ${value}`).join(', ')})`

const aggregates = { sum: 'sum', average: 'avg', minimum: 'min', maximum: 'max' } as const

/** Counts of events with something distinct about them have a scan of their own: a sort of all other columns would be the price. */
const distinctOf = (plan: RulePlan, expression: string, events: string, since: Date | null): string => {
  const bound = since === null ? 'TRUE' : `e.occurred_at >= ${plan.values.add(since, 'timestamptz')}`
  const alias = plan.addReading(
    (users) => `SELECT e.user_id, count(DISTINCT ${expression}) AS n FROM events e
      WHERE ${users} AND ${bound} AND ${events} GROUP BY e.user_id`,
  )
  return `coalesce(${alias}.n, 0)`
}

export const compileEvent = (clause: EventClause, plan: RulePlan): CompiledClause => {
  const { values, now } = plan
  const { within, olderThan, after, before } = clause
  const window = { within, olderThan, after, before }
  const events = eventTest(clause, window, now, values)
  const since = earliestOf(window, now)
  const found: { readonly name: string; readonly value: string; readonly holds: string }[] = []
  const count = () => `coalesce(${plan.addAggregate((filter) => `count(*) ${filter}`, events, since)}, 0)`
  const ask = (name: string, value: string, holds: (value: string) => string) =>
    found.push({ name, value, holds: holds(value) })
  if (clause.count) ask('count', count(), (value) => numberTest(value, clause.count!, values))
  for (const [name, sql] of Object.entries(aggregates)) {
    const test = clause[name as keyof typeof aggregates] as FieldTest | undefined
    if (test === undefined) continue
    const value = plan.addAggregate((filter) => `${sql}(${summable[test.field]}) ${filter}`, events, since)
    ask(name, name === 'sum' ? `coalesce(${value}, 0)` : value, (each) => numberTest(each, test, values))
  }
  if (clause.distinct) {
    const { field } = clause.distinct
    ask('distinct', distinctOf(plan, countable[field], events, since), (value) =>
      numberTest(value, clause.distinct!, values),
    )
  }
  for (const [name, sql] of [
    ['first', 'min'],
    ['last', 'max'],
  ] as const) {
    const asked = clause[name]
    if (asked === undefined) continue
    const value = plan.addAggregate((filter) => `${sql}(e.occurred_at) ${filter}`, events, since)
    ask(name, value, (each) => windowTest(each, asked, now, values))
  }
  if (found.length === 0) ask('count', count(), (value) => `${value} > 0`)
  return {
    condition: every(found.map(({ holds }) => holds)),
    actual: json(found.map(({ name, value }) => [name, value])),
  }
}

export const compileStopped = (clause: StoppedClause, plan: RulePlan): CompiledClause => {
  const events = eventTest(clause, {}, plan.now, plan.values)
  const days = (clause.times ?? 1) > 1 ? distinctOf(plan, countable.DAY, events, null) : null
  const last = plan.addAggregate((filter) => `max(e.occurred_at) ${filter}`, events, null)
  const silent = windowTest(last, { olderThan: clause.silence }, plan.now, plan.values)
  return {
    condition: days === null ? silent : `(${days} >= ${plan.values.add(clause.times, 'int')} AND ${silent})`,
    actual: json([...(days === null ? [] : [['days', days] as const]), ['last', last]]),
  }
}

export const compileRestarted = (clause: RestartedClause, plan: RulePlan): CompiledClause => {
  const { values, now } = plan
  const events = eventTest(clause, {}, now, values)
  const silence = `${values.add(durationOf(clause.silence) / 1000, 'float8')} * interval '1 second'`
  const alias = plan.addReading(
    (users) => `SELECT user_id, max(at) AS at FROM (
        SELECT e.user_id, e.occurred_at AS at, lag(e.occurred_at) OVER (PARTITION BY e.user_id ORDER BY e.occurred_at) AS before
        FROM events e WHERE ${users} AND ${events}) AS followed
      WHERE ${windowTest('at', { within: clause.within }, now, values)} AND before <= at - ${silence} GROUP BY user_id`,
  )
  return { condition: `${alias}.at IS NOT NULL`, actual: json([['restarted', `${alias}.at`]]) }
}

export const compileRegularly = (clause: RegularlyClause, plan: RulePlan): CompiledClause => {
  const { values, now } = plan
  const reach = `PT${(durationOf(clause.every) * clause.periods) / 1000}S`
  const events = eventTest(clause, { within: reach }, now, values)
  const seconds = values.add(durationOf(clause.every) / 1000, 'float8')
  const period = `floor(extract(epoch FROM ${values.add(now, 'timestamptz')} - e.occurred_at)::float8 / ${seconds})`
  const periods = distinctOf(plan, period, events, earliestOf({ within: reach }, now))
  return { condition: `${periods} = ${values.add(clause.periods, 'int')}`, actual: json([['periods', periods]]) }
}
