import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { type OperationDefinitionNode, parse } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { refreshSegments } from '../../src/jobs/refresh-segments.ts'
import { createLog } from '../../src/log.ts'
import { keyWith, openApi, type TestApi } from '../support/api.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { externalIdOf, openShop, publishNumbers, type Shop } from '../support/shop.ts'

const text = await readFile(join(import.meta.dirname, '../../examples/operations/define-segment.graphql'), 'utf8')
const documents = new Map(
  parse(text).definitions.map((definition) => {
    const { name, loc } = definition as OperationDefinitionNode
    return [name?.value, text.slice(loc?.start, loc?.end)]
  }),
)

/** User n, of 10, has n orders; the last but one has only looked, the last is not known to the portraits. */
describe('segments with rules of their own', () => {
  let database: TestDatabase
  let api: TestApi
  let shop: Shop
  beforeAll(async () => {
    database = await openTestDatabase()
    shop = await openShop(database, { users: 10 })
    await publishNumbers(database, shop)
    api = openApi(database)
  })
  afterAll(async () => {
    await api.close()
    await database.drop()
  })

  const ask = async (operation: string, variables: object) => {
    const { data, errors } = await api.execute<Record<string, Record<string, unknown>>>(
      documents.get(operation) as string,
      variables,
    )
    expect(errors).toBeUndefined()
    return Object.values(data)[0]
  }
  const atLeast = (orders: number) => ({ profile: { field: 'ORDER_COUNT', gte: orders } })
  const define = (key: string, rule: object, more: object = {}) =>
    ask('Define', { input: { key, name: key, rule, ...more } })
  const query = async (document: string) => (await api.execute(document)).data as Record<string, never>

  it('are previewed with a funnel, a sample and warnings', async () => {
    const rule = {
      all: [{ trait: { name: 'city', eq: 'Berlin' } }, atLeast(4), { any: [{ consent: 'EMAIL' }, atLeast(1)] }],
    }
    expect(await ask('Preview', { rule })).toEqual({
      __typename: 'SegmentPreview',
      userCount: 2,
      share: 2 / shop.userIds.length,
      sample: expect.arrayContaining([{ externalId: externalIdOf(5) }, { externalId: externalIdOf(7) }]),
      clauses: [
        { path: '', text: 'all of 3', userCount: 2 },
        { path: 'all[0]', text: 'trait "city" is "Berlin"', userCount: 5 },
        { path: 'all[1]', text: 'order count is at least 4', userCount: 2 },
        { path: 'all[2]', text: 'any of 2', userCount: 2 },
        { path: 'all[2].any[0]', text: 'consents to email', userCount: 0 },
        { path: 'all[2].any[1]', text: 'order count is at least 1', userCount: 2 },
      ],
      warnings: [
        {
          code: 'CONSENT_INSIDE_ANY',
          path: 'all[2].any[0]',
          message: expect.stringContaining('applied last, always'),
        },
      ],
    })
  })

  it.each([
    [
      { trait: { name: 'citty', eq: 'Berlin' } },
      'none of the latest 10000 users has a trait "citty". Did you mean "city"?',
    ],
    [{ trait: { name: 'city', eq: 'Atlantis' } }, 'none of the latest 10000 users has "Atlantis" there.'],
    [
      { trait: { name: 'city', in: ['berlin'] } },
      'none of the latest 10000 users has "berlin" there. Did you mean "Berlin"?',
    ],
    [{ trait: { name: 'city', startsWith: 'Atl' } }, null],
    [{ cluster: 99 }, 'there is no cluster 99 now, only 1, 4.'],
    [{ affinity: { category: 'Nonsense', gte: 0.3 } }, 'no product is of the category "Nonsense".'],
    [{ event: { type: 'VIEW', where: [{ product: { eq: 'nothing' } }] } }, 'there is no product "nothing".'],
    [
      { event: { type: 'VIEW', where: [{ channel: { eq: 'fax' } }] } },
      'none of the latest 10000 events of type VIEW has the channel "fax".',
    ],
  ])('that nobody meets say why where a name tells it: %j', async (rule, why) => {
    const message =
      why === null ? 'At present nobody meets this clause.' : `At present nobody meets this clause: ${why}`
    expect(await ask('Preview', { rule })).toMatchObject({
      userCount: 0,
      warnings: [{ code: 'NEVER_TRUE', path: '', message }],
    })
    expect(await ask('Preview', { rule: { any: [atLeast(4), rule] } })).toMatchObject({
      warnings: [{ code: 'NEVER_TRUE', path: 'any[1]', message }],
    })
  })

  it('that everybody meets say so', async () => {
    const everybody = { profile: { field: 'EXTERNAL_ID', startsWith: externalIdOf(1).slice(0, 1) } }
    expect(await ask('Preview', { rule: { all: [everybody, atLeast(4)] } })).toMatchObject({
      warnings: [{ code: 'ALWAYS_TRUE', path: 'all[0]', message: 'At present everybody meets this clause.' }],
    })
  })

  it('are saved with their members, found again everywhere, and walked by snapshots', async () => {
    expect(await define('frequent', atLeast(6))).toEqual({
      __typename: 'Segment',
      key: 'frequent',
      name: 'frequent',
      userCount: 3,
      ruleHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    const found = await query(`{
      segment(key: "frequent") { kind userCount computedAt staleAfter lastError }
      users(filter: {inSegment: "frequent"}) { edges { node { externalId } } }
      user(externalId: "${externalIdOf(8)}") { segments { segment { key } } }
    }`)
    expect(found).toMatchObject({
      segment: { kind: 'RULE', userCount: 3, lastError: null },
      users: { edges: [6, 7, 8].map((n) => ({ node: { externalId: externalIdOf(n) } })) },
      user: { segments: [{ segment: { key: 'even' } }, { segment: { key: 'frequent' } }] },
    })
    const taken = await query(`mutation { snapshotSegment(key: "frequent") { ... on SegmentSnapshot {
      userCount ruleHash segment { key } members(first: 10) { edges { node { externalId } } } } } }`)
    expect(taken).toMatchObject({
      snapshotSegment: { userCount: 3, segment: { key: 'frequent' }, members: { edges: { length: 3 } } },
    })
  })

  it('are explained clause by clause, with what is so, what is needed and what is missed narrowly', async () => {
    await define('six', { all: [atLeast(6), { trait: { name: 'city', eq: 'Berlin' } }] }, { consents: ['SMS'] })
    const { data } = await api.execute<{ explainMembership: object }>(
      `query ($user: ID!) { explainMembership(user: $user, segment: "six") { ... on MembershipExplanation {
        member clauses { path holds actual needed nearMiss } } } }`,
      { user: externalIdOf(5) },
    )
    expect(data.explainMembership).toEqual({
      member: false,
      clauses: [
        { path: '', holds: false, actual: null, needed: null, nearMiss: false },
        { path: 'all[0]', holds: false, actual: '5', needed: 'is at least 6', nearMiss: true },
        { path: 'all[1]', holds: true, actual: 'Berlin', needed: 'is "Berlin"', nearMiss: false },
        { path: 'consents.SMS', holds: false, actual: 'false', needed: 'true', nearMiss: false },
      ],
    })
    expect(await ask('Explain', { user: 'nobody', segment: 'six' })).toMatchObject({ code: 'NOT_FOUND' })
    expect(await ask('Explain', { user: externalIdOf(5), segment: 'odd' })).toMatchObject({
      code: 'NOT_FOUND',
      message: 'The segment "odd" is made by every recompute and has no rule of its own.',
    })
    expect(await ask('Explain', { user: externalIdOf(5), segment: 'sixx' })).toMatchObject({
      message: 'There is no segment "sixx" with a rule of its own. Did you mean "six"?',
    })
  })

  it('are refused with what is wrong and where', async () => {
    const wrong = await define('wrong', {
      all: [{ event: { type: 'VIEW', within: 'P1M' } }, { inSegment: 'frequant' }],
    })
    expect(wrong).toEqual({
      __typename: 'InvalidInputError',
      code: 'RULE_INVALID',
      message: 'all[0].event.within: "P1M": years and months have no fixed length; say it in days, such as P30D.',
    })
    expect(await define('wrong', { inSegment: 'frequant' })).toMatchObject({
      code: 'NOT_FOUND',
      message: 'There is no segment "frequant". Did you mean "frequent"?',
    })
    expect(await define('wrong', { all: [{ inSegment: 'frequant' }, { not: { inList: 'nobody' } }] })).toMatchObject({
      code: 'NOT_FOUND',
      message:
        'all[0]: There is no segment "frequant". Did you mean "frequent"? · all[1].not: There is no list "nobody".',
    })
    expect(await define('Wrong Key', atLeast(1))).toMatchObject({ code: 'BAD_USER_INPUT' })
    expect(await define('odd', atLeast(1))).toMatchObject({ code: 'SEGMENT_IN_USE' })
    const two = await api.execute(documents.get('Preview') as string, { rule: { cluster: 1, consent: 'EMAIL' } })
    expect(two.errors).toBeDefined()
  })

  it('cannot ask about one another in a circle, nor vanish while another asks about them', async () => {
    await define('a', atLeast(1))
    await define('b', { not: { inSegment: 'a' } })
    await define('c', { any: [{ inSegment: 'b' }, { inSegment: 'odd' }] })
    expect(await define('a', { inSegment: 'c' })).toMatchObject({
      code: 'RULE_INVALID',
      message: 'Segments cannot ask about one another in a circle: a → c → b → a.',
    })
    expect(await define('a', { inSegment: 'a' })).toMatchObject({ code: 'RULE_INVALID' })
    const remove = async (key: string) =>
      (
        await query(
          `mutation { deleteSegment(key: "${key}") { ... on DeletedSegment { key } ... on Error { code message } } }`,
        )
      ).deleteSegment
    expect(await remove('a')).toEqual({
      code: 'SEGMENT_IN_USE',
      message: '"a" cannot go yet: rules that ask about it ("b"): change them first.',
    })
    for (const key of ['c', 'b', 'a']) expect(await remove(key)).toEqual({ key })
    expect(await remove('a')).toMatchObject({ code: 'NOT_FOUND' })
    expect(await query('{ segment(key: "a") { key } }')).toEqual({ segment: null })
  })

  it('are not emptied while something needs their members, unless somebody means it', async () => {
    await define('needed', atLeast(7))
    expect(await define('needed', atLeast(99))).not.toHaveProperty('code')
    await define('needed', atLeast(7))
    await api.execute(`mutation { createCampaign(input: {key: "spring", name: "Spring", segment: "needed",
      coupon: {kind: PERCENT, value: 10, cost: 1, validDays: 7}}) { __typename } }`)
    expect(await define('needed', atLeast(99))).toEqual({
      __typename: 'ConflictError',
      code: 'SEGMENT_IN_USE',
      message:
        '"needed" would lose all its 2 members, and there are campaigns for it ("spring"): finish or delete them first. Or say `allowEmpty: true`.',
    })
    expect(await query('{ segment(key: "needed") { userCount } }')).toEqual({ segment: { userCount: 2 } })
    expect(await define('needed', atLeast(8))).toMatchObject({ userCount: 1 })
    expect(await define('needed', atLeast(99), { allowEmpty: true })).toMatchObject({ userCount: 0 })
    const { deleteSegment } = await query(
      'mutation { deleteSegment(key: "needed") { ... on DeletedSegment { key } ... on Error { code } } }',
    )
    expect(deleteSegment).toEqual({ code: 'SEGMENT_IN_USE' })
  })

  it('follow what is tracked when they are refreshed, in the order in which they ask about one another', async () => {
    await define('outer', { not: { inSegment: 'lookers' } })
    expect(
      (await define('lookers', { event: { type: 'VIEW', where: [{ product: { eq: 'p-ball' } }] } })).code,
    ).toBeUndefined()
    await define('outer', { inSegment: 'lookers' })
    await api.execute('mutation ($events: [EventInput!]!) { trackEvents(events: $events) { accepted } }', {
      events: [
        {
          eventId: 'look',
          type: 'VIEW',
          userId: externalIdOf(2),
          productId: 'p-ball',
          timestamp: '2024-06-01T12:30:00Z',
        },
      ],
    })
    const job = {
      input: {},
      jobId: 'x',
      scheduledFor: new Date(),
      isLastAttempt: true,
      database,
      queues: api.queues,
      log: createLog('silent'),
      signal: new AbortController().signal,
      timeZone: 'UTC',
      recommendationBudget: 'quick',
      webhooks: { keySecret: '', webhooksInside: false },
      progress: () => undefined,
      waitFor: async () => undefined,
    } as const
    await refreshSegments(job)
    expect(
      await query('{ lookers: segment(key: "lookers") { userCount } outer: segment(key: "outer") { userCount } }'),
    ).toEqual({
      lookers: { userCount: 1 },
      outer: { userCount: 1 },
    })
  })

  it('ask what the coupons of a campaign do, which is not deleted while they do', async () => {
    const change = async (mutation: string) => Object.values(await query(`mutation { ${mutation} }`))[0]
    await define('all', atLeast(0))
    await change(`createCampaign(input: {key: "spring", name: "Spring", segment: "all",
      coupon: {kind: PERCENT, value: 10, cost: 1, validDays: 7}}) { __typename ... on Error { message } }`)
    expect(await define('moved', { uplift: { campaign: 'spring', gte: 0.02 } })).toMatchObject({ key: 'moved' })
    expect(await define('x', { uplift: { campaign: 'sprng', gte: 0.02 } })).toMatchObject({
      code: 'NOT_FOUND',
      message: 'There is no campaign "sprng". Did you mean "spring"?',
    })
    const remove = `deleteCampaign(campaign: "spring") { ... on DeletedCampaign { key } ... on Error { code message } }`
    expect(await change(remove)).toEqual({
      code: 'CAMPAIGN_IN_USE',
      message: 'The rules of "moved" ask what "spring" does: change them first.',
    })
    await change('deleteSegment(key: "moved") { __typename }')
    expect(await change(remove)).toEqual({ key: 'spring' })
  })

  it('need the scope to compute, where they are changed', async () => {
    const { errors } = await api.execute(
      documents.get('Define') as string,
      { input: { key: 'x', name: 'x', rule: atLeast(1) } },
      keyWith('read'),
    )
    expect(errors?.[0].extensions.code).toBe('FORBIDDEN')
  })
})
