import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { SegmentRule } from '../../src/domain/segment-rule.ts'
import { keyWith, openApi, type TestApi } from '../support/api.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { readOperations } from '../support/operations.ts'
import { externalIdOf, openShop, publishNumbers } from '../support/shop.ts'

const documents = await readOperations('segments-as-code.graphql')
const operation = (name: string) => documents.get(name) as string

interface Document {
  readonly format: string
  readonly version: number
  readonly segments: readonly { readonly key: string; readonly rule: SegmentRule; readonly ruleHash?: string }[]
}

/** User n, of 10, has n orders; the last but one has only looked, the last is not known to the portraits. */
describe('segments as code', () => {
  let database: TestDatabase
  let api: TestApi
  beforeAll(async () => {
    database = await openTestDatabase()
    await publishNumbers(database, await openShop(database, { users: 10 }))
    api = openApi(database)
  })
  afterAll(async () => {
    await api.close()
    await database.drop()
  })

  const ask = async (document: string, variables: object = {}) => {
    const { data, errors } = await api.execute<Record<string, Record<string, unknown>>>(document, variables)
    expect(errors).toBeUndefined()
    return Object.values(data)[0]
  }
  const bring = async (document: unknown, dryRun = false) => ask(operation('ImportSegments'), { document, dryRun })
  const exported = async (keys?: readonly string[]) =>
    (
      await ask(`query ($keys: [ID!]) { exportSegments(keys: $keys) { ... on SegmentDocument { document } } }`, {
        keys,
      })
    ).document as Document
  const of = (...segments: object[]) => ({ format: 'clientele-segments', version: 1, segments })
  const atLeast = (orders: number) => ({ profile: { field: 'ORDER_COUNT', gte: orders } })
  const users = (...numbers: number[]) => numbers.map((n) => ({ externalId: externalIdOf(n) }))
  const stored = async () => {
    const tables = ['segments', 'segment_builds', 'memberships', 'membership_changes', 'segment_failures']
    const found = await Promise.all(
      tables.map((table) => database.pool.query(`SELECT to_jsonb(t) AS row FROM ${table} t ORDER BY 1`)),
    )
    return found.map(({ rows }) => rows)
  }
  const document = of(
    { key: 'some', rule: { all: [{ inSegment: 'often' }, { not: { inSegment: 'most' } }] } },
    { key: 'often', name: 'Often', rule: atLeast(4) },
    { key: 'most', rule: atLeast(7), consents: [] },
  )

  it('are tried out without leaving anything behind, those that ask about one another included', async () => {
    const before = await stored()
    expect(await bring(document, true)).toMatchObject({
      dryRun: true,
      changes: [
        expect.objectContaining({ key: 'some', change: 'NEW', userCountBefore: null, userCount: 3, enteredCount: 3 }),
        expect.objectContaining({ key: 'often', change: 'NEW', userCount: 5, entered: users(4, 5, 6, 7, 8) }),
        expect.objectContaining({ key: 'most', change: 'NEW', userCount: 2, entered: users(7, 8) }),
      ],
    })
    expect(await stored()).toEqual(before)
  })

  it('are saved all together with the members that the dry run told of', async () => {
    const tried = (await bring(document, true)).changes
    expect(await bring(document)).toMatchObject({ dryRun: false, changes: tried })
    expect(await bring(document)).toMatchObject({
      changes: ['some', 'often', 'most'].map((key) => ({ key, change: 'UNCHANGED', enteredCount: 0, leftCount: 0 })),
    })
  })

  it('come out as they went in, by key and with hashes that stay', async () => {
    const out = await exported()
    expect(out.segments.map(({ key }) => key)).toEqual(['most', 'often', 'some'])
    expect(out.segments[1]).toEqual({
      key: 'often',
      name: 'Often',
      description: '',
      consents: [],
      rule: atLeast(4),
      ruleHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    expect(await bring(out, true)).toMatchObject({ changes: [{}, {}, {}].map(() => ({ change: 'UNCHANGED' })) })
    expect(await exported()).toEqual(out)
    expect((await exported(['some'])).segments).toEqual([out.segments[2]])
  })

  it('tell by a dry run who would enter and leave, also of segments that only follow', async () => {
    const tried = await bring(of({ key: 'most', name: 'Most', rule: atLeast(6) }), true)
    expect(tried.changes).toEqual([
      {
        ruleHashBefore: expect.any(String),
        ruleHash: expect.any(String),
        key: 'most',
        change: 'CHANGED',
        fields: ['rule', 'name'],
        userCountBefore: 2,
        userCount: 3,
        enteredCount: 1,
        leftCount: 0,
        entered: users(6),
        left: [],
      },
      expect.objectContaining({
        key: 'some',
        change: 'FOLLOWS',
        fields: [],
        leftCount: 1,
        left: users(6),
        userCount: 2,
      }),
    ])
    expect(await bring(of({ key: 'most', name: 'Most of all', rule: atLeast(7) }))).toMatchObject({
      changes: [{ change: 'RENAMED', fields: ['name'], userCount: 2, enteredCount: 0 }],
    })
  })

  it('are refused whole, with every fault and its path', async () => {
    const before = await stored()
    const wrong = of({ key: 'A b', rule: atLeast(1) }, { key: 'c', rule: { event: { type: 'VIEW', withn: 'P1D' } } })
    expect(await bring(wrong)).toMatchObject({
      code: 'RULE_INVALID',
      message: expect.stringMatching(
        /^segments\[0\]\.key: A key is .* · segments\[1\]\.rule\.event: There is no field "withn". Did you mean "within"\?$/,
      ),
    })
    const twice = of({ key: 'a', rule: atLeast(1) }, { key: 'a', rule: atLeast(2) })
    expect(await bring(twice)).toMatchObject({ message: 'segments[1]: "a" is there twice.' })
    expect(await bring({ segments: [] })).toMatchObject({
      message: 'format: This is needed. · version: This is needed.',
    })
    expect(await bring('nothing')).toMatchObject({ code: 'RULE_INVALID' })
    const circle = of({ key: 'x', rule: { inSegment: 'y' } }, { key: 'y', rule: { not: { inSegment: 'x' } } })
    expect(await bring(circle)).toMatchObject({
      code: 'RULE_INVALID',
      message: '"x": Segments cannot ask about one another in a circle: x → y → x.',
    })
    const unknown = of({ key: 'fine', rule: atLeast(1) }, { key: 'x', rule: { inSegment: 'offten' } })
    expect(await bring(unknown)).toMatchObject({
      code: 'NOT_FOUND',
      message: '"x": There is no segment "offten". Did you mean "often"?',
    })
    expect(await bring(of({ key: 'fine', rule: atLeast(1) }, { key: 'odd', rule: atLeast(1) }))).toMatchObject({
      code: 'SEGMENT_IN_USE',
    })
    expect(await stored()).toEqual(before)
    const emptied = of({ key: 'often', name: 'Often', rule: atLeast(400) })
    expect(await bring(emptied, true)).toMatchObject({
      code: 'SEGMENT_IN_USE',
      message: expect.stringContaining('"some"'),
    })
    expect(await bring(emptied)).toMatchObject({ code: 'SEGMENT_IN_USE' })
    expect(await stored()).toEqual(before)
    expect(
      await ask(
        'mutation ($document: JSON!) { importSegments(document: $document, dryRun: true, allowEmpty: true) { ... on SegmentImport { changes { key userCount } } } }',
        { document: emptied },
      ),
    ).toMatchObject({
      changes: [
        { key: 'often', userCount: 0 },
        { key: 'some', userCount: 0 },
      ],
    })
    const { errors } = await api.execute(operation('ImportSegments'), { document, dryRun: true }, keyWith('read'))
    expect(errors?.[0].extensions.code).toBe('FORBIDDEN')
  })
})
