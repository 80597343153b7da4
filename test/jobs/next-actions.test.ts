import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { IncomingEvent } from '../../src/domain/event.ts'
import type { ActionLearning, ActionValue, PolicyJudgement } from '../../src/domain/next-action.ts'
import { stateOfNumber } from '../../src/features/customer-state.ts'
import { startWorkers, type Workers } from '../../src/jobs/worker.ts'
import { createRandom } from '../../src/models/math/random.ts'
import { readActionLearnings, readActionValues } from '../../src/store/next-actions/action-values.ts'
import { trackEvents } from '../../src/store/track-events.ts'
import { eventOf } from '../support/events.ts'
import { type JobShop, openJobShop, recomputed } from '../support/job-shop.ts'
import { quick } from '../support/quick.ts'

const start = Date.parse('2024-01-01T12:00:00Z')
const at = (day: number): string => new Date(start + day * 86_400_000).toISOString()
const end = new Date(start + 400 * 86_400_000)

/** Three campaigns, shown to a random half. */
const campaigns = [200, 250, 300]

/**
 * Half of the people buy every two weeks whatever is done, and use a coupon where they have one. The others stopped half a year ago, and of these six in ten come back for a coupon,
 * and one in twenty without: there it pays, and with the others it costs.
 */
const plantedShop = (people: number, pays = true): readonly IncomingEvent[] => {
  const random = createRandom(pays ? 4 : 5)
  const chance = (p: number) => random.uniform() < p
  return Array.from({ length: people }, (_, i) => {
    const isGone = i % 2 === 1
    const userId = `${isGone ? 'gone' : 'regular'}-${String(i).padStart(4, '0')}`
    const buy = (day: number, coupon: string | null): IncomingEvent[] => {
      const orderId = `${userId}-${day}`
      const properties = { campaign: coupon, discount: 0.2 }
      return [
        ...(coupon === null
          ? []
          : [
              eventOf({
                at: at(day - 0.01),
                type: 'COUPON_REDEEM' as const,
                userId,
                orderId,
                productId: null,
                properties,
              }),
            ]),
        eventOf({ at: at(day), userId, orderId, quantity: 1, unitPrice: coupon === null ? 100 : 80 }),
      ]
    }
    const events = (isGone ? [1, 15, 29] : [1, 15, 29, 150, 164, 178]).flatMap((day) => buy(day + (i % 7), null))
    for (const day of campaigns) {
      const campaign = `campaign-${day}`
      const shown = chance(0.5)
      const seen = { at: at(day), userId, productId: null }
      events.push(
        shown
          ? eventOf({
              ...seen,
              type: 'COUPON_VIEW',
              properties: { campaign, treated: true, discount: 0.2, validDays: 14 },
            })
          : eventOf({ ...seen, type: 'CUSTOM', properties: { name: 'coupon_held_out', campaign, treated: false } }),
      )
      const buys = isGone ? chance(shown && pays ? 0.6 : 0.05) : chance(0.8)
      if (buys) events.push(...buy(day + 3 + (i % 5), shown ? campaign : null))
    }
    return events
  }).flat()
}

let shop: JobShop
let workers: Workers
const compute = () => recomputed(shop, { only: ['NEXT_ACTION'], asOf: end })
const learningOf = async (runId: number) => (await readActionLearnings(shop.database, [runId])).at(0)?.learning ?? null
const clear = () => shop.database.pool.query('TRUNCATE events, event_keys, orders, user_products, users CASCADE')

beforeAll(async () => {
  shop = await openJobShop()
  workers = await startWorkers(shop, quick)
})

afterAll(async () => {
  await workers?.close(0)
  await shop?.close()
})

const judgementOf = ({ judgements }: ActionLearning, name: PolicyJudgement['policy']) =>
  judgements.find(({ policy }) => policy === name)!

