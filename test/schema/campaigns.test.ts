import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'

import { parse } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { runCampaigns } from '../../src/jobs/run-campaigns.ts'
import { createLog } from '../../src/log.ts'
import { encodeId } from '../../src/resolvers/global-id.ts'
import { keyWith, openApi, type TestApi } from '../support/api.ts'
import { addCampaign, openCampaignShop, publishRows } from '../support/campaign-shop.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'

const users = 200

let database: TestDatabase
let api: TestApi

beforeAll(async () => {
  database = await openTestDatabase()
  await openCampaignShop(database, users)
  api = openApi(database)
})
afterAll(async () => {
  await api?.close()
  await database?.drop()
})

interface Answered {
  readonly __typename: string
  readonly code?: string
  readonly message?: string
  readonly [field: string]: unknown
}

const failure = '... on Error { code message }'
const shown = `... on Campaign { key name status strategy holdoutShare budget perUserCap marginRate seed consents startsAt endsAt allocatedAt
  frequencyCap { campaigns days } quietHours { from to } segment { key } coupons { key kind value cost validDays minimumSpend } }`

/** The answer of a mutation on a campaign. */
const change = async (
  field: string,
  args: Record<string, readonly [type: string, value: unknown]>,
  selection = shown,
) => {
  const names = Object.keys(args)
  const { data, errors } = await api.execute<Record<string, Answered>>(
    `mutation (${names.map((name) => `$${name}: ${args[name][0]}`).join(', ')}) {
      ${field}(${names.map((name) => `${name}: $${name}`).join(', ')}) { __typename ${selection} ${failure} } }`,
    Object.fromEntries(names.map((name) => [name, args[name][1]])),
  )
  expect(errors).toBeUndefined()
  return data[field]
}

const given = (key: string, more: object = {}) => ({
  key,
  name: 'Spring',
  segment: 'vip',
  coupon: { kind: 'PERCENT', value: 15, cost: 2.5, validDays: 14 },
  ...more,
})

const create = (key: string, more: object = {}) =>
  change('createCampaign', { input: ['CreateCampaignInput!', given(key, more)] })
const update = (campaign: string, input: object) =>
  change('updateCampaign', { campaign: ['ID!', campaign], input: ['UpdateCampaignInput!', input] })
const on = (field: string, campaign: string) =>
  change(field, { campaign: ['ID!', campaign] }, field === 'deleteCampaign' ? '... on DeletedCampaign { key }' : shown)
const allocate = (campaign: string) =>
  change(
    'allocateCoupons',
    { campaign: ['ID!', campaign] },
    '... on Allocation { assigned heldOut skipped { reason count } expectedIncrementalMargin shadowPrice spent budgetLeft }',
  )

const query = async <Data = Record<string, Answered>>(text: string, variables: object = {}): Promise<Data> => {
  const { data, errors } = await api.execute<Data>(text, variables)
  expect(errors).toBeUndefined()
  return data
}

