import { afterAll, beforeAll, expect, it } from 'vitest'

import { ingestUsers } from '../../src/store/ingest-users.ts'
import { openApi, type TestApi } from '../support/api.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'

let database: TestDatabase
let api: TestApi
beforeAll(async () => {
  database = await openTestDatabase()
  api = openApi(database)
  const silent = { createdAt: null, traits: {}, consents: {} }
  const users = [
    { ...silent, userId: 'ada', consents: { SMS: false, EMAIL: true } },
    { ...silent, userId: 'bob' },
  ]
  await database.transaction((client) => ingestUsers(client, users, new Date('2026-05-01T00:00:00Z')))
})
afterAll(async () => {
  await api.close()
  await database.drop()
})

it('tells what each user has consented to, and nothing of what was never asked', async () => {
  const { data } = await api.execute(
    '{ users(orderBy: { field: EXTERNAL_ID }) { edges { node { externalId consents { purpose granted changedAt } } } } }',
  )
  const changedAt = '2026-05-01T00:00:00.000Z'
  expect(data).toEqual({
    users: {
      edges: [
        {
          node: {
            externalId: 'ada',
            consents: [
              { purpose: 'EMAIL', granted: true, changedAt },
              { purpose: 'SMS', granted: false, changedAt },
            ],
          },
        },
        { node: { externalId: 'bob', consents: [] } },
      ],
    },
  })
})
