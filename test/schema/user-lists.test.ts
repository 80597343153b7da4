import { Writable } from 'node:stream'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { exportMembers } from '../../src/store/export-members.ts'
import { buildMembers } from '../../src/store/rules/build-members.ts'
import { trackEvents } from '../../src/store/track-events.ts'
import { keyWith, openApi, type TestApi } from '../support/api.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { eventOf } from '../support/events.ts'
import { readOperations } from '../support/operations.ts'
import { externalIdOf, openShop, publishNumbers, type Shop } from '../support/shop.ts'

const documents = await readOperations('lists.graphql')
const operation = (name: string) => documents.get(name) as string

/** User n, of 8, has n orders. */
describe('lists of users', () => {
  let database: TestDatabase
  let api: TestApi
  let shop: Shop
  beforeAll(async () => {
    database = await openTestDatabase()
    shop = await openShop(database, { users: 8 })
    await publishNumbers(database, shop)
    api = openApi(database)
  })
  afterAll(async () => {
    await api.close()
    await database.drop()
  })

  const ask = async (document: string, variables: object = {}, key = keyWith('read', 'compute')) => {
    const { data, errors } = await api.execute<Record<string, Record<string, unknown>>>(document, variables, key)
    expect(errors).toBeUndefined()
    return Object.values(data)[0]
  }
  const add = (input: object) => ask(operation('AddToList'), { input })
  const remove = (list: string, ...users: string[]) => ask(operation('RemoveFromList'), { list, users })
  const define = (key: string, rule: object) =>
    ask(
      `mutation ($input: DefineSegmentInput!) { defineSegment(input: $input) { ... on Segment { key userCount } ... on Error { code message } } }`,
      { input: { key, name: key, rule } },
    )
  const refresh = (key: string) => buildMembers(database, key, { now: new Date() })
  const membersOf = async (key: string): Promise<string[]> => {
    const { rows } = await database.pool.query(
      `SELECT u.external_id AS id FROM memberships m JOIN users u ON u.id = m.user_id JOIN segments s ON s.id = m.segment_id
      WHERE s.key = $1 ORDER BY u.id`,
      [key],
    )
    return rows.map(({ id }) => id)
  }
  const everybody = { profile: { field: 'EXTERNAL_ID', exists: true } }
  const ids = (...numbers: number[]) => numbers.map(externalIdOf)

  it('take ids once each, and keep those of no user aside with a reason', async () => {
    expect(await add({ list: 'vips', users: [...ids(1, 2, 2), 'stranger'], name: 'VIPs' })).toEqual({
      __typename: 'UserListChange',
      changed: 3,
      unchanged: 0,
      unknown: ['stranger'],
      list: { key: 'vips', purpose: 'STATIC', userCount: 2, unknownCount: 1 },
    })
    expect(await add({ list: 'vips', users: ids(2, 3) })).toMatchObject({ changed: 1, unchanged: 1, unknown: [] })
    const found =
      await ask(`{ list(key: "vips") { name entries(first: 10) { edges { node { externalId reason user { externalId } } } }
      unknown: entries(first: 10, onlyUnknown: true) { edges { node { externalId } } } } }`)
    expect(found).toMatchObject({
      name: 'VIPs',
      entries: {
        edges: [
          { node: { externalId: 'stranger', user: null, reason: expect.stringContaining('No user has this id yet') } },
          ...ids(1, 2, 3).map((externalId) => ({ node: { externalId, user: { externalId }, reason: null } })),
        ],
      },
    })
  })

  it('are walked page by page, forwards and backwards', async () => {
    const page = (args: string) =>
      ask(
        `{ list(key: "vips") { entries(${args}) { edges { node { externalId } } pageInfo { hasNextPage endCursor startCursor } } } }`,
      )
    const first = (await page('first: 3')).entries as { edges: object[]; pageInfo: Record<string, unknown> }
    expect(first.pageInfo.hasNextPage).toBe(true)
    expect(await page(`first: 3, after: "${first.pageInfo.endCursor}"`)).toMatchObject({
      entries: { edges: [{ node: { externalId: externalIdOf(3) } }], pageInfo: { hasNextPage: false } },
    })
    expect(await page(`last: 1, before: "${first.pageInfo.endCursor}"`)).toMatchObject({
      entries: { edges: [{ node: { externalId: externalIdOf(1) } }] },
    })
    expect(await ask(operation('Lists'))).toMatchObject({ edges: [{ node: { key: 'vips', purpose: 'STATIC' } }] })
  })

  it('are asked about by rules, whose members follow what is put on them and taken off, also by who comes later', async () => {
    expect(await define('listed', { inList: 'vips' })).toEqual({ key: 'listed', userCount: 3 })
    await remove('vips', externalIdOf(1), 'nobody')
    await add({ list: 'vips', users: ids(5) })
    expect(await refresh('listed')).toMatchObject({ full: false, entered: 1, left: 1 })
    expect(await membersOf('listed')).toEqual(ids(2, 3, 5))
    await trackEvents(database, [eventOf({ userId: 'stranger', eventId: 'first', at: '2024-06-01T12:00:00Z' })], 'UTC')
    expect(await refresh('listed')).toMatchObject({ full: false, entered: 1 })
    expect(await membersOf('listed')).toEqual([...ids(2, 3, 5), 'stranger'])
  })

  it('lose nobody who comes in a transaction that ends after the list was written', async () => {
    const slow = await database.pool.connect()
    await slow.query('BEGIN')
    await slow.query(`INSERT INTO users (external_id, created_at, traits) VALUES ('late', now(), '{}')`)
    await slow.query(`INSERT INTO user_touches (user_id) SELECT id FROM users WHERE external_id = 'late'`)
    await add({ list: 'vips', users: ['late'] })
    expect(await refresh('listed')).toMatchObject({ entered: 0 })
    await slow.query('COMMIT')
    slow.release()
    expect(await refresh('listed')).toMatchObject({ full: false, entered: 1 })
    await remove('vips', 'late')
    await refresh('listed')
  })

  it('suppress: nobody on such a list is a member, previewed, snapshotted, exported or explained as one, whatever the rule says', async () => {
    await define('all', everybody)
    const before = await membersOf('all')
    await add({ list: 'blocked', purpose: 'SUPPRESSION', users: [...ids(2, 4), 'newcomer'] })
    expect(await refresh('all')).toMatchObject({ full: false, left: 2 })
    expect(await membersOf('all')).toEqual(before.filter((id) => !ids(2, 4).includes(id)))
    const preview = await ask(
      `query ($rule: SegmentRule!) { previewSegment(rule: $rule) { ... on SegmentPreview { userCount sample(first: 100) { externalId } clauses { path text userCount alone } } } }`,
      { rule: { inList: 'vips' } },
    )
    expect(preview).toEqual({
      userCount: 3,
      sample: expect.not.arrayContaining([{ externalId: externalIdOf(2) }]),
      clauses: [
        { path: '', text: 'on the list "vips"', userCount: 4, alone: 4 },
        { path: 'suppression', text: 'on no suppression list', userCount: 3, alone: before.length - 2 },
      ],
    })
    const explained = await ask(
      `{ explainMembership(user: "${externalIdOf(2)}", segment: "listed") { ... on MembershipExplanation { member clauses { path holds actual } } } }`,
    )
    expect(explained).toEqual({
      member: false,
      clauses: [
        { path: '', holds: true, actual: 'true' },
        { path: 'suppression', holds: false, actual: 'on "blocked"' },
      ],
    })
    const taken = await ask(
      `mutation { snapshotSegment(key: "even") { ... on SegmentSnapshot { userCount members(first: 10) { edges { node { externalId } } } } } }`,
    )
    expect(taken).toMatchObject({
      userCount: 1,
      members: { edges: ids(6).map((externalId) => ({ node: { externalId } })) },
    })
    const lines: Buffer[] = []
    const target = new Writable({
      write: (chunk, _, done) => {
        lines.push(chunk)
        done()
      },
    })
    const segmentId = shop.segmentIds.get('even') as number
    await exportMembers(database, { segmentId }, 'ndjson', target, new AbortController().signal)
    expect(
      Buffer.concat(lines)
        .toString()
        .match(/user-\d+/g),
    ).toEqual(ids(6))
    await trackEvents(database, [eventOf({ userId: 'newcomer', eventId: 'come', at: '2024-06-01T12:00:00Z' })], 'UTC')
    await refresh('all')
    expect(await membersOf('all')).not.toContain('newcomer')
    await ask('mutation { deleteList(key: "blocked") { __typename } }')
    expect(await refresh('all')).toMatchObject({ full: false, entered: 3 })
  })

  it('are refused with what is wrong', async () => {
    expect(await add({ list: 'Bad Key', users: [] })).toMatchObject({ code: 'BAD_USER_INPUT' })
    expect(await add({ list: 'vips', users: ['a\0'] })).toMatchObject({
      code: 'BAD_USER_INPUT',
      message: '"users[0]" holds a character that no stored text can hold.',
    })
    expect(await add({ list: 'vips', purpose: 'SUPPRESSION', users: ids(1) })).toMatchObject({
      code: 'LIST_IN_USE',
      message: '"vips" is a STATIC list; choose another key.',
    })
    expect(await ask('{ list(key: "vips") { purpose userCount } }')).toEqual({ purpose: 'STATIC', userCount: 4 })
    expect(await remove('vipps', 'x')).toMatchObject({
      code: 'NOT_FOUND',
      message: 'There is no list "vipps". Did you mean "vips"?',
    })
    expect(await define('other', { inList: 'vipps' })).toMatchObject({ code: 'NOT_FOUND' })
    expect(await ask('mutation { deleteList(key: "vips") { ... on Error { code message } } }')).toEqual({
      code: 'LIST_IN_USE',
      message: 'The rules of "listed" ask about the list "vips": change them first.',
    })
    const { errors } = await api.execute('mutation { deleteList(key: "vips") { __typename } }', {}, keyWith('read'))
    expect(errors?.[0].extensions.code).toBe('FORBIDDEN')
  })
})