describe('a campaign', () => {
  it('is a draft of what is said, usual in the rest, and the same when it is said again', async () => {
    const created = await create('spring', { holdoutShare: 0.25, budget: 500, perUserCap: 1, strategy: 'RANDOM' })
    expect(created).toEqual({
      ...{
        __typename: 'Campaign',
        key: 'spring',
        name: 'Spring',
        status: 'DRAFT',
        strategy: 'RANDOM',
        holdoutShare: 0.25,
      },
      ...{ budget: 500, perUserCap: 1, marginRate: 0.3, seed: 'spring', consents: [], startsAt: null, endsAt: null },
      ...{ allocatedAt: null, frequencyCap: null, quietHours: null, segment: { key: 'vip' } },
      coupons: [{ key: 'percent-15', kind: 'PERCENT', value: 15, cost: 2.5, validDays: 14, minimumSpend: null }],
    })
    expect(await create('spring', { holdoutShare: 0.25, budget: 500, strategy: 'RANDOM' })).toEqual(created)
    const full = {
      frequencyCap: { campaigns: 2, days: 30 },
      quietHours: { from: '21:30', to: '08:00' },
      consents: ['SMS', 'EMAIL', 'SMS'],
      endsAt: '2030-01-01T00:00:00.000Z',
    }
    const said = await create('full', full)
    expect(said).toMatchObject({ ...full, consents: ['EMAIL', 'SMS'] })
    expect(await create('full', full)).toEqual(said)
    expect(await create('spring', { budget: 501 })).toMatchObject({ __typename: 'ConflictError', code: 'KEY_REUSED' })
  })

  it('is refused with every fault at once, and for a segment that is not there with the nearest', async () => {
    const wrong = await create('Wrong', {
      holdoutShare: 1,
      budget: -1,
      perUserCap: 0,
      marginRate: 0,
      frequencyCap: { campaigns: 0, days: 1 },
      quietHours: { from: '25:00', to: '08:00' },
      startsAt: '2030-01-02',
      endsAt: '2030-01-01',
      coupon: { kind: 'PERCENT', value: 101, cost: -1, validDays: 0, minimumSpend: -2 },
    })
    expect(wrong).toMatchObject({ __typename: 'InvalidInputError', code: 'BAD_USER_INPUT' })
    expect(wrong.message?.split(' · ').map((fault) => fault.split(' ')[0])).toEqual([
      ...['key', 'holdoutShare', 'budget', 'perUserCap', 'marginRate', 'frequencyCap', 'quietHours', 'endsAt'].sort(
        (a, b) => wrong.message!.indexOf(a) - wrong.message!.indexOf(b),
      ),
      ...['coupon.value', 'coupon.cost', 'coupon.validDays', 'coupon.minimumSpend'],
    ])
    expect(await create('none', { coupon: null })).toMatchObject({
      message: expect.stringContaining('coupons must be 1 to 20'),
    })
    expect(await create('twice', { coupons: [{ kind: 'PERCENT', value: 15 }] })).toMatchObject({
      code: 'BAD_USER_INPUT',
    })
    expect(await create('name', { name: 'a\0b' })).toMatchObject({ code: 'BAD_USER_INPUT' })
    expect(await create('seed', { seed: 'a\0b' })).toMatchObject({ code: 'BAD_USER_INPUT' })
    expect(await create('where', { segment: 'vips' })).toMatchObject({
      code: 'NOT_FOUND',
      message: 'There is no segment "vips". Did you mean "vip"?',
    })
    for (const key of ['none', 'twice', 'name', 'where'])
      expect(await query(`{ campaign(key: "${key}") { key } }`)).toEqual({ campaign: null })
  })

  it('changes in what is said, and nothing else; less of it once it runs', async () => {
    await create('change', { budget: 10, quietHours: { from: '22:00', to: '08:00' } })
    expect(
      await update('change', {
        budget: null,
        strategy: 'ALL',
        coupons: [
          { kind: 'FIXED', value: 5 },
          { kind: 'SHIPPING', value: 4, key: 'free' },
        ],
      }),
    ).toMatchObject({
      budget: null,
      name: 'Spring',
      quietHours: { from: '22:00', to: '08:00' },
      coupons: [{ key: 'fixed-5', cost: 0, validDays: 30 }, { key: 'free' }],
    })
    expect(await update('change', { segment: 'nowhere' })).toMatchObject({ code: 'NOT_FOUND' })
    expect(await update('change', { budget: -1 })).toMatchObject({ code: 'BAD_USER_INPUT' })
    expect(await on('startCampaign', 'change')).toMatchObject({ status: 'RUNNING' })
    expect(await on('startCampaign', 'change')).toMatchObject({ status: 'RUNNING' })
    expect(await update('change', { name: 'Other', holdoutShare: 0.5 })).toEqual({
      __typename: 'ConflictError',
      code: 'CAMPAIGN_STATUS',
      message: '"change" is RUNNING: holdoutShare can no longer be changed, only name, description, budget, endsAt.',
    })
    expect(await update('change', { name: 'Other', budget: 12 })).toMatchObject({ name: 'Other', budget: 12 })
  })

  it('goes from draft to finished, and back by no way', async () => {
    const future = new Date(Date.now() + 86_400_000).toISOString()
    const schedule = (campaign: string, startsAt: string | null) =>
      change('scheduleCampaign', { campaign: ['ID!', campaign], startsAt: ['DateTime', startsAt] })
    const refused = { __typename: 'ConflictError', code: 'CAMPAIGN_STATUS' }
    await create('life')
    expect(await on('finishCampaign', 'life')).toMatchObject(refused)
    expect(await schedule('life', null)).toMatchObject({ code: 'BAD_USER_INPUT' })
    expect(await schedule('life', '2020-01-01')).toMatchObject({ code: 'BAD_USER_INPUT' })
    expect(await schedule('life', future)).toMatchObject({ status: 'SCHEDULED', startsAt: future })
    expect(await on('deleteCampaign', 'life')).toMatchObject(refused)
    expect(await allocate('life')).toMatchObject(refused)
    expect(await on('startCampaign', 'life')).toMatchObject({ status: 'RUNNING' })
    expect(await schedule('life', future)).toMatchObject(refused)
    expect(await on('finishCampaign', 'life')).toMatchObject({ status: 'FINISHED' })
    expect(await on('finishCampaign', 'life')).toMatchObject({ status: 'FINISHED' })
    for (const field of ['startCampaign', 'deleteCampaign']) expect(await on(field, 'life')).toMatchObject(refused)
    expect(await allocate('life')).toMatchObject(refused)
    expect(await update('life', { name: 'x' })).toMatchObject(refused)
    await create('gone')
    expect(await on('deleteCampaign', 'gone')).toMatchObject({ key: 'gone' })
    expect(await on('deleteCampaign', 'gone')).toMatchObject({ code: 'NOT_FOUND' })
    expect(await on('startCampaign', 'lif')).toMatchObject({
      message: 'There is no campaign "lif". Did you mean "life"?',
    })
    expect(await on('startCampaign', 'a\0b')).toMatchObject({ code: 'NOT_FOUND' })
  })

  it('that was imported is read, and not changed', async () => {
    const old = await addCampaign(database, { key: 'old', source: 'IMPORTED', status: 'FINISHED', segmentKey: null })
    for (const field of ['startCampaign', 'finishCampaign', 'deleteCampaign', 'allocateCoupons'])
      expect((await change(field, { campaign: ['ID!', 'old'] }, '')).message).toMatch(/^"old" was imported/)
    await database.pool.query(
      `INSERT INTO campaign_coupon_products (coupon_id, product_id) SELECT $1, 'p-' || n FROM generate_series(1, 3) AS n`,
      [old.coupons[0].id],
    )
    expect(
      await query('{ campaign(key: "old") { source segment { key } coupons { productCount products(first: 2) } } }'),
    ).toEqual({
      campaign: { source: 'IMPORTED', segment: null, coupons: [{ productCount: 3, products: ['p-1', 'p-2'] }] },
    })
  })
})

