import type { CouponKind } from '../../domain/coupon.ts'
import type { Values } from '../keyset.ts'

/** The published runs that a rule reads from; a kind without one is known of nobody. */
export interface RuleRuns {
  readonly portraits: number | null
  readonly churnRisk: number | null
  readonly lifetimeValue: number | null
  readonly recommendations: number | null
  readonly purchase: number | null
  readonly clusters: number | null
  readonly uplift: number | null
}

/** Keys of what rules name, as the store knows them now. */
export interface RuleNames {
  readonly segments: ReadonlyMap<string, NamedSegment>
  /** Ids of lists. */
  readonly lists: ReadonlyMap<string, number>
  /** Kinds of the coupons that a campaign has, each once. */
  readonly campaigns: ReadonlyMap<string, readonly CouponKind[]>
}

/** Members of a rule stand in `memberships`, those of published segments under their run; null: no run is published. */
export interface NamedSegment {
  readonly id: number
  readonly run: 'RULE' | number | null
}

export interface RuleSetting {
  /** The instant that windows are seen from. */
  readonly now: Date
  readonly runs: RuleRuns
  readonly names: RuleNames
  /** Only these users are asked about; null: all. */
  readonly users: readonly number[] | null
}

/** What the leaves of a rule need read, collected while they are compiled. */
export interface RulePlan extends RuleSetting {
  readonly values: Values
  /** A column of the one scan over events that all simple clauses share: its aggregate, over which events, and since when those may be (null: ever). */
  readonly addAggregate: (aggregate: (filter: string) => string, events: string, since: Date | null) => string
  /** A statement of its own that gives `user_id` once for each user that meets it, or with a value; returns its alias. */
  readonly addReading: (text: (users: string) => string) => string
  /** At most one row of `table` for each user, known as `alias`: the one for which `condition` holds. */
  readonly join: (alias: string, table: string, condition: string) => void
  /** A column of the user's own row. */
  readonly ofUser: (column: string) => string
  /** A condition that keeps a reading of `alias` to the users asked about. */
  readonly onlyAsked: (column: string) => string
}

export interface CompiledClause {
  /** NULL counts as false. */
  readonly condition: string
  /** What is so about the user, as JSON. */
  readonly actual: string
}

/** A statement that goes before SELECT. */
interface Reading {
  readonly alias: string
  readonly text: string
}

export interface CollectedPlan {
  readonly plan: RulePlan
  readonly readings: () => readonly Reading[]
  readonly joins: () => string
  /** The one thing that all clauses are about, where they ask nothing of the users' own rows: `FROM` of those who have it, known by its alias. */
  readonly sole: () => { readonly alias: string; readonly from: string } | null
}

export const collectPlan = (setting: RuleSetting, values: Values): CollectedPlan => {
  const columns: string[] = []
  const filters: string[] = []
  const readings: Reading[] = []
  const joins = new Map<string, { readonly table: string; readonly condition: string }>()
  let asksUsers = false
  const asked = setting.users === null ? null : values.add(setting.users, 'bigint[]')
  const onlyAsked = (column: string): string => (asked === null ? 'TRUE' : `${column} = ANY(${asked})`)
  let since: number | null = Number.POSITIVE_INFINITY
  const known = new Map<string, string>()
  const plan: RulePlan = {
    ...setting,
    values,
    onlyAsked,
    addAggregate: (aggregate, events, earliest) => {
      since = since === null || earliest === null ? null : Math.min(since, earliest.getTime())
      filters.push(events)
      const text = aggregate(`FILTER (WHERE ${events})`)
      const column = known.get(text) ?? `a${columns.length}`
      if (!known.has(text)) columns.push(`${text} AS ${column}`)
      known.set(text, column)
      return `behaviour.${column}`
    },
    addReading: (text) => {
      const alias = `r${readings.length}`
      readings.push({ alias, text: text(onlyAsked('e.user_id')) })
      return alias
    },
    join: (alias, table, condition) => joins.set(alias, { table, condition }),
    ofUser: (column) => {
      asksUsers = true
      return `u.${column}`
    },
  }
  const scan = (): readonly Reading[] => {
    if (columns.length === 0) return []
    const bound = since === null ? 'TRUE' : `e.occurred_at >= ${values.add(new Date(since), 'timestamptz')}`
    return [
      {
        alias: 'behaviour',
        text: `SELECT e.user_id, ${columns.join(', ')} FROM events e
        WHERE ${onlyAsked('e.user_id')} AND ${bound} AND (${[...new Set(filters)].join(' OR ')}) GROUP BY e.user_id`,
      },
    ]
  }
  const aliases = () => [...(columns.length === 0 ? [] : ['behaviour']), ...readings.map(({ alias }) => alias)]
  return {
    plan,
    readings: () => [...scan(), ...readings],
    joins: () =>
      [
        ...aliases().map((alias) => `LEFT JOIN ${alias} ON ${alias}.user_id = u.id`),
        ...[...joins].map(
          ([alias, { table, condition }]) => `LEFT JOIN ${table} ${alias} ON ${alias}.user_id = u.id AND ${condition}`,
        ),
      ].join('\n'),
    sole: () => {
      if (asksUsers) return null
      const sources = [
        ...aliases().map((alias) => ({ alias, from: alias })),
        ...[...joins].map(([alias, { table, condition }]) => ({
          alias,
          from: `(SELECT * FROM ${table} ${alias} WHERE ${condition}) AS ${alias}`,
        })),
      ]
      return sources.length === 1 ? sources[0] : null
    },
  }
}
