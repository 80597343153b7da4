import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { SegmentRule } from '../../src/domain/segment-rule.ts'
import { defineSegment } from '../../src/segments/define-segment.ts'
import { openApi, type TestApi } from '../support/api.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { openShop, publishNumbers, type Shop } from '../support/shop.ts'

const day = (n: number) => new Date(Date.UTC(2024, 5, n))
const orders = (test: object): SegmentRule => ({ profile: { field: 'ORDER_COUNT', ...test } })

/** User n of 1 to 8 has n orders and is `odd` or `even`; another has none, and the last is not known to the portraits. */
describe('the overview', () => {
  let database: TestDatabase
  let api: TestApi
  let shop: Shop
  /** Rules that were so from an instant on. */
  const define = async (at: Date, rules: Readonly<Record<string, SegmentRule>>) => {
    for (const [key, rule] of Object.entries(rules))
      await defineSegment(database, { key, name: key, description: '', rule, consents: [], now: at })
  }

  beforeAll(async () => {
    database = await openTestDatabase()
    shop = await openShop(database, { users: 10 })
    await publishNumbers(database, shop)
    await define(day(3), { few: orders({ between: { from: 1, to: 3 } }), many: orders({ gte: 4 }) })
    await define(day(5), { few: orders({ between: { from: 1, to: 5 } }), many: orders({ gte: 6 }) })
    api = openApi(database)
  })
  afterAll(async () => {
    await api.close()
    await database.drop()
  })

  const overview = async (field: string) => {
    const { data, errors } = await api.execute<{ overview: Record<string, unknown> }>(`{ overview { ${field} } }`)
    return errors === undefined ? Object.values(data.overview)[0] : errors[0].extensions.code
  }

  it('tells the sizes of segments over time, and nothing of when they were not there', async () => {
    const sizes = await overview(`segmentSizes(segments: ["few", "many"], from: "${day(2).toISOString()}",
      to: "${day(6).toISOString()}", points: 5) { segment { key } points { at userCount } }`)
    expect(sizes).toMatchObject([
      { segment: { key: 'few' }, points: [null, 3, 3, 5, 5].map((userCount) => ({ userCount })) },
      { segment: { key: 'many' }, points: [null, 5, 5, 3, 3].map((userCount) => ({ userCount })) },
    ])
  })

  it('tells who went from where to where, and who came from nowhere', async () => {
    const flows = (from: number, to: number) =>
      overview(`segmentFlows(segments: ["few", "many"], from: "${day(from).toISOString()}", to: "${day(to).toISOString()}") {
        from { key } to { key } userCount }`)
    expect(await flows(4, 6)).toEqual([
      { from: { key: 'few' }, to: { key: 'few' }, userCount: 3 },
      { from: { key: 'many' }, to: { key: 'many' }, userCount: 3 },
      { from: { key: 'many' }, to: { key: 'few' }, userCount: 2 },
    ])
    expect(await flows(2, 4)).toEqual([
      { from: null, to: { key: 'many' }, userCount: 5 },
      { from: null, to: { key: 'few' }, userCount: 3 },
    ])
  })

  it('follows segments that come from runs, by the run that readers saw', async () => {
    const now = new Date(Date.now() - 1).toISOString()
    const flows = await overview(
      `segmentFlows(segments: ["odd", "many"], from: "${day(4).toISOString()}", to: "${now}") { from { key } to { key } userCount }`,
    )
    expect(flows).toContainEqual({ from: { key: 'odd' }, to: { key: 'odd' }, userCount: 5 })
    expect(flows).toContainEqual({ from: { key: 'many' }, to: { key: 'odd' }, userCount: 2 })
  })

  it('spreads out a measure of a segment and of all, so that the bars add up', async () => {
    const spread = (await overview(`distribution(measure: LIFETIME_VALUE, segment: "many", bins: 4) {
      measure computedAt bars { from to userCount allCount } segment { userCount mean median } all { userCount mean median } }`)) as {
      readonly bars: readonly { readonly userCount: number; readonly allCount: number }[]
    }
    expect(spread).toMatchObject({
      measure: 'LIFETIME_VALUE',
      segment: { userCount: 3, mean: 700, median: 700 },
      all: { userCount: 8, mean: 450, median: 450 },
    })
    expect(spread.bars.map(({ allCount }) => allCount).reduce((a, b) => a + b)).toBe(8)
    expect(spread.bars.map(({ userCount }) => userCount)).toEqual([0, 3])
    expect(spread.bars.at(-1)).toMatchObject({ to: null })
  })

  it('begins bars at round numbers, and those of whole numbers at whole ones', async () => {
    const barsOf = async (measure: string, bins: number) =>
      (
        (await overview(`distribution(measure: ${measure}, bins: ${bins}) { bars { from to allCount } }`)) as {
          bars: object[]
        }
      ).bars
    expect(await barsOf('ORDER_COUNT', 20)).toEqual(
      [0, 1, 2, 3, 4, 5, 6, 7, 8].map((n) => ({ from: n, to: n === 8 ? null : n + 1, allCount: 1 })),
    )
    expect(await barsOf('LIFETIME_VALUE', 5)).toEqual([
      { from: 0, to: 200, allCount: 1 },
      { from: 200, to: 400, allCount: 2 },
      { from: 400, to: 600, allCount: 2 },
      { from: 600, to: 800, allCount: 2 },
      { from: 800, to: null, allCount: 1 },
    ])
  })

  it('tells flows from before the first run as from nowhere, and which segment was perhaps meant', async () => {
    const flows = await overview(
      `segmentFlows(segments: ["even"], from: "2001-01-01T00:00:00Z") { from { key } to { key } userCount }`,
    )
    expect(flows).toEqual([{ from: null, to: { key: 'even' }, userCount: 4 }])
    const { errors } = await api.execute('{ overview { segmentSizes(segments: ["evn"]) { segment { key } } } }')
    expect(errors?.[0].message).toBe('There is no segment "evn". Did you mean "even"?')
  })

  it('spreads out one of a segment that comes from runs', async () => {
    const spread = await overview('distribution(measure: ORDER_COUNT, segment: "even") { segment { userCount mean } }')
    expect(spread).toEqual({ segment: { userCount: 4, mean: 5 } })
  })

  it.each([
    ['segmentSizes(segments: ["nobody"]) { segment { key } }', 'NOT_FOUND'],
    ['segmentSizes(segments: []) { segment { key } }', 'BAD_USER_INPUT'],
    ['segmentSizes(segments: ["few"], points: 1) { segment { key } }', 'BAD_USER_INPUT'],
    [
      'segmentSizes(segments: ["few"], from: "2024-06-02T00:00:00Z", to: "2024-06-01T00:00:00Z") { segment { key } }',
      'BAD_USER_INPUT',
    ],
    ['segmentFlows(segments: ["few"], to: "2999-01-01T00:00:00Z") { userCount }', 'BAD_USER_INPUT'],
    ['distribution(measure: CHURN_RISK, segment: "nobody") { measure }', 'NOT_FOUND'],
    ['distribution(measure: CHURN_RISK, bins: 1000) { measure }', 'BAD_USER_INPUT'],
  ])('refuses %s', async (field, code) => {
    expect(await overview(field)).toBe(code)
  })
})