interface Page {
  readonly campaign: {
    readonly assignments: {
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string }
      readonly edges: readonly {
        readonly node: { readonly code: string; readonly user: { readonly externalId: string } }
      }[]
    }
  }
}

describe('coupons', () => {
  it('are handed out, walked page by page, redeemed, and found again at their users', async () => {
    await create('walk', { holdoutShare: 0.1, budget: 250 })
    expect(await allocate('walk')).toMatchObject({ __typename: 'Allocation', assigned: 100, spent: 250, budgetLeft: 0 })
    const walk = async (first: number, after: string | null) =>
      (
        await query<Page>(
          `query ($first: Int, $after: String) { campaign(key: "walk") { assignments(first: $first, after: $after) {
          edges { node { user { externalId } code } } pageInfo { hasNextPage endCursor } } } }`,
          { first, after },
        )
      ).campaign.assignments
    const before = (await walk(1000, null)).edges.map(({ node }) => node)
    const walked = []
    for (let after: string | null = null, more = true; more; ) {
      const { edges, pageInfo } = await walk(30, after)
      walked.push(...edges.map(({ node }) => node))
      ;[after, more] = [pageInfo.endCursor, pageInfo.hasNextPage]
      if (walked.length > 30) continue
      // Whoever comes while somebody walks moves nobody.
      await update('walk', { budget: 300 })
      expect(await allocate('walk')).toMatchObject({ assigned: 20, budgetLeft: 0 })
    }
    expect(before).toHaveLength(100)
    expect(walked).toEqual(expect.arrayContaining(before))
    expect(new Set(walked.map(({ code }) => code)).size).toBe(walked.length)

    const [{ code, user }] = walked
    const sendable = async () => {
      const page = await query<{ campaign: { assignments: { edges: { node: { mayBeSent: boolean } }[] } } }>(
        '{ campaign(key: "walk") { assignments(first: 2) { edges { node { mayBeSent } } } } }',
      )
      return page.campaign.assignments.edges.map(({ node }) => node.mayBeSent)
    }
    expect(await sendable()).toEqual([true, true])
    // Withdrawn since: the segment asks for it now.
    await database.pool.query(
      `INSERT INTO consents (user_id, purpose, granted, changed_at) SELECT id, 'EMAIL', external_id <> $1, now() FROM users`,
      [user.externalId],
    )
    await database.pool.query(`UPDATE segments SET consents = ARRAY['EMAIL'] WHERE key = 'vip'`)
    expect(await sendable()).toEqual([false, true])
    await database.pool.query(`UPDATE segments SET consents = ARRAY[]::text[]`)

    const redeem = (orderId: string) =>
      change(
        'redeemCoupon',
        { code: ['ID!', code], orderId: ['ID!', orderId], discount: ['Float', 3] },
        '... on Redemption { orderId redeemedAt discount user { externalId } coupon { key } campaign { key } }',
      )
    const redeemed = await redeem('o-1')
    expect(redeemed).toMatchObject({
      orderId: 'o-1',
      discount: 3,
      user,
      coupon: { key: 'percent-15' },
      campaign: { key: 'walk' },
    })
    expect(await redeem('o-1')).toEqual(redeemed)
    expect(await redeem('o-2')).toMatchObject({ __typename: 'ConflictError', code: 'COUPON_REDEEMED' })
    expect(
      await query(
        `query ($id: ID!) { user(externalId: $id) { coupons { edges { node { code arm campaign { key } coupon { kind } redemptions { orderId } } } } }
          campaign(key: "walk") { counts { assigned heldOut redeemers spent budgetLeft } control: assignments(first: 1, arm: CONTROL) { edges { node { arm code coupon { key } } } } } }`,
        { id: user.externalId },
      ),
    ).toMatchObject({
      user: {
        coupons: {
          edges: [
            {
              node: {
                code,
                arm: 'TREATED',
                campaign: { key: 'walk' },
                coupon: { kind: 'PERCENT' },
                redemptions: [{ orderId: 'o-1' }],
              },
            },
          ],
        },
      },
      campaign: {
        counts: { assigned: 120, redeemers: 1, spent: 300, budgetLeft: 0 },
        control: { edges: [{ node: { arm: 'CONTROL', code: null, coupon: null } }] },
      },
    })
  })

  it('are listed by campaign in an order and by a status', async () => {
    const all = await query<{ campaigns: { edges: { node: { key: string; id: string } }[] } }>(
      '{ campaigns(first: 100) { edges { node { key id } } } }',
    )
    const keys = all.campaigns.edges.map(({ node }) => node.key)
    expect(keys.slice(0, 2)).toEqual(['spring', 'full'])
    const { campaigns } = await query<{ campaigns: { edges: { node: { key: string } }[] } }>(
      '{ campaigns(status: DRAFT) { edges { node { key } } } }',
    )
    expect(campaigns.edges.map(({ node }) => node.key)).toEqual(['spring', 'full'])
    const [{ node }] = all.campaigns.edges
    expect(await query('query ($id: ID!) { node(id: $id) { ... on Campaign { key } } }', { id: node.id })).toEqual({
      node: { key: 'spring' },
    })
    expect(await query('query ($id: ID!) { node(id: $id) { id } }', { id: encodeId('Campaign', 99_999) })).toEqual({
      node: null,
    })
  })

  it('are changed by keys with the scope to compute, redeemed by those that may track too, and read by those that may read', async () => {
    const codeOf = async (text: string, ...scopes: Parameters<typeof keyWith>) =>
      (await api.execute(text, {}, keyWith(...scopes))).errors?.[0].extensions.code
    const redeem = 'mutation { redeemCoupon(code: "x", orderId: "y") { __typename } }'
    const start = 'mutation { startCampaign(campaign: "x") { __typename } }'
    expect(await codeOf(start, 'read', 'track')).toBe('FORBIDDEN')
    expect(await codeOf(redeem, 'read')).toBe('FORBIDDEN')
    for (const scope of ['track', 'compute'] as const) expect(await codeOf(redeem, scope)).toBeUndefined()
    expect(await codeOf('{ campaigns { edges { node { key } } } }', 'compute')).toBe('FORBIDDEN')
    expect(
      await codeOf(
        'mutation { startCampaign(campaign: "spring") { ... on Campaign { assignments { edges { node { code } } } } } }',
        'compute',
      ),
    ).toBe('FORBIDDEN')
  })
})

