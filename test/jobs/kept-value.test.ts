import { afterAll, beforeAll, expect, it } from 'vitest'

import { startWorkers, type Workers } from '../../src/jobs/worker.ts'
import { trackEvents } from '../../src/store/track-events.ts'
import { eventOf } from '../support/events.ts'
import { type JobShop, openJobShop, recomputed } from '../support/job-shop.ts'
import { openShop, shopEnd } from '../support/small-shop.ts'

let shop: JobShop
let workers: Workers
beforeAll(async () => {
  shop = await openJobShop()
  workers = await startWorkers(shop, { schedule: false })
  await openShop(shop.database)
})
afterAll(async () => {
  await workers.close(0)
  await shop.close()
})

const worthOf = async (userId: string): Promise<{ historic: number; predicted: number }> => {
  const { rows } = await shop.database.pool.query(
    `SELECT l.historic, l.predicted FROM lifetime_values l JOIN users u ON u.id = l.user_id
     JOIN published_runs p ON p.run_id = l.run_id WHERE u.external_id = $1`,
    [userId],
  )
  return rows[0]
}

it('values a customer by what was kept, not by an order that was cancelled at once', async () => {
  const at = (days: number) => new Date(shopEnd.getTime() - days * 86_400_000).toISOString()
  const small = [50, 30, 10].map((days) => ({ at: at(days), quantity: 1, unitPrice: 20 }))
  const huge = { at: at(1), quantity: 80_000, unitPrice: 2 }
  const events = [
    ...small.flatMap((line) => ['modest', 'hasty'].map((userId) => eventOf({ ...line, userId }))),
    eventOf({ ...huge, userId: 'hasty', orderId: 'huge' }),
    eventOf({ ...huge, userId: 'hasty', orderId: 'huge', type: 'RETURN' }),
    eventOf({ ...small[0], at: at(1), userId: 'modest' }),
  ]
  await trackEvents(shop.database, events, 'UTC')
  await recomputed(shop, { only: ['LIFETIME_VALUE'] })
  const [modest, hasty] = await Promise.all([worthOf('modest'), worthOf('hasty')])
  expect(modest.historic).toBeCloseTo(80, 6)
  expect(hasty.historic).toBeCloseTo(60, 6)
  expect(hasty.predicted).toBeGreaterThan(0)
  expect(hasty.predicted).toBeLessThan(modest.predicted)
})

it("keeps which model of purchases the shop's own last 90 days spoke for, with the numbers of both", async () => {
  const { rows } = await shop.database.pool.query(
    "SELECT params, metrics FROM model_runs WHERE kind = 'LIFETIME_VALUE' ORDER BY id DESC LIMIT 1",
  )
  const [{ params, metrics }] = rows
  const found = Object.fromEntries(metrics.map(({ name, value }: { name: string; value: number }) => [name, value]))
  const { logScoreDifference: difference, logScoreDifferenceError: error } = found
  expect(params.purchaseModel).toBe(difference > error ? 'pareto-nbd' : 'bg-nbd')
  expect(found.paretoNbdLogScore - found.bgNbdLogScore).toBeCloseTo(difference, 9)
  expect(found.ordersMae).toBeCloseTo(
    params.purchaseModel === 'bg-nbd' ? found.bgNbdOrdersMae : found.paretoNbdOrdersMae,
    9,
  )
})
