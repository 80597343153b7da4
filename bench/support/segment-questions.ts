import type { SegmentRule } from '../../src/domain/segment-rule.ts'

/** The same question twice: as a rule, and as whoever knows the tables would ask it. */
export interface SegmentQuestion {
  readonly name: string
  readonly rule: SegmentRule
  /** Gives `id` of each user whom the rule finds. */
  readonly sql: string
  /** Whether its update after new events is timed. */
  readonly updates: boolean
}

/** The latest event of the generated shop: windows are seen from it. */
const latest = `timestamptz '2026-12-29T00:00:05Z'`
const profile = `(SELECT run_id FROM published_runs WHERE kind = 'PORTRAITS')`

export const questions: readonly SegmentQuestion[] = [
  {
    name: 'two numbers of the profile',
    rule: { all: [{ profile: { field: 'RECENCY_DAYS', gte: 60 } }, { profile: { field: 'TOTAL_SPEND', gte: 450 } }] },
    sql: `SELECT p.user_id AS id FROM user_profiles p WHERE p.run_id = ${profile} AND p.recency_days >= 60 AND p.total_spend >= 450`,
    updates: false,
  },
  {
    name: 'a trait in a list',
    rule: { trait: { name: 'city', in: ['Berlin', 'Oslo'] } },
    sql: `SELECT id FROM users WHERE traits ->> 'city' IN ('Berlin', 'Oslo')`,
    updates: false,
  },
  {
    name: 'bought within 30 days',
    rule: { event: { type: 'PURCHASE', within: 'P30D' } },
    sql: `SELECT DISTINCT user_id AS id FROM events WHERE type = 'PURCHASE' AND occurred_at > ${latest} - interval '30 days'`,
    updates: true,
  },
  {
    name: 'spent 100 on toys within 90 days',
    rule: {
      event: {
        type: 'PURCHASE',
        within: 'P90D',
        where: [{ category: { eq: 'toys' } }],
        sum: { field: 'AMOUNT', gte: 100 },
      },
    },
    sql: `SELECT user_id AS id FROM events e JOIN products p ON p.id = e.product_id
      WHERE e.type = 'PURCHASE' AND e.occurred_at > ${latest} - interval '90 days' AND (p.category = 'toys' OR p.category LIKE 'toys > %')
      GROUP BY user_id HAVING sum(e.quantity * e.unit_price) >= 100`,
    updates: true,
  },
  {
    name: 'cart, then no purchase within a day',
    rule: {
      sequence: {
        steps: [{ type: 'ADD_TO_CART' }, { type: 'PURCHASE' }],
        within: 'P1D',
        negateLast: true,
        window: { within: 'P30D' },
      },
    },
    sql: `SELECT DISTINCT e.user_id AS id FROM events e
      WHERE e.type = 'ADD_TO_CART' AND e.occurred_at > ${latest} - interval '30 days' AND e.occurred_at <= ${latest} - interval '1 day'
        AND NOT EXISTS (SELECT FROM events b WHERE b.user_id = e.user_id AND b.type = 'PURCHASE' AND b.occurred_at > e.occurred_at
          AND b.occurred_at <= e.occurred_at + interval '1 day' AND b.occurred_at > ${latest} - interval '30 days')`,
    updates: true,
  },
  {
    name: 'looked often, did not buy, consents',
    rule: {
      all: [
        { event: { type: 'VIEW', within: 'P60D', count: { gte: 3 } } },
        { not: { event: { type: 'PURCHASE', within: 'P60D' } } },
        { consent: 'EMAIL' },
      ],
    },
    sql: `SELECT e.user_id AS id FROM events e JOIN consents c ON c.user_id = e.user_id AND c.purpose = 'EMAIL' AND c.granted
      WHERE e.type IN ('VIEW', 'PURCHASE') AND e.occurred_at > ${latest} - interval '60 days'
      GROUP BY e.user_id HAVING count(*) FILTER (WHERE e.type = 'VIEW') >= 3 AND count(*) FILTER (WHERE e.type = 'PURCHASE') = 0`,
    updates: true,
  },
]