describe('the job of every minute', () => {
  const at = async (scheduledFor: Date) =>
    runCampaigns({
      ...{ input: {}, jobId: 'x', scheduledFor, isLastAttempt: true, database, queues: api.queues },
      ...{
        log: createLog('silent'),
        signal: new AbortController().signal,
        timeZone: 'UTC',
        recommendationBudget: 'quick',
        webhooks: { keySecret: '', webhooksInside: false },
      },
      progress: () => undefined,
      waitFor: async () => undefined,
    })
  const stateOf = async (key: string) =>
    (await query(`{ campaign(key: "${key}") { status lastError counts { assigned } } }`)).campaign

  it('starts what is due with its coupons, ends what is over, and lets one that fails hold up no other', async () => {
    const hour = 3_600_000
    const now = Date.now()
    const times = { startsAt: new Date(now + hour), endsAt: new Date(now + 3 * hour) }
    for (const [key, more] of [
      ['fails', { strategy: 'UPLIFT' }],
      ['due', {}],
    ] as const) {
      await create(key, { ...more, holdoutShare: 0 })
      await change('scheduleCampaign', {
        campaign: ['ID!', key],
        startsAt: ['DateTime', times.startsAt],
        endsAt: ['DateTime', times.endsAt],
      })
    }
    await at(new Date(now))
    expect(await stateOf('due')).toEqual({ status: 'SCHEDULED', lastError: null, counts: { assigned: 0 } })
    await at(times.startsAt)
    expect(await stateOf('due')).toEqual({ status: 'RUNNING', lastError: null, counts: { assigned: users } })
    const lastError = expect.stringContaining('It is not known whom a coupon moves')
    expect(await stateOf('fails')).toEqual({ status: 'RUNNING', lastError, counts: { assigned: 0 } })
    expect(await at(new Date(now + 2 * hour))).toMatchObject({ campaigns: 1 })
    expect(await stateOf('fails')).toMatchObject({ lastError })
    await change('updateCampaign', { campaign: ['ID!', 'fails'], input: ['UpdateCampaignInput!', { budget: 5 }] })
    expect(await stateOf('fails')).toMatchObject({ lastError: null })
    await at(times.endsAt)
    for (const key of ['due', 'fails']) expect(await stateOf(key)).toMatchObject({ status: 'FINISHED' })
    expect(await at(times.endsAt)).toMatchObject({ campaigns: 0 })
  })
})

