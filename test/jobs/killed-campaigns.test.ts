import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { allocateCoupons } from '../../src/campaigns/allocate-coupons.ts'
import { allocateInThread } from '../../src/campaigns/allocate-in-thread.ts'
import { redeemCoupon } from '../../src/campaigns/redeem-coupon.ts'
import { runCampaigns as definition } from '../../src/jobs/definitions.ts'
import { startWorkers } from '../../src/jobs/worker.ts'
import { findCampaign } from '../../src/store/campaigns/find-campaign.ts'
import { addCampaign, assignmentsIn, openCampaignShop } from '../support/campaign-shop.ts'
import { holdTable } from '../support/held-lock.ts'
import { idle, type JobShop, openJobShop, until } from '../support/job-shop.ts'
import { quick } from '../support/quick.ts'
import { startWorkerProcess } from '../support/worker-process.ts'

const users = 6000
const hour = 3_600_000

let shop: JobShop
beforeAll(async () => {
  shop = await openJobShop()
  await openCampaignShop(shop.database, users)
})
afterAll(() => shop?.close())

describe('a thread of its own', () => {
  it('hands out what would be handed out without one, and is refused with the same words', async () => {
    const { database } = shop
    await addCampaign(database, { key: 'thread', budget: 1000 })
    const request = { key: 'thread', now: new Date(), timeZone: 'UTC', dryRun: true }
    expect(await allocateInThread(database, request)).toEqual(await allocateCoupons(database, request))
    await addCampaign(database, { key: 'unlearned', strategy: 'UPLIFT' })
    const refused = allocateInThread(database, { ...request, key: 'unlearned' })
    await expect(refused).rejects.toMatchObject({
      code: 'NOT_COMPUTED',
      message: expect.stringContaining('Set a budget'),
    })
  })
})

describe('a worker killed while', () => {
  it('handing out coupons has handed out none, and the next one gives each theirs once', async () => {
    const { database, queues } = shop
    const startsAt = new Date(Date.now() - hour)
    const endsAt = new Date(Date.now() + hour)
    const campaign = await addCampaign(database, { key: 'due', status: 'SCHEDULED', startsAt, endsAt, budget: 4000 })
    await queues.enqueue(definition, {})
    // Writing assignments needs more than this leaves: the thread has read, chosen and begun to write.
    await holdTable(database, 'coupon_assignments', 'SHARE', async ({ waitedFor }) => {
      const worker = await startWorkerProcess(database.url)
      await waitedFor().finally(() => worker.kill('SIGKILL'))
    })
    expect(await assignmentsIn(database, campaign)).toEqual([])
    expect(await findCampaign(database.pool, 'due')).toMatchObject({ status: 'RUNNING', allocatedAt: null })

    const workers = await startWorkers(shop, quick)
    try {
      await until(
        async () => (await findCampaign(database.pool, 'due'))?.allocatedAt != null,
        'coupons are handed out',
        30,
      )
      await idle(shop)
    } finally {
      await workers.close(0)
    }
    const treated = (await assignmentsIn(database, campaign)).filter(({ arm }) => arm === 'TREATED')
    expect(treated).toHaveLength(4000)
    expect(new Set(treated.map(({ code }) => code)).size).toBe(4000)
  })

  it('redeeming has redeemed nothing, and the same order is redeemed once afterwards', async () => {
    const { database } = shop
    const campaign = await findCampaign(database.pool, 'due')
    const [{ code }] = (await assignmentsIn(database, campaign as { id: number })).filter(
      ({ arm }) => arm === 'TREATED',
    )
    await holdTable(database, 'coupon_redemptions', 'SHARE', async ({ waitedFor }) => {
      const file = join(import.meta.dirname, '../support/redeem-once.ts')
      const child = spawn(process.execPath, [file, database.url, code as string, 'o-1'], { stdio: 'inherit' })
      await waitedFor().finally(() => child.kill('SIGKILL'))
      await once(child, 'exit')
    })
    const redeemed = async () => (await database.pool.query('SELECT FROM coupon_redemptions')).rowCount
    expect(await redeemed()).toBe(0)
    const request = { code: code as string, orderKey: 'o-1' }
    await redeemCoupon(database, request, new Date())
    await redeemCoupon(database, request, new Date())
    expect(await redeemed()).toBe(1)
  })
})
