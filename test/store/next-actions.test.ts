import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { fillShop } from '../../src/commands/fill-shop.ts'
import { createDemoShop } from '../../src/demo/shop.ts'
import { couponDecisions, usualDecisionSetting } from '../../src/features/coupon-decisions.ts'
import { customerContext, customerState, numberOfState } from '../../src/features/customer-state.ts'
import { readCouponHistories } from '../../src/store/next-actions/coupon-histories.ts'
import { readDecisionColumns, readMarginRate, readShopHabits } from '../../src/store/next-actions/read-decisions.ts'
import { trackEvents } from '../../src/store/track-events.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { demoDecisions } from '../support/demo-decisions.ts'
import { eventOf } from '../support/events.ts'

const until = new Date('2025-06-01T00:00:00Z')
const timeZone = 'UTC'
const demo = createDemoShop({ seed: 5, users: 150, until, days: 300 })
let database: TestDatabase
let ids: ReadonlyMap<string, number>

const read = (asOf: Date, mostExposures?: number) =>
  database.transaction((client) => readDecisionColumns(client, { asOf, timeZone, mostExposures }))

beforeAll(async () => {
  database = await openTestDatabase()
  await fillShop(database, demo, { timeZone, now: until, signal: new AbortController().signal })
  const { rows } = await database.pool.query('SELECT id, external_id AS name FROM users')
  ids = new Map(rows.map(({ id, name }) => [name, id]))
})

afterAll(() => database?.drop())

const collect = async <T>(items: AsyncIterable<T>): Promise<readonly T[]> => {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

const plain = (columns: Readonly<Record<string, ArrayLike<number>>>) =>
  Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, Array.from(values)]))

describe('coupons as decisions', () => {
  it('are read as the events tell them', async () => {
    const { exposures, orders } = await read(until)
    const told = demoDecisions(demo.events(), (userId) => ids.get(userId) as number)
    const { propensity, available, ...rest } = plain(exposures)
    const { propensity: _, available: __, ...expected } = plain(told.exposures)
    expect(rest).toEqual(expected)
    expect(rest.userIds.length).toBeGreaterThan(100)
    // The part of a campaign's people whom it came to: about half.
    const open = propensity.filter((_, i) => available[i] === 3)
    expect(open.every((p) => p > 0 && p < 1)).toBe(true)
    expect(open.reduce((sum, p) => sum + p, 0) / open.length).toBeCloseTo(0.5, 1)
    // Of the first campaigns there were so few that all went one way.
    expect(open.length).toBeGreaterThan(0.9 * available.length)
    const exposed = new Set(told.exposures.userIds)
    const rows = told.orders.userIds.flatMap((id, i) => (exposed.has(id) ? [i] : []))
    for (const [name, values] of Object.entries(plain(orders))) {
      const column = rows.map((i) => told.orders[name as keyof typeof told.orders][i])
      values.forEach((value, i) => {
        expect(value).toBeCloseTo(column[i], 6)
      })
    }
  })

  it('see nothing from the as-of on', async () => {
    const asOf = new Date('2025-01-01T00:00:00Z')
    const { exposures, orders } = await read(asOf)
    expect(Math.max(...exposures.at)).toBeLessThan(asOf.getTime())
    expect(Math.max(...orders.at)).toBeLessThan(asOf.getTime())
  })

  it('are those of a part of the users where there are too many', async () => {
    const [all, part] = [await read(until), await read(until, 60)]
    const users = new Set(part.exposures.userIds)
    expect(users.size).toBeGreaterThan(5)
    expect(part.exposures.userIds.length).toBeLessThan(0.7 * all.exposures.userIds.length)
    expect(Array.from(all.exposures.userIds).filter((id) => users.has(id))).toHaveLength(part.exposures.userIds.length)
  })

  it('agree with what is known of each user at the end: the same state, by two ways', async () => {
    const { exposures, orders } = await read(until)
    const shop = await readShopHabits(database.pool, { asOf: until, timeZone })
    const asked = [...new Set(exposures.userIds)]
    // One more decision about everybody at the end, whose state is what we look for.
    const merged = [...exposures.userIds].map((userId, i) => ({
      ...{ userId, at: exposures.at[i], action: exposures.action[i], propensity: 0.5, available: 0, cost: 0 },
      until: exposures.until[i],
    }))
    for (const userId of asked)
      merged.push({ userId, at: until.getTime(), action: 0, propensity: 0.5, available: 1, cost: 0, until: Number.NaN })
    merged.sort((a, b) => a.userId - b.userId || a.at - b.at)
    const column = (name: keyof (typeof merged)[number]) => merged.map((row) => row[name])
    const probe = {
      ...{ userIds: column('userId'), at: column('at'), action: column('action'), propensity: column('propensity') },
      ...{ available: column('available'), cost: column('cost'), until: column('until') },
    }
    const asOf = new Date(until.getTime() + 28 * 86_400_000)
    const told = couponDecisions(probe, orders, { shop, asOf, marginRate: 0.3, ...usualDecisionSetting })
    expect(told.states).toHaveLength(asked.length)
    const seen: number[] = []
    await database.transaction(async (client) => {
      for await (const history of readCouponHistories(client, { userIds: asked, before: until, timeZone })) {
        const i = told.userIds.indexOf(history.userId)
        expect(numberOfState(customerState(history, shop, until))).toBe(told.states[i])
        customerContext(history, shop, until).forEach((value, f, { length }) => {
          expect(value).toBeCloseTo(told.contexts[i * length + f], 9)
        })
        seen.push(history.userId)
      }
    })
    expect(seen).toEqual([...asked].sort((a, b) => a - b))
  })

  it('of somebody nobody knows anything of are none, and nobody is asked for by what is no id', async () => {
    const all = await database.transaction(async (client) =>
      collect(readCouponHistories(client, { userIds: [987_654, 987_654], before: until, timeZone })),
    )
    expect(all).toMatchObject([
      { userId: 987_654, firstOrderAt: null, orders: 0, couponsSent: 0, lastCouponUntil: null },
    ])
    const wrong = database.transaction((client) =>
      collect(readCouponHistories(client, { userIds: [1.5], before: until, timeZone })),
    )
    await expect(wrong).rejects.toThrow('No user has the id 1.5')
  })

  it('know what the shop usually is', async () => {
    const habits = await readShopHabits(database.pool, { asOf: until, timeZone })
    const { rows } = await database.pool.query('SELECT avg(amount) AS mean FROM orders WHERE lines > 0')
    expect(habits.averageOrderValue).toBeCloseTo(rows[0].mean, 9)
    expect(habits.loyalPurchaseDays).toBeGreaterThanOrEqual(3)
    expect(habits.typicalGapDays).toBeGreaterThan(7)
    const nothing = await readShopHabits(database.pool, { asOf: new Date('2000-01-01'), timeZone })
    expect(nothing).toEqual({ typicalGapDays: 60, loyalPurchaseDays: 3, averageOrderValue: 0 })
    expect(await readMarginRate(database.pool)).toBeNull()
  })
})

