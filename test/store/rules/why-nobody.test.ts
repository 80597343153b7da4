import { afterAll, beforeAll, expect, it } from 'vitest'

import type { EventCondition, RuleLeaf } from '../../../src/domain/segment-rule.ts'
import { ensureMonths } from '../../../src/store/partitions.ts'
import { whyNobody } from '../../../src/store/rules/why-nobody.ts'
import { openTestDatabase, type TestDatabase } from '../../support/database.ts'

/** A database in which nothing has been published. */
let database: TestDatabase
beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database?.drop())

it.each<[RuleLeaf, string | null]>([
  [{ profile: { field: 'ORDER_COUNT', gte: 1 } }, 'no portrait has been published yet.'],
  [{ profile: { field: 'EXTERNAL_ID', eq: 'ada' } }, null],
  [{ churnRisk: { gte: 0.5 } }, 'no churn risk has been published yet.'],
  [{ lifetimeValue: { gte: 1 } }, 'no lifetime value has been published yet.'],
  [{ purchaseProbability: { withinDays: 30, gte: 0.5 } }, 'no purchase probability has been published yet.'],
  [{ uplift: { offer: 'ANY', gte: 0.1 } }, 'no uplift has been published yet.'],
  [{ cluster: 1 }, 'no clustering has been published yet.'],
  [{ affinity: { product: 'tea', gte: 0.5 } }, 'no recommendation has been published yet.'],
  [{ affinity: { category: 'tea', gte: 0.5 } }, 'no portrait has been published yet.'],
  [{ event: { type: 'VIEW' } }, null],
])('says what there is none of yet: %j', async (leaf, why) => {
  expect(await whyNobody(database, leaf)).toEqual(why === null ? null : { why, unknown: null })
})

it('names the nearest of products, attributes, properties and channels', async () => {
  const { pool } = database
  await database.transaction((client) => ensureMonths(client, [Date.parse('2026-05-02Z')], new Set()))
  await pool.query(
    `INSERT INTO products (external_id, name, attributes) VALUES ('sku-001', 'Pan', '{"material": "steel"}')`,
  )
  await pool.query(`INSERT INTO users (external_id, created_at) VALUES ('ada', '2026-05-01Z')`)
  await pool.query(
    `INSERT INTO events (event_key, type, user_id, occurred_at, channel, properties)
    SELECT gen_random_uuid(), 'PURCHASE', id, '2026-05-02Z', 'web', '{"discount": 5}' FROM users`,
  )
  const why = async (asked: EventCondition) => {
    const found = await whyNobody(database, { event: { type: 'PURCHASE', where: [asked] } })
    return found && [found.why, found.unknown?.known]
  }
  const some = 'none of the latest 10000'
  expect(await why({ product: { eq: 'SKU-001' } })).toEqual(['there is no product "SKU-001".', ['sku-001']])
  expect(await why({ attribute: { name: 'materal', eq: 'steel' } })).toEqual([
    `${some} products has an attribute "materal".`,
    ['material'],
  ])
  expect(await why({ attribute: { name: 'material', eq: 'steeel' } })).toEqual([
    `${some} products has "steeel" there.`,
    ['steel'],
  ])
  expect(await why({ property: { name: 'discont', gte: 1 } })).toEqual([
    `${some} events of type PURCHASE has a property "discont".`,
    ['discount'],
  ])
  expect(await why({ property: { name: 'discount', eq: '5' } })).toEqual([
    'it is no text there: write 5 without quotes.',
    undefined,
  ])
  expect(await why({ channel: { in: ['webb'] } })).toEqual([
    `${some} events of type PURCHASE has the channel "webb".`,
    ['web'],
  ])
})
