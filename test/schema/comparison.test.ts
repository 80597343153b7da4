import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { stopComparison } from '../../src/campaigns/compare-campaigns.ts'
import { deleteCampaign, updateCampaign } from '../../src/campaigns/draft-campaign.ts'
import { runCampaigns } from '../../src/jobs/run-campaigns.ts'
import { createLog } from '../../src/log.ts'
import { openApi, type TestApi } from '../support/api.ts'
import { addCampaign, addMembers, assignmentsIn, openCampaignShop } from '../support/campaign-shop.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { readOperations } from '../support/operations.ts'

const dayMs = 86_400_000
const users = 2000

/** 2,000 members of `vip`; campaigns without a hold-out. */
describe('two campaigns that are compared', () => {
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

  const draft = (key: string, more: object = {}) =>
    addCampaign(database, { key, status: 'DRAFT', holdoutShare: 0, ...more })
  const shown =
    '__typename ... on CampaignComparison { key status metric outcomeDays alpha expectedPeople } ... on Error { code message }'
  const ask = async <Data = Record<string, Record<string, unknown>>>(text: string, variables: object = {}) => {
    const { data, errors } = await api.execute<Data>(text, variables)
    expect(errors).toBeUndefined()
    return data
  }
  const compare = async (input: object) =>
    (await ask(`mutation ($input: CompareCampaignsInput!) { compareCampaigns(input: $input) { ${shown} } }`, { input }))
      .compareCampaigns
  const allocate = async (key: string) =>
    (
      await ask(
        `mutation { allocateCoupons(campaign: "${key}") { ... on Allocation { assigned } ... on Error { code message } } }`,
      )
    ).allocateCoupons
  const begin = async (...keys: readonly string[]) => {
    for (const key of keys)
      await ask(`mutation { startCampaign(campaign: "${key}") { ... on Campaign { status } ... on Error { code } } }`)
    const allocations: { readonly assigned: number }[] = []
    for (const key of keys) allocations.push((await allocate(key)) as { assigned: number })
    return allocations
  }
  const stateOf = async (key: string) =>
    (
      await ask<{ campaignComparison: Record<string, unknown> }>(`{ campaignComparison(key: "${key}") {
        status a { key status } b { key status } state { peopleA peopleB waiting meanA meanB difference { value low high } sampleRatioPValue verdict text } } }`)
    ).campaignComparison
  const tend = (after: number) =>
    runCampaigns({
      database,
      log: createLog('silent'),
      signal: new AbortController().signal,
      progress: () => undefined,
      scheduledFor: new Date(Date.now() + after * dayMs),
      timeZone: 'UTC',
    } as never)
  /** Everybody whose number leaves one of these rests by ten buys on the day after they came in. */
  const buy = (key: string, side: 'A' | 'B', rests: readonly number[]) =>
    database.pool.query(
      `INSERT INTO orders (user_id, order_key, ordered_at, lines, quantity, amount, returned_quantity, returned_amount)
      SELECT p.user_id, 'o-' || p.user_id || '-' || p.comparison_id, p.since + interval '1 day', 1, 1, 40, 0, 0
      FROM comparison_people p JOIN campaign_comparisons x ON x.id = p.comparison_id
      WHERE x.key = $1 AND p.side = $2 AND p.user_id % 10 = ANY($3)`,
      [key, side, rests],
    )

  it('have half of the segment each, all of it together, and nobody twice', async () => {
    const [a, b] = [await draft('ten'), await draft('twenty')]
    expect(await compare({ key: 'price', a: 'ten', b: 'twenty', stopLoser: true })).toEqual({
      ...{ __typename: 'CampaignComparison', key: 'price', status: 'RUNNING', metric: 'CONVERSION' },
      ...{ outcomeDays: 14, alpha: 0.05, expectedPeople: users },
    })
    expect(await allocate('ten')).toEqual({
      code: 'CAMPAIGN_STATUS',
      message: expect.stringContaining('"ten" is compared with "twenty", which is DRAFT: start both'),
    })
    const [one, other] = await begin('ten', 'twenty')
    expect(one.assigned + other.assigned).toBe(users)
    expect(Math.abs(one.assigned - users / 2)).toBeLessThan(100)
    const sent = await Promise.all([a, b].map((campaign) => assignmentsIn(database, campaign)))
    expect(new Set(sent.flat().map(({ userId }) => userId)).size).toBe(users)
    expect(await stateOf('price')).toMatchObject({
      status: 'RUNNING',
      state: {
        peopleA: 0,
        waiting: users,
        difference: null,
        verdict: 'RUNNING',
        text: expect.stringContaining('Too early'),
      },
    })
  })

  it('are the same comparison when it is said again', async () => {
    const said = { key: 'price', a: 'ten', b: 'twenty', stopLoser: true }
    expect(await compare(said)).toMatchObject({ key: 'price', status: 'RUNNING' })
    expect(await compare({ ...said, metric: 'MARGIN' })).toMatchObject({ code: 'KEY_REUSED' })
  })

  it('stay what they are compared as while that runs', async () => {
    const running = await draft('first')
    await draft('second')
    await compare({ key: 'held', a: running.key, b: 'second' })
    const refusal = { code: 'CAMPAIGN_IN_USE', message: expect.stringContaining('part of the comparison "held"') }
    await expect(deleteCampaign(database, 'second')).rejects.toMatchObject(refusal)
    await expect(updateCampaign(database, 'second', { segment: 'elsewhere' }, new Date(0))).rejects.toMatchObject(
      refusal,
    )
    await stopComparison(database, 'held', new Date(0))
    expect(await deleteCampaign(database, 'second')).toBe('second')
  })

  it('take in who comes into the segment later, when coupons are next handed out', async () => {
    await database.pool.query(
      `INSERT INTO users (id, external_id, created_at) SELECT n, 'u-' || n, now() FROM generate_series(2001, 2010) AS n`,
    )
    await addMembers(database, users + 1, users + 10)
    await tend(0)
    expect(await stateOf('price')).toMatchObject({ status: 'RUNNING', state: { waiting: users } })
    await allocate('twenty')
    expect(await stateOf('price')).toMatchObject({ status: 'RUNNING', state: { waiting: users + 10 } })
  })

  it('are decided when one is better beyond doubt, and the other one ends', async () => {
    await buy('price', 'A', [0, 1])
    await buy('price', 'B', [0, 1, 2, 3])
    await tend(13)
    expect(await stateOf('price')).toMatchObject({ status: 'RUNNING', b: { status: 'RUNNING' } })
    await tend(15)
    expect(await stateOf('price')).toMatchObject({
      status: 'B_BETTER',
      a: { key: 'ten', status: 'FINISHED' },
      b: { key: 'twenty', status: 'RUNNING' },
    })
  })

  it('are looked at by the example', async () => {
    const text = (await readOperations('experiments.graphql')).get('Comparison') as string
    const { campaignComparison } = await ask(text, { comparison: 'price' })
    expect(campaignComparison).toMatchObject({ a: { key: 'ten' }, status: 'B_BETTER', decidedAt: expect.any(String) })
  })

  it('are for everybody again once the other one is finished', async () => {
    const { assigned } = (await allocate('twenty')) as { assigned: number }
    expect(assigned).toBeGreaterThan(900)
  })

  it('are not decided by what may be chance', async () => {
    await draft('red')
    await draft('blue')
    await compare({ key: 'colour', a: 'red', b: 'blue', metric: 'REVENUE' })
    await begin('red', 'blue')
    await buy('colour', 'A', [0, 1])
    await buy('colour', 'B', [0, 1])
    await tend(15)
    expect(await stateOf('colour')).toMatchObject({ status: 'RUNNING' })
    const ended = await ask(`mutation { stopComparison(comparison: "colour") { ${shown} } }`)
    expect(ended.stopComparison).toMatchObject({ status: 'ENDED' })
    expect((await ask(`mutation { stopComparison(comparison: "colour") { ${shown} } }`)).stopComparison).toMatchObject({
      status: 'ENDED',
    })
  })

  it('are found not to differ where a difference that matters can be ruled out', async () => {
    await draft('left')
    await draft('right')
    await compare({ key: 'sides', a: 'left', b: 'right', indifference: 0.15 })
    await begin('left', 'right')
    await buy('sides', 'A', [0])
    await buy('sides', 'B', [0])
    await tend(15)
    expect(await stateOf('sides')).toMatchObject({
      status: 'NO_DIFFERENCE',
      a: { status: 'RUNNING' },
      b: { status: 'RUNNING' },
    })
  })

  it('decide nothing while the halves are not of one size, whatever the difference', async () => {
    await draft('low')
    await draft('high')
    await compare({ key: 'levels', a: 'low', b: 'high' })
    await begin('low', 'high')
    await buy('levels', 'B', [0, 1, 2, 3])
    await database.pool.query(
      `DELETE FROM comparison_people p USING campaign_comparisons x WHERE x.id = p.comparison_id AND x.key = 'levels' AND p.side = 'A' AND p.user_id % 3 = 0`,
    )
    await tend(15)
    expect(await stateOf('levels')).toMatchObject({
      status: 'RUNNING',
      state: { text: expect.stringContaining('not of the same size') },
    })
  })

  it('keep their halves apart while what one of them brought is still being counted, and end when nobody is left', async () => {
    await ask('mutation { finishCampaign(campaign: "low") { ... on Campaign { status } ... on Error { code } } }')
    expect(await allocate('high')).toEqual({ assigned: 0 })
    await tend(13)
    expect(await stateOf('levels')).toMatchObject({ status: 'RUNNING' })
    await tend(15)
    expect(await stateOf('levels')).toMatchObject({ status: 'ENDED' })
    expect(((await allocate('high')) as { assigned: number }).assigned).toBeGreaterThan(900)
  })

  it('begin together where both are scheduled for the same minute', async () => {
    const startsAt = new Date(Date.now() + 3_600_000)
    const both = [
      await draft('early', { status: 'SCHEDULED', startsAt }),
      await draft('late', { status: 'SCHEDULED', startsAt }),
    ]
    await compare({ key: 'minute', a: 'early', b: 'late' })
    await tend(1)
    const sent = await Promise.all(both.map((campaign) => assignmentsIn(database, campaign)))
    expect(sent.flat()).toHaveLength(users + 10)
  })

  it('are refused where they cannot be', async () => {
    const refused = async (input: object) => (await compare({ key: 'no', a: 'ten', b: 'twenty', ...input })).code
    await draft('new')
    await draft('other', { segmentKey: 'elsewhere' })
    expect(await refused({})).toBe('CAMPAIGN_STATUS')
    expect(await refused({ a: 'new', b: 'new' })).toBe('BAD_USER_INPUT')
    expect(await refused({ a: 'new', b: 'other' })).toBe('BAD_USER_INPUT')
    expect(await refused({ a: 'new', b: 'newest' })).toBe('NOT_FOUND')
    expect(await refused({ a: 'new', b: 'other', alpha: 1, outcomeDays: 0, key: 'No' })).toBe('BAD_USER_INPUT')
    await draft('newer')
    expect(await refused({ key: 'price', a: 'new', b: 'newer' })).toBe('KEY_REUSED')
    expect(
      (await ask('mutation { stopComparison(comparison: "nothing") { ... on Error { code } } }')).stopComparison,
    ).toEqual({
      code: 'NOT_FOUND',
    })
  })
})