describe('campaigns of our own', () => {
  const at = '2025-05-01T10:00:00Z'

  beforeAll(async () => {
    await trackEvents(
      database,
      [
        eventOf({
          at: '2025-05-02T10:00:00Z',
          userId: 'new-1',
          orderId: 'a',
          productId: 'x',
          quantity: 1,
          unitPrice: 80,
        }),
        eventOf({
          at: '2025-05-02T10:00:00Z',
          userId: 'new-2',
          orderId: 'b',
          productId: 'x',
          quantity: 1,
          unitPrice: 90,
        }),
        // What sits in properties may be anything.
        eventOf({
          ...{ at: '2025-05-03T10:00:00Z', userId: 'new-3', type: 'COUPON_VIEW' as const, productId: null },
          properties: { campaign: 'odd', validDays: 1e300, kind: 'GIFT' },
        }),
        eventOf({
          at: '2025-05-04T10:00:00Z',
          userId: 'new-3',
          orderId: 'c',
          productId: 'x',
          quantity: 1,
          unitPrice: 50,
        }),
        eventOf({
          ...{
            at: '2025-05-04T10:00:00Z',
            userId: 'new-3',
            type: 'COUPON_REDEEM' as const,
            orderId: 'c',
            productId: null,
          },
          properties: { campaign: 7, discount: -1e300 },
        }),
        // Seen in the shop, too: the same coupon, not another one.
        eventOf({ at: '2025-05-01T12:00:00Z', userId: 'new-1', type: 'COUPON_VIEW', properties: { campaign: 'ours' } }),
      ],
      timeZone,
    )
    await database.pool.query(
      `INSERT INTO campaigns (key, name, description, source, status, strategy, seed, holdout_share, per_user_cap, consents, margin_rate, created_at, updated_at)
      VALUES ('ours', '', '', 'OWN', 'RUNNING', 'RANDOM', 's', 0.2, 1, '{}', 0.4, $1, $1),
        ('everybody', '', '', 'IMPORTED', 'FINISHED', 'ALL', 's', 0, 1, '{}', 0.3, $1, $1)`,
      [at],
    )
    await database.pool.query(
      `INSERT INTO campaign_coupons (campaign_id, key, kind, value, cost, valid_days)
      SELECT id, k.key, k.kind, k.value, 1.5, 7 FROM campaigns c CROSS JOIN (VALUES ('p', 'PERCENT', 20), ('f', 'FIXED', 5)) AS k(key, kind, value)`,
    )
    await database.pool.query(
      `INSERT INTO coupon_assignments (user_id, campaign_id, arm, coupon_id, assigned_at, available_at, expires_at, propensity)
      SELECT u.id, c.id, a.arm, p.id, $1, $1, $1::timestamptz + interval '7 days', a.propensity
      FROM (VALUES ('new-1', 'ours', 'TREATED', 'p', 0.32), ('new-2', 'ours', 'TREATED', 'f', 0.48), ('u-000001', 'ours', 'CONTROL', NULL, 0.2),
        ('u-000002', 'everybody', 'TREATED', 'p', 1.0)) AS a(who, campaign, arm, coupon, propensity)
      JOIN users u ON u.external_id = a.who JOIN campaigns c ON c.key = a.campaign LEFT JOIN campaign_coupons p ON p.campaign_id = c.id AND p.key = a.coupon`,
      [at],
    )
    await database.pool.query(
      `INSERT INTO coupon_redemptions (user_id, campaign_id, coupon_id, order_key, redeemed_at, discount)
      SELECT user_id, campaign_id, coupon_id, CASE propensity WHEN 0.32 THEN 'a' ELSE 'b' END, '2025-05-02T10:00:00Z', CASE propensity WHEN 0.48 THEN 4 END
      FROM coupon_assignments WHERE propensity IN (0.32, 0.48)`,
    )
  })

  const rowsOf = async (name: string) => {
    const { rows } = await database.pool.query('SELECT id FROM users WHERE external_id = $1', [name])
    const { exposures, orders } = await read(until)
    const of = (columns: Readonly<Record<string, ArrayLike<number>>>) => {
      const places = Array.from(columns.userIds).flatMap((id, i) => (id === rows[0].id ? [i] : []))
      return places.map((i) => Object.fromEntries(Object.entries(columns).map(([key, values]) => [key, values[i]])))
    }
    return { exposures: of({ ...exposures }), orders: of({ ...orders }) }
  }

  it('are decisions with the probabilities that were logged, and what sending cost', async () => {
    const [first, second] = [await rowsOf('new-1'), await rowsOf('new-2')]
    const expiry = Date.parse('2025-05-08T10:00:00Z')
    expect(first.exposures).toMatchObject([{ action: 1, propensity: 0.32, available: 0b111, cost: 1.5, until: expiry }])
    expect(second.exposures).toMatchObject([{ action: 2, propensity: 0.48, available: 0b111, cost: 1.5 }])
    const held = (await rowsOf('u-000001')).exposures.filter(({ at }) => at === Date.parse('2025-05-01T10:00:00Z'))
    expect(held).toMatchObject([{ action: 0, propensity: 0.2, cost: 0, until: Number.NaN }])
  })

  it('took off what the redemption says, or else what the coupon is good for', async () => {
    expect((await rowsOf('new-1')).orders).toMatchObject([{ amount: 80, discount: 20, used: 1 }])
    expect((await rowsOf('new-2')).orders).toMatchObject([{ amount: 90, discount: 4, used: 1 }])
  })

  it('by events with odd properties are kept within reason', async () => {
    const { exposures, orders } = await rowsOf('new-3')
    expect(exposures).toMatchObject([{ action: 1, until: Date.parse('2025-05-03T10:00:00Z') + 3650 * 86_400_000 }])
    expect(orders).toMatchObject([{ amount: 50, discount: 0, used: 1 }])
  })

  it('in which everybody was sent one teach nothing, but are known', async () => {
    const last = (await rowsOf('u-000002')).exposures.at(-1)
    expect(last).toMatchObject({ action: 1, available: 0 })
  })

  it('say what the margin is', async () => {
    expect(await readMarginRate(database.pool)).toBe(0.4)
  })
})
