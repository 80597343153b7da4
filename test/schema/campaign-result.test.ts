import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { NewCoupon } from '../../src/domain/coupon.ts'
import { keyWith, openApi, type TestApi } from '../support/api.ts'
import { addCampaign } from '../support/campaign-shop.ts'
import { tenPercent } from '../support/campaigns.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { readOperations } from '../support/operations.ts'

/**
 * 400 users, every fourth held out. Of the 300 treated 120 buy within the fortnight, of the 100 held out 20: each for 50. Who buys has spent 80 before, the others 20. A third of the treated buyers redeem 10 % off. The first half was expected
 * to buy anyway, the second, of whom all treated buyers are, to be persuaded.
 */
interface Estimate {
  readonly value: number
  readonly low: number
  readonly high: number
}

interface Answered {
  readonly incrementalRevenue: Estimate
  readonly conversionLift: Estimate
  readonly revenue: { readonly adjusted: Estimate; readonly varianceTaken: number }
  readonly margin: { readonly total: Estimate }
  readonly redemptions: number
  readonly redeemers: number
  readonly discount: number
  readonly cost: number
  readonly coupons: readonly object[]
  readonly classes: readonly object[]
  readonly qini: readonly { readonly share: number; readonly gain: number }[]
  readonly text: string
  readonly trustworthy: boolean
  readonly peopleNeeded: number
  readonly sampleRatioPValue: number
}

const post: NewCoupon = { ...tenPercent, key: 'post', kind: 'SHIPPING', value: 5, cost: 0 }

