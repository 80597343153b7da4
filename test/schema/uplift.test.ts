import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { startRuns } from '../../src/store/model-runs.ts'
import { openApi, type TestApi } from '../support/api.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { readOperations } from '../support/operations.ts'
import { externalIdOf, openShop, publishNumbers, type Shop } from '../support/shop.ts'

interface Answer {
  readonly user: {
    readonly uplift: {
      readonly uplift: number
      readonly reasons: readonly { readonly contribution: number }[]
      readonly modelRun: { readonly version: number }
    }
  }
  readonly upliftModel: object
  readonly usersByUplift: {
    readonly edges: readonly object[]
    readonly totalCount: number
    readonly pageInfo: { readonly endCursor: string; readonly startCursor: string }
  }
}

let database: TestDatabase
let api: TestApi
let shop: Shop
const operations = await readOperations('uplift.graphql')
const ask = async (query: string, variables: object = {}) => {
  const { data, errors } = await api.execute<Record<string, never>>(query, variables)
  expect(errors).toBeUndefined()
  return data as unknown as Answer
}
const run = (operation: string, variables: object = {}) => ask(operations.get(operation) as string, variables)
/** The first of a turn of four is persuadable, then a sure thing, a lost cause, and one not to disturb. */
const idsOf = (...numbers: number[]) => numbers.map((n) => ({ node: { externalId: externalIdOf(n) } }))

beforeAll(async () => {
  database = await openTestDatabase()
  shop = await openShop(database)
  api = openApi(database)
})

afterAll(async () => {
  await api.close()
  await database.drop()
})

describe('uplift in the API', () => {
  it('says of a user what a coupon would change, and why in sentences', async () => {
    const { user } = await run('UpliftOfUser', { externalId: externalIdOf(1) })
    expect(user.uplift).toMatchObject({
      __typename: 'Uplift',
      offer: 'ANY',
      uplift: expect.closeTo(0.3, 12),
      probabilityWithout: 0.2,
      probabilityWith: 0.5,
      upliftClass: 'PERSUADABLE',
      reasons: [
        {
          feature: 'baseline',
          text: 'A coupon changes the probability of an order by +5 percentage points with people in general.',
          textZh: '一般而言，优惠券使下单概率变化 +5 个百分点。',
        },
        {
          feature: 'couponOrders',
          value: 1,
          text: 'Ordered once with a coupon in hand, which makes a coupon worth 24 points more.',
          textZh: '持券期间下单 1 次，使优惠券的效果提高 24 个百分点。',
        },
        { feature: 'others', text: 'Everything else together makes a coupon worth 1 point more.' },
      ],
    })
    const sum = user.uplift.reasons.reduce((all, own) => all + own.contribution, 0)
    expect(sum).toBeCloseTo(0.25 + 0.05, 9)
  })

  it('answers for a kind of coupon of which too little is known by coupons of all kinds', async () => {
    const { user } = await ask(
      `{ user(externalId: "${externalIdOf(4)}") { uplift(offer: SHIPPING) { ... on Uplift { offer upliftClass uplift } } } }`,
    )
    expect(user.uplift).toMatchObject({ offer: 'ANY', upliftClass: 'DO_NOT_DISTURB', uplift: expect.closeTo(-0.2, 12) })
  })

  it('lists whom a coupon moves, the most moved first, page by page in both directions', async () => {
    const { usersByUplift } = await run('Persuadables')
    expect(usersByUplift).toMatchObject({ totalCount: 2, edges: idsOf(5, 1) })
    const page = (args: string) =>
      `{ usersByUplift(${args}) { edges { node { externalId } } pageInfo { endCursor startCursor hasNextPage } totalCount } }`
    const all = (await ask(page('first: 50'))).usersByUplift
    expect(all.totalCount).toBe(7)
    const first = (await ask(page('first: 3'))).usersByUplift
    const rest = (await ask(page(`first: 50, after: "${first.pageInfo.endCursor}"`))).usersByUplift
    expect([...first.edges, ...rest.edges]).toEqual(all.edges)
    const back = (await ask(page(`last: 2, before: "${rest.pageInfo.startCursor}"`))).usersByUplift
    expect(back.edges).toEqual(all.edges.slice(1, 3))
    const moved = (await ask(page('first: 50, minUplift: 0.005'))).usersByUplift
    expect(moved.totalCount).toBe(4)
    const harmed = (await ask(page('first: 50, classIn: [DO_NOT_DISTURB]'))).usersByUplift
    expect(harmed.edges).toEqual(idsOf(4))
    expect(
      (await ask(page('first: 50, filter: {inSegment: "odd"}, classIn: [PERSUADABLE]'))).usersByUplift.totalCount,
    ).toBe(2)
    // Nothing was measured of this kind alone.
    expect((await ask(page('first: 50, offer: FIXED'))).usersByUplift.edges).toEqual(all.edges)
  })

  it('refuses bounds that no difference of probabilities has', async () => {
    const { errors } = await api.execute('{ usersByUplift(minUplift: 2) { totalCount } }')
    expect(errors?.[0]).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } })
  })

  it('tells how well it is known, measured on people whom the model did not see', async () => {
    const { upliftModel } = await run('UpliftModel')
    expect(upliftModel).toMatchObject({
      __typename: 'UpliftModel',
      campaigns: 3,
      lessons: [
        {
          offer: 'ANY',
          learner: 's-learner',
          exposures: 400,
          treated: 200,
          isTold: true,
          slope: 0.8,
          averageEffect: { value: 0.05 },
          qini: { value: 0.02, low: expect.closeTo(0.01, 12), high: 0.03 },
          upliftAt: [{ share: 0.1 }, { share: 1 }],
          curve: { length: 2 },
          trials: [
            { columns: ['coupon'], problem: null },
            { qini: null, problem: 'There were too few.' },
          ],
        },
      ],
    })
  })

  it('answers by an older run when told so, and says what is missing before the first', async () => {
    const earlier = shop.runIds.UPLIFT
    await publishNumbers(database, shop)
    const { user } = await ask(
      `{ user(externalId: "${externalIdOf(2)}") { uplift { ... on Uplift { modelRun { version } } } } }`,
    )
    expect(user.uplift.modelRun.version).toBe(2)
    expect(earlier).toBeGreaterThan(0)
    await database.pool.query(`DELETE FROM published_runs WHERE kind = 'UPLIFT'`)
    await startRuns(database, { flowId: 'g', kinds: ['UPLIFT'], asOf: new Date(), seed: 1 })
    expect((await run('UpliftModel')).upliftModel).toMatchObject({ __typename: 'InsufficientData', have: 0, need: 1 })
    expect((await run('Persuadables')).usersByUplift).toMatchObject({ totalCount: 0, edges: [] })
    const { user: nobody } = await run('UpliftOfUser', { externalId: externalIdOf(2) })
    expect(nobody.uplift).toMatchObject({ what: 'published runs of kind UPLIFT' })
  })
})
