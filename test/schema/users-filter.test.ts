import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { openApi, type TestApi } from '../support/api.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { openShop } from '../support/shop.ts'

interface Users {
  readonly users: { readonly totalCount: number; readonly edges: { readonly node: { readonly externalId: string } }[] }
}

const document = `query ($filter: UserFilter) {
  users(filter: $filter, orderBy: { field: EXTERNAL_ID }) { totalCount edges { node { externalId } } }
}`

/** 7 has only looked and 8 came since; odd ones live in Berlin; every third is a VIP. */
const cases: readonly (readonly [object, readonly number[]])[] = [
  [{}, [1, 2, 3, 4, 5, 6, 7, 8]],
  [{ search: 'user-00' }, [1, 2, 3, 4, 5, 6, 7, 8]],
  [{ search: 'user-003' }, [3]],
  [{ search: 'user_003' }, []],
  [{ search: '%' }, []],
  [{ createdAt: { gte: '2024-01-03', lt: '2024-01-05T00:00:00Z' } }, [2, 3]],
  [{ createdAt: { gt: '2024-01-08T00:00:00+00:00' } }, [8]],
  [{ lifecycleIn: ['LOYAL'] }, [2, 4, 6]],
  [{ lifecycleIn: ['LOYAL', 'ACTIVE'] }, [1, 2, 3, 4, 5, 6]],
  [{ lifecycleIn: [] }, []],
  [{ orderCount: { gte: 3, lte: 5 } }, [3, 4, 5]],
  [{ orderCount: { lt: 2 } }, [1, 7]],
  [{ recencyDays: { gt: 40 } }, [5, 6, 7]],
  [{ monetary: { gte: 20 } }, [2, 3, 4, 5, 6]],
  [{ totalSpend: { gte: 100.5 } }, [6]],
  [{ traits: [{ name: 'city', eq: 'Berlin' }] }, [1, 3, 5, 7]],
  [
    {
      traits: [
        { name: 'city', eq: 'Berlin' },
        { name: 'vip', eq: true },
      ],
    },
    [3],
  ],
  [{ traits: { name: 'colour' } }, [1, 2, 3, 4, 5, 6, 7, 8]],
  [{ traits: { name: 'city', eq: null } }, []],
  [{ inSegment: 'even' }, [2, 4, 6]],
  [{ inSegment: 'odd', orderCount: { gte: 2 }, traits: { name: 'vip', eq: true } }, [3]],
]

describe('the filter of users', () => {
  let database: TestDatabase
  let api: TestApi

  beforeAll(async () => {
    database = await openTestDatabase()
    await openShop(database)
    api = openApi(database)
  })
  afterAll(async () => {
    await api.close()
    await database.drop()
  })

  it.each(cases)('%j finds exactly those who meet it, and counts them', async (filter, found) => {
    const { data, errors } = await api.execute<Users>(document, { filter })
    expect(errors).toBeUndefined()
    expect(data.users.edges.map(({ node }) => Number(node.externalId.slice(-3)))).toEqual(found)
    expect(data.users.totalCount).toBe(found.length)
  })

  it('refuses segments that are not there and characters that no text can hold', async () => {
    for (const filter of [{ inSegment: 'nowhere' }, { search: '\0' }, { traits: { name: 'a', eq: '\ud800' } }]) {
      const { errors } = await api.execute(document, { filter })
      expect(errors?.[0].extensions.code).toBe('BAD_USER_INPUT')
    }
    const bad = await api.execute(document, { filter: { createdAt: { gte: 'yesterday' } } })
    expect(bad.errors?.[0].message).toContain('ISO 8601')
  })
})