describe('a shop in which coupons bring back who has gone', () => {
  let run: Awaited<ReturnType<typeof compute>>['NEXT_ACTION']
  let learning: ActionLearning
  let values: readonly ActionValue[]

  beforeAll(async () => {
    await trackEvents(shop.database, plantedShop(600), 'UTC')
    run = (await compute()).NEXT_ACTION
    learning = (await learningOf(run.id))!
    values = await readActionValues(shop.database.pool, run.id)
  })

  it('has a policy that sends to these and to nobody else', () => {
    expect(run).toMatchObject({ error: null, status: 'PUBLISHED' })
    const chosen = values.filter((value) => value.chosen && value.visits >= 60)
    const sentTo = chosen.filter(({ action }) => action === 1).map(({ state }) => stateOfNumber(state).lifecycle)
    const notTo = chosen.filter(({ action }) => action === 0).map(({ state }) => stateOfNumber(state).lifecycle)
    expect(new Set(sentTo)).toEqual(new Set(['DORMANT']))
    expect(notTo.length).toBeGreaterThan(0)
    expect(notTo).not.toContain('DORMANT')
  })

  it('knows it to bring more than what was done, than never and than always sending one', () => {
    const { overLogged, overNone, estimates } = judgementOf(learning, learning.policy)
    expect(overLogged?.low).toBeGreaterThan(0)
    expect(overNone?.low).toBeGreaterThan(0)
    const always = judgementOf(learning, 'ALWAYS').estimates[0]
    expect(estimates[0].low).toBeGreaterThan(always.value)
    expect(judgementOf(learning, 'BANDIT').overNone?.low).toBeGreaterThan(0)
    expect(learning).toMatchObject({ decisions: 1800, customers: 600, marginRate: 0.3 })
  })

  it('finds about what the planted chances are worth', () => {
    // Of three campaigns 50 days apart, the regular half earns 0.8 x 30 each without a coupon; the others, who are gone until they come back once, 0.6 x (30 - 20) with one.
    const [first] = judgementOf(learning, 'NONE').estimates
    const worth = 1 + 0.5 ** (50 / 60) + 0.5 ** (100 / 60)
    const none = (0.8 * 30 * worth + 0.05 * 30 * worth) / 2
    expect(first.low).toBeLessThan(none)
    expect(first.high).toBeGreaterThan(none)
  })

  it('learns the same again from the same', async () => {
    const again = (await compute()).NEXT_ACTION
    expect(again.status).toBe('PUBLISHED')
    expect(await readActionValues(shop.database.pool, again.id)).toEqual(values)
    expect(await learningOf(again.id)).toEqual(learning)
  })
})

describe('a shop in which coupons bring nobody back', () => {
  it('publishes nothing new, says why, and keeps what it found', async () => {
    await clear()
    await trackEvents(shop.database, plantedShop(500, false), 'UTC')
    const before = await shop.database.pool.query(`SELECT run_id FROM published_runs WHERE kind = 'NEXT_ACTION'`)
    const { NEXT_ACTION: run } = await compute()
    expect(run).toMatchObject({ status: 'REFUSED', error: { code: 'GATE_NONE_WON' } })
    const after = await shop.database.pool.query(`SELECT run_id FROM published_runs WHERE kind = 'NEXT_ACTION'`)
    expect(after.rows).toEqual(before.rows)
    const learning = (await learningOf(run.id))!
    expect(judgementOf(learning, 'ALWAYS').overNone?.high).toBeLessThan(0)
    expect(await readActionValues(shop.database.pool, run.id)).toEqual([])
  })

  it('with too few coupons says how many it takes', async () => {
    await clear()
    await trackEvents(shop.database, plantedShop(40), 'UTC')
    const { NEXT_ACTION: run } = await compute()
    expect(run).toMatchObject({ status: 'REFUSED', error: { code: 'INSUFFICIENT_DATA', missing: { need: 100 } } })
    expect(await learningOf(run.id)).toBeNull()
  })
})
