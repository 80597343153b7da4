import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { completeRun, markTraining, startRuns } from '../../src/store/model-runs.ts'
import { publishRuns } from '../../src/store/publish-runs.ts'
import { segmentMemberRows, syncSegments } from '../../src/store/write-segments.ts'
import { openApi, type TestApi } from '../support/api.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import {
  openTasteShop,
  type TasteShop,
  tasteOfProduct,
  tasteOfUser,
  tasteShopEnd,
  userOf,
} from '../support/taste-shop.ts'

interface Similar {
  readonly user: { readonly externalId: string }
  readonly score: number
  readonly sharedCount: number
  readonly sharedProducts: readonly { readonly externalId: string }[]
}

describe('whom and what a group is alike', () => {
  let database: TestDatabase
  let api: TestApi
  let shop: TasteShop

  const publishMembers = async (key: string, userIds: readonly number[]) => {
    const ids = await syncSegments(database, [{ key, name: key, description: key, definition: { key } }])
    const flowId = crypto.randomUUID()
    const [{ id }] = await startRuns(database, { flowId, kinds: ['SEGMENTS'], asOf: tasteShopEnd, seed: 1 })
    await markTraining(database, id)
    const members = userIds.map((userId) => ({ userId, segmentId: ids.get(key) as number, enteredAt: tasteShopEnd }))
    const rows = (async function* () {
      yield* members
    })()
    const outcome = () => ({ params: {}, metrics: [], artefact: null })
    await completeRun(database, id, [segmentMemberRows(rows)], { outcome, signal: new AbortController().signal })
    await publishRuns(database, flowId)
  }

  beforeAll(async () => {
    database = await openTestDatabase()
    shop = await openTasteShop(database)
    const ofTaste = [...shop.userIds].filter(([name]) => tasteOfUser(shop, Number(name.split('-')[1])) === 2)
    await publishMembers(
      'second',
      ofTaste.map(([, id]) => id),
    )
    api = openApi(database)
  })
  afterAll(async () => {
    await api.close()
    await database.drop()
  })

  const similarTo = async (externalId: string, first = 20): Promise<readonly Similar[]> => {
    const text = `query ($externalId: ID!, $first: Int) { user(externalId: $externalId) {
      similarUsers(first: $first) { score sharedCount user { externalId } sharedProducts { externalId } } } }`
    const { data, errors } = await api.execute<{ user: { similarUsers: Similar[] } }>(text, { externalId, first })
    expect(errors).toBeUndefined()
    return data.user.similarUsers
  }

  const boughtBy = async (externalId: string): Promise<readonly string[]> =>
    (
      await database.pool.query<{ name: string }>(
        `SELECT p.external_id AS name FROM user_products b JOIN products p ON p.id = b.product_id
        JOIN users u ON u.id = b.user_id WHERE u.external_id = $1`,
        [externalId],
      )
    ).rows.map(({ name }) => name)

  it('finds users of the same taste, by the overlap that the description says', async () => {
    const users = shop.size.users
    let own = 0
    for (const n of [0, 7, 13]) {
      const similar = await similarTo(userOf(n))
      expect(similar).toHaveLength(20)
      own += similar.filter(({ user }) => Number(user.externalId.split('-')[1]) % 6 === n % 6).length
      const mine = await boughtBy(userOf(n))
      const [{ user, score, sharedCount, sharedProducts }] = similar
      const theirs = await boughtBy(user.externalId)
      const shared = mine.filter((product) => theirs.includes(product))
      expect(sharedCount).toBe(shared.length)
      expect(sharedProducts.map(({ externalId }) => externalId).sort()).toEqual([...shared].sort().slice(0, 5))
      const { rows } = await database.pool.query<{ name: string; buyers: number }>(
        'SELECT p.external_id AS name, count(*) AS buyers FROM user_products b JOIN products p ON p.id = b.product_id GROUP BY 1',
      )
      const buyers = new Map(rows.map((row) => [row.name, row.buyers]))
      const idf = (product: string) => Math.log(1 + users / (buyers.get(product) as number))
      const weight = (products: readonly string[]) => products.reduce((sum, product) => sum + idf(product), 0)
      const whole = weight(mine) + (weight(mine) / mine.length) * (theirs.length - shared.length)
      expect(score).toBeCloseTo(weight(shared) / whole, 10)
    }
    console.info(`${own} of 60 similar users are of the same taste`)
    expect(own).toBeGreaterThan(54)
  })

  it('finds nobody for somebody without purchases, and refuses lists that are too long', async () => {
    await database.pool.query(`INSERT INTO users (external_id, created_at) VALUES ('newcomer', now())`)
    expect(await similarTo('newcomer')).toEqual([])
    const text = '{ user(externalId: "user-1") { similarUsers(first: 101) { score } } }'
    expect((await api.execute(text)).errors?.[0].extensions.code).toBe('BAD_USER_INPUT')
    const many = '{ users(first: 500) { edges { node { similarUsers { score } } } } }'
    expect((await api.execute(many)).errors?.[0].extensions.code).toBe('QUERY_TOO_COMPLEX')
  })

  it('recommends a segment what sets its members apart', async () => {
    const text = `{ segment(key: "second") { recommendations(first: 30) { product { externalId } score share lift } } }`
    interface Row {
      readonly product: { readonly externalId: string }
      readonly score: number
      readonly share: number
      readonly lift: number
    }
    const { data } = await api.execute<{ segment: { recommendations: readonly Row[] } }>(text)
    const rows = data.segment.recommendations
    expect(rows).toHaveLength(shop.size.productsOfTaste)
    for (const { product, share, lift, score } of rows) {
      expect(tasteOfProduct(product.externalId)).toBe(2)
      expect(share).toBe(1)
      expect(lift).toBeGreaterThan(3)
      expect(lift).toBeLessThan(6)
      expect(score).toBeGreaterThan(0)
    }
    expect(rows[0].product.externalId).toBe('taste-2-0')
  })

  it('shows no preference for a segment that everybody is in', async () => {
    await publishMembers('all', [...shop.userIds.values()])
    const text =
      '{ segment(key: "all") { recommendations { score lift } } second: segment(key: "second") { recommendations { lift } } }'
    const { data } = await api.execute<{
      segment: { recommendations: readonly { score: number; lift: number }[] }
      second: { recommendations: readonly object[] }
    }>(text)
    for (const { score, lift } of data.segment.recommendations) {
      expect(lift).toBeCloseTo(1, 10)
      expect(score).toBeCloseTo(0, 10)
    }
    expect(data.second.recommendations).toEqual([])
  })
})