/** What the operations answer with, each with its own part. */
interface Promised {
  readonly allocateCoupons: { readonly expectedIncrementalMargin: number; readonly shadowPrice: number }
  readonly campaign: Page['campaign'] & { readonly result: object }
}

const ours = join(import.meta.dirname, '../../examples/operations/campaign.graphql')
const promised = resolve(import.meta.dirname, '../../../shared/contract/operations/campaign.graphql')

describe.each([ours, promised].filter((file) => existsSync(file)).map((file, i) => ({ file, i })))(
  'the operations of campaigns as they are promised ($i)',
  ({ file, i }) => {
    it('create one, hand out its coupons, walk, redeem, and tell what came of it', async () => {
      const text = await readFile(file, 'utf8')
      const run = async <Data = Promised>(operationName: string, variables: object): Promise<Data> => {
        const definition = parse(text).definitions.find(
          (one) => one.kind === 'OperationDefinition' && one.name?.value === operationName,
        )
        return query<Data>(text.slice(definition?.loc?.start, definition?.loc?.end), variables)
      }
      if (i === 0) {
        const lift = 'CASE WHEN u.id % 2 = 0 THEN 0.3 ELSE -0.1 END'
        const values = `'PERCENT', ${lift}, 0.2, 0.2 + ${lift}, CASE WHEN u.id % 2 = 0 THEN 'PERSUADABLE' ELSE 'DO_NOT_DISTURB' END, '{}'`
        await publishRows(
          database,
          'UPLIFT',
          'offer, uplift, probability_without, probability_with, class, reasons',
          values,
        )
        await database.pool.query(
          `INSERT INTO orders (user_id, order_key, ordered_at, lines, quantity, amount, returned_quantity, returned_amount) VALUES (1, 'o', '2020-01-01', 1, 1, 200, 0, 0)`,
        )
      }
      const key = `promised-${i}`
      const input = {
        ...{ key, name: 'Spring', segment: 'vip', holdoutShare: 0.1, budget: 100, perUserCap: 1, strategy: 'UPLIFT' },
        coupon: { kind: 'PERCENT', value: 15, cost: 2.5, validDays: 14 },
      }
      expect(await run('CreateCampaign', { input })).toEqual({
        createCampaign: { __typename: 'Campaign', key, status: 'DRAFT' },
      })
      const { allocateCoupons } = await run('Allocate', { key })
      // Each brings .5 (.3 · 200 − .15 · 200) − .2 (.3 · 200) − 2.5 = .5, for 2.5.
      expect(allocateCoupons).toMatchObject({
        __typename: 'Allocation',
        assigned: 40,
        skipped: { 0: { reason: 'NEGATIVE_UPLIFT', count: 100 } },
      })
      expect(allocateCoupons.expectedIncrementalMargin).toBeCloseTo(20, 8)
      expect(allocateCoupons.shadowPrice).toBeCloseTo(0.2, 8)
      const { assignments } = (await run('Assignments', { key, first: 30 })).campaign
      expect(assignments.edges).toHaveLength(30)
      expect(assignments.edges[0].node).toMatchObject({
        upliftClass: 'PERSUADABLE',
        expectedUplift: expect.closeTo(0.3, 8),
      })
      const rest = (await run('Assignments', { key, after: assignments.pageInfo.endCursor })).campaign.assignments
      expect([rest.edges.length, rest.pageInfo.hasNextPage]).toEqual([10, false])
      const { code } = assignments.edges[0].node
      expect(await run('Redeem', { code, orderId: `o-9-${i}` })).toMatchObject({
        redeemCoupon: { __typename: 'Redemption' },
      })
      expect(await run('Redeem', { code, orderId: `o-10-${i}` })).toMatchObject({
        redeemCoupon: { code: 'COUPON_REDEEMED' },
      })
      expect((await run('Results', { key })).campaign.result).toMatchObject({ treated: 40 })
    })
  },
)