describe('the result of a campaign', () => {
  let database: TestDatabase
  let api: TestApi
  beforeAll(async () => {
    database = await openTestDatabase()
    const { id, coupons } = await addCampaign(database, { holdoutShare: 0.25, coupons: [tenPercent, post] })
    const client = await database.pool.connect()
    try {
      await client.query(
        `INSERT INTO users (external_id, created_at) SELECT 'u' || n, '2026-01-01Z' FROM generate_series(0, 399) n ORDER BY n`,
      )
      const people = `(SELECT id AS user_id, n, n % 4 = 0 AS held_out, CASE WHEN n % 4 = 0 THEN n % 20 = 0 ELSE n >= 200 AND n < 360 END AS buys
        FROM (SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM users) u) AS p`
      await client.query(
        `INSERT INTO coupon_assignments (user_id, campaign_id, arm, coupon_id, code, assigned_at, available_at, expires_at, propensity, uplift_class, expected_uplift)
        SELECT user_id, $1::int, CASE WHEN held_out THEN 'CONTROL' ELSE 'TREATED' END, CASE WHEN held_out THEN NULL ELSE $2::int END,
          CASE WHEN held_out THEN NULL ELSE 'code-' || n END, '2026-03-01Z', '2026-03-01Z', '2026-03-15Z', CASE WHEN held_out THEN 0.25 ELSE 0.75 END,
          CASE WHEN n < 200 THEN 'SURE_THING' ELSE 'PERSUADABLE' END, n / 400.0 FROM ${people}`,
        [id, coupons[0].id],
      )
      const order = (key: string, at: string, amount: string, where: string) =>
        client.query(`INSERT INTO orders (user_id, order_key, ordered_at, lines, quantity, amount, returned_quantity, returned_amount)
          SELECT user_id, '${key}-' || n, '${at}', 1, 1, ${amount}, 0, 0 FROM ${people} WHERE ${where}`)
      await order('in', '2026-03-02Z', '50', 'buys')
      await order('before', '2026-02-01Z', 'CASE WHEN buys THEN 80 ELSE 20 END', 'TRUE')
      await order('after', '2026-03-15Z', '1000', 'TRUE')
      await order('long-ago', '2025-06-01Z', '1000', 'TRUE')
      await client.query(
        `INSERT INTO coupon_redemptions (user_id, campaign_id, coupon_id, order_key, redeemed_at)
        SELECT user_id, $1::int, $2::int, 'in-' || n, '2026-03-02Z' FROM ${people} WHERE buys AND NOT held_out AND n % 2 = 0`,
        [id, coupons[0].id],
      )
    } finally {
      client.release()
    }
    api = openApi(database)
  })
  afterAll(async () => {
    await api?.close()
    await database.drop()
  })

  const ask = async (fields: string, key = 'spring') => {
    const { data, errors } = await api.execute<{ campaign: { result: Answered | null } }>(
      `{ campaign(key: "${key}") { result { ${fields} } } }`,
    )
    expect(errors).toBeUndefined()
    return data.campaign.result as Answered
  }

  it('counts everybody who was assigned, and their orders within the window alone', async () => {
    expect(await ask('treated control open conversionTreated conversionControl revenueTreated revenueControl')).toEqual(
      {
        treated: 300,
        control: 100,
        open: 0,
        conversionTreated: 0.4,
        conversionControl: 0.2,
        revenueTreated: 6000,
        revenueControl: 1000,
      },
    )
  })

  it('says what coupons brought beyond what would have come anyway, with an interval that the past narrows', async () => {
    const { incrementalRevenue, revenue, conversionLift } = await ask(
      `incrementalRevenue { value low high } revenue { adjusted { value low high } varianceTaken } conversionLift { value low high }`,
    )
    expect(incrementalRevenue.value).toBeCloseTo(300 * (20 - 10), 6)
    const width = ({ low, high }: { low: number; high: number }) => high - low
    expect(width(incrementalRevenue)).toBeCloseTo(
      2 * 1.96 * 300 * Math.sqrt((2500 * 0.24) / 299 + (2500 * 0.16) / 99),
      -2,
    )
    expect(width(revenue.adjusted)).toBeLessThan(0.01 * width(incrementalRevenue))
    expect(revenue.varianceTaken).toBeGreaterThan(0.99)
    expect(conversionLift).toMatchObject({ value: 0.2 })
    expect(conversionLift.low).toBeGreaterThan(0.08)
    expect(conversionLift.high).toBeLessThan(0.3)
  })

  it('takes discounts and what sending cost off the margin', async () => {
    const { margin, redemptions, redeemers, discount, cost } = await ask(
      'margin { total { value } } redemptions redeemers discount cost',
    )
    expect({ redemptions, redeemers, cost }).toEqual({ redemptions: 40, redeemers: 40, cost: 300 })
    expect(discount).toBeCloseTo((40 * 50) / 9, 6)
    const treated = 0.3 * 6000 - 0.7 * discount - 300
    expect(margin.total.value).toBeCloseTo(treated - 3 * 0.3 * 1000, 6)
  })

  it('tells what came of each coupon', async () => {
    const { coupons } = await ask('coupons { coupon { key } sent buyers redemptions redeemers discount cost }')
    expect(coupons).toEqual([
      {
        coupon: { key: 'ten' },
        ...{ sent: 300, buyers: 120, redemptions: 40, redeemers: 40, cost: 300, discount: expect.closeTo(2000 / 9, 6) },
      },
      { coupon: { key: 'post' }, sent: 0, buyers: 0, redemptions: 0, redeemers: 0, cost: 0, discount: 0 },
    ])
  })

  it('takes off all that free delivery cost, which is in no price', async () => {
    const { id, coupons } = await addCampaign(database, { key: 'post', coupons: [post] })
    await database.pool.query(
      `INSERT INTO coupon_assignments (user_id, campaign_id, arm, coupon_id, assigned_at, available_at, expires_at, propensity)
      SELECT id, $1::int, CASE WHEN id % 2 = 0 THEN 'TREATED' ELSE 'CONTROL' END, CASE WHEN id % 2 = 0 THEN $2::int END, '2026-03-16Z', '2026-03-16Z', '2026-03-20Z', 1 FROM users`,
      [id, coupons[0].id],
    )
    await database.pool.query(
      `INSERT INTO coupon_redemptions (user_id, campaign_id, coupon_id, order_key, redeemed_at) SELECT id, $1::int, $2::int, 'p-' || id, '2026-03-17Z' FROM users WHERE id % 4 = 0`,
      [id, coupons[0].id],
    )
    expect(await ask('discount margin { total { value } } sampleRatioPValue trustworthy', 'post')).toEqual({
      discount: 500,
      margin: { total: { value: expect.closeTo(-500, 6) } },
      sampleRatioPValue: null,
      trustworthy: true,
    })
  })

  it('tells those who were expected to be persuaded from those who were not, and draws the Qini curve', async () => {
    const { classes, qini } = await ask(
      'classes { upliftClass treated control conversionTreated conversionControl conversionLift { value } } qini { share gain }',
    )
    expect(classes).toContainEqual({
      upliftClass: 'PERSUADABLE',
      treated: 150,
      control: 50,
      conversionTreated: 0.8,
      conversionControl: 0.2,
      conversionLift: { value: expect.closeTo(0.6, 10) },
    })
    expect(classes).toContainEqual(expect.objectContaining({ upliftClass: 'SURE_THING', conversionTreated: 0 }))
    expect(qini).toHaveLength(21)
    expect(qini[0]).toEqual({ share: 0, gain: 0 })
    expect(qini[20]).toEqual({ share: 1, gain: expect.closeTo(0.2, 10) })
    expect(qini[10].gain).toBeGreaterThan(0.25)
  })

  it('is said in a sentence, and warned of where the sizes of the arms cannot be', async () => {
    const { text, trustworthy, peopleNeeded } = await ask('text trustworthy peopleNeeded')
    expect(text).toMatch(/^It cost more than it brought\. Margin .* EUR \(-?\d+ to -?\d+\); conversion: 20\.0 \(/)
    expect({ trustworthy, peopleNeeded }).toEqual({ trustworthy: true, peopleNeeded: 6280 })
    await database.pool.query(`UPDATE coupon_assignments SET propensity = 0.5 WHERE arm = 'CONTROL'`)
    const wrong = await ask('text(language: EN) trustworthy sampleRatioPValue')
    expect(wrong).toMatchObject({ trustworthy: false, text: expect.stringContaining('not to be believed') })
    expect(wrong.sampleRatioPValue).toBeLessThan(0.001)
    await database.pool.query(`UPDATE coupon_assignments SET propensity = 0.25 WHERE arm = 'CONTROL'`)
  })

  it('is nothing before anybody is in the campaign, and without intervals where nobody is held out', async () => {
    await addCampaign(database, { key: 'empty' })
    expect(await ask('treated', 'empty')).toBeNull()
    const { id, coupons } = await addCampaign(database, { key: 'all' })
    await database.pool.query(
      `INSERT INTO coupon_assignments (user_id, campaign_id, arm, coupon_id, assigned_at, available_at, propensity)
      SELECT id, $1::int, 'TREATED', $2::int, '2026-03-01Z', '2026-03-01Z', 1 FROM users`,
      [id, coupons[0].id],
    )
    expect(
      await ask(
        'treated open conversionControl incrementalRevenue { value } qini { gain } sampleRatioPValue text',
        'all',
      ),
    ).toEqual({
      treated: 400,
      open: 400,
      conversionControl: null,
      incrementalRevenue: null,
      qini: [],
      sampleRatioPValue: null,
      text: expect.stringContaining('Nobody was held out'),
    })
  })

  it('knows nothing of money while nobody has bought, and says whose time is not over', async () => {
    const { id, coupons } = await addCampaign(database, { key: 'young', coupons: [post] })
    await database.pool.query(
      `WITH young AS (INSERT INTO users (external_id, created_at) SELECT 'young-' || n, now() FROM generate_series(1, 40) AS n RETURNING id)
      INSERT INTO coupon_assignments (user_id, campaign_id, arm, coupon_id, assigned_at, available_at, expires_at, propensity)
      SELECT id, $1::int, CASE WHEN id % 2 = 0 THEN 'TREATED' ELSE 'CONTROL' END, CASE WHEN id % 2 = 0 THEN $2::int END, '2026-03-16Z', '2026-03-16Z', '2126-03-20Z', 0.5 FROM young`,
      [id, coupons[0].id],
    )
    expect(await ask('margin { total { value } } incrementalRevenue { value } text', 'young')).toEqual({
      margin: null,
      incrementalRevenue: null,
      text: 'Nobody has bought yet: what the coupons change cannot be told. The time of 40 of 40 is not over yet.',
    })
  })

  it('is told by the example as a whole', async () => {
    const text = (await readOperations('experiments.graphql')).get('Earnings') as string
    const { data, errors } = await api.execute<{ campaign: { result: Answered } }>(text, { key: 'spring' })
    expect(errors).toBeUndefined()
    expect(data.campaign).toMatchObject({ name: 'Spring', result: { trustworthy: true, redeemers: 40 } })
  })

  it('needs a key that may read', async () => {
    const { errors } = await api.execute('{ campaign(key: "spring") { result { treated } } }', {}, keyWith('compute'))
    expect(errors?.[0].extensions.code).toBe('FORBIDDEN')
  })
})
