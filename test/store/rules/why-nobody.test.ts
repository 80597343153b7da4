import { afterAll, beforeAll, expect, it } from 'vitest'

import type { RuleLeaf } from '../../../src/domain/segment-rule.ts'
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
