import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { createLookalikes } from '../../src/serving/lookalikes.ts'
import { openApi, type TestApi } from '../support/api.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { readOperations } from '../support/operations.ts'
import { externalIdOf, openShop, publishNumbers } from '../support/shop.ts'

let database: TestDatabase
let api: TestApi
const operation = (await readOperations('lookalikes.graphql')).get('Lookalikes') as string

interface Found {
  readonly seedCount: number
  readonly totalCount: number
  readonly takenAt: string
  readonly model: string
  readonly heldOut: number
  readonly trials: readonly { readonly model: string; readonly auc: number; readonly foundInFirstTenth: number }[]
  readonly edges: readonly {
    readonly node: { readonly rank: number; readonly score: number; readonly user: { readonly externalId: string } }
  }[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string }
}

const ask = (variables: object) => api.execute<{ lookalikes: Found | null }>(operation, variables)
const find = async (variables: object): Promise<Found> => {
  const { data, errors } = await ask(variables)
  expect(errors).toBeUndefined()
  return data.lookalikes as Found
}
const faultOf = async (variables: object) => {
  const { data, errors } = await ask(variables)
  expect(data).toEqual({ lookalikes: null })
  return [errors?.[0].extensions.code, errors?.[0].message]
}
const idsOf = ({ edges }: Found): string[] => edges.map(({ node }) => node.user.externalId)
const query = async (sql: string) => (await database.pool.query(sql)).rows
const lists = () => query('SELECT id FROM lookalike_lists ORDER BY id')
const partitions = () => query(`SELECT count(*) AS count FROM pg_inherits WHERE inhparent = 'lookalikes'::regclass`)

/** Of 200 people the 48 with the largest numbers are in the segment `odd`, and numbers near each other are alike. */
beforeAll(async () => {
  database = await openTestDatabase()
  const shop = await openShop(database, { users: 200, publish: false })
  await publishNumbers(database, shop, { orderCountOf: (n) => n, segmentOf: (n) => (n > 150 ? 'odd' : 'even') })
  api = openApi(database)
})

afterAll(async () => {
  await api.close()
  await database.drop()
})

describe('lookalikes of a segment', () => {
  it('are those outside who are most like the members, told with how well members were found again', async () => {
    const found = await find({ segment: 'odd', first: 10 })
    expect(found).toMatchObject({ seedCount: 49, totalCount: 150, heldOut: 14 })
    expect(idsOf(found).every((id) => id > externalIdOf(125) && id <= externalIdOf(150))).toBe(true)
    expect(found.edges.map(({ node }) => node.rank)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    expect(found.trials.map(({ model }) => model)).toContain(found.model)
    for (const { auc } of found.trials) expect(auc).toBeGreaterThan(0.9)
  })

  it('are the same list for whoever asks, now and at once', async () => {
    const before = await lists()
    const [one, other] = await Promise.all([find({ segment: 'even', first: 5 }), find({ segment: 'even', first: 5 })])
    expect(one).toEqual(other)
    expect(await find({ segment: 'even', first: 5 })).toEqual(one)
    expect(await lists()).toHaveLength(before.length + 1)
    expect(one).toMatchObject({ seedCount: 150, totalCount: 49 })
  })

  it('are made once, also by two servers at once', async () => {
    await query(`UPDATE segments SET rule_hash = 'two' WHERE key = 'even'`)
    const [before, [{ id }]] = [await lists(), await query(`SELECT id FROM segments WHERE key = 'even'`)]
    const [one, other] = await Promise.all([createLookalikes(database).of(id), createLookalikes(database).of(id)])
    expect(one).toEqual(other)
    expect(await lists()).toHaveLength(before.length + 1)
  })

  it('are walked page by page without losing or doubling anybody, while newer lists are made', async () => {
    const walked: string[] = []
    let page = await find({ segment: 'odd', first: 40 })
    walked.push(...idsOf(page))
    await query(`UPDATE segments SET rule_hash = 'another' WHERE key = 'odd'`)
    expect((await find({ segment: 'odd', first: 1 })).takenAt > page.takenAt).toBe(true)
    while (page.pageInfo.hasNextPage) {
      page = await find({ segment: 'odd', first: 40, after: page.pageInfo.endCursor })
      walked.push(...idsOf(page))
    }
    expect(walked).toHaveLength(150)
    expect(new Set(walked)).toEqual(new Set(Array.from({ length: 150 }, (_, i) => externalIdOf(i + 1))))
  })

  it('leave out whoever is suppressed by now', async () => {
    const [first] = idsOf(await find({ segment: 'odd', first: 1 }))
    await query(
      `INSERT INTO user_lists (key, name, purpose, description, created_at, updated_at) VALUES ('never', 'Never', 'SUPPRESSION', '', now(), now())`,
    )
    await query(
      `INSERT INTO user_list_entries (list_id, external_id, added_at) SELECT id, '${first}', now() FROM user_lists`,
    )
    const later = idsOf(await find({ segment: 'odd', first: 149 }))
    expect(later).toHaveLength(149)
    expect(later).not.toContain(first)
  })

  it('are kept three lists long, and go with their segment', async () => {
    const page = await find({ segment: 'odd', first: 1 })
    for (const hash of ['b', 'c', 'd']) {
      await query(`UPDATE segments SET rule_hash = '${hash}' WHERE key = 'odd'`)
      await find({ segment: 'odd', first: 1 })
    }
    // Three of it, and two of the other segment.
    expect(await partitions()).toEqual([{ count: 5 }])
    expect(await faultOf({ segment: 'odd', after: page.pageInfo.endCursor })).toMatchObject(['CURSOR_EXPIRED', {}])
    await query(`DELETE FROM segments WHERE key = 'even'; UPDATE segments SET rule_hash = 'e' WHERE key = 'odd'`)
    await find({ segment: 'odd', first: 1 })
    expect(await partitions()).toEqual([{ count: 3 }])
  })

  it('are refused in a sentence where there is no such segment, or nothing to find them by', async () => {
    expect(await faultOf({ segment: 'nobody' })).toEqual(['NOT_FOUND', 'There is no segment "nobody".'])
    expect(await faultOf({ segment: 'odd', after: 'x' })).toMatchObject(['CURSOR_INVALID', expect.any(String)])
    expect(await faultOf({ segment: 'odd', first: 5000 })).toMatchObject(['BAD_USER_INPUT', expect.any(String)])
    await query(
      `INSERT INTO segments (key, name, description, kind, rule, rule_hash) VALUES
      ('new', '', '', 'RULE', '{}', 'x'), ('small', '', '', 'RULE', '{}', 'x')`,
    )
    expect(await faultOf({ segment: 'new' })).toMatchObject(['NOT_COMPUTED', expect.any(String)])
    await query(`INSERT INTO segment_builds (segment_id, rule_hash, as_of, built_at, watermark, inputs, user_count)
      SELECT id, 'x', now(), now(), 0, '{}', 7 FROM segments WHERE key = 'small'`)
    await query(
      `INSERT INTO memberships SELECT u.id, s.id, now() FROM users u, segments s WHERE s.key = 'small' ORDER BY u.id LIMIT 7`,
    )
    expect(await faultOf({ segment: 'small' })).toEqual([
      'INSUFFICIENT_DATA',
      'It takes 20 members of the segment who were seen in the shop to find lookalikes; there are 7.',
    ])
    await query(`DELETE FROM published_runs WHERE kind = 'CLUSTERS'`)
    expect(await faultOf({ segment: 'odd' })).toMatchObject(['NOT_COMPUTED', expect.any(String)])
  })
})
