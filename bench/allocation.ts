// How long does it take to hand out coupons to a million users, does it keep the event loop waiting, and how much of it is writing the rows?
//   node bench/allocation.ts [users]
// On a database server of its own in the folder for temporary files.
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'

import { allocateInThread } from '../src/campaigns/allocate-in-thread.ts'
import type { CampaignStrategy, NewCampaign } from '../src/domain/campaign.ts'
import type { NewCoupon } from '../src/domain/coupon.ts'
import { openEmbeddedPostgres } from '../src/postgres/embedded.ts'
import { createCampaign } from '../src/store/campaigns/write-campaign.ts'
import { type Database, openDatabase } from '../src/store/database.ts'
import { migrate } from '../src/store/migrate.ts'
import { openCampaignShop, publishRows } from '../test/support/campaign-shop.ts'
import { exampleCampaign } from '../test/support/campaigns.ts'

const users = Number(process.argv[2] ?? 1_000_000)

const coupons: readonly NewCoupon[] = [
  { key: 'five', kind: 'PERCENT', value: 5, cost: 0.1, validDays: 14, minimumSpend: null },
  { key: 'fifteen', kind: 'PERCENT', value: 15, cost: 0.5, validDays: 14, minimumSpend: null },
  { key: 'delivery', kind: 'SHIPPING', value: 4, cost: 0.2, validDays: 14, minimumSpend: null },
]

/** Scores of everybody, a consent of nine in ten, and one in a thousand whom a list suppresses. */
const fill = async (database: Database): Promise<void> => {
  await openCampaignShop(database, users)
  const uniform = (salt: number) => `(hashint8extended(u.id, ${salt}) & 1048575) / 1048575.0`
  await publishRows(
    database,
    'CHURN_RISK',
    'probability, band, probability_alive, reasons',
    `${uniform(1)}, 'LOW', 0, '[]'`,
  )
  const lift = `(${uniform(2)} - 0.3) * 0.3`
  const classOf = `CASE WHEN ${lift} > 0 THEN 'PERSUADABLE' ELSE 'DO_NOT_DISTURB' END`
  const values = `'ANY', ${lift}, 0.3, 0.3 + ${lift}, ${classOf}, '{}'`
  await publishRows(database, 'UPLIFT', 'offer, uplift, probability_without, probability_with, class, reasons', values)
  await database.pool.query(
    `INSERT INTO consents (user_id, purpose, granted, changed_at) SELECT id, 'EMAIL', id % 10 > 0, now() FROM users`,
  )
  await database.pool.query(
    `WITH kept AS (INSERT INTO user_lists (key, name, description, purpose, created_at, updated_at) VALUES ('never', '', '', 'SUPPRESSION', now(), now()) RETURNING id)
    INSERT INTO user_list_entries (external_id, list_id, added_at) SELECT u.external_id, kept.id, now() FROM kept, users u WHERE u.id % 1000 = 1`,
  )
  await database.pool.query(
    `INSERT INTO orders (user_id, order_key, ordered_at, lines, quantity, amount, returned_quantity, returned_amount) VALUES (1, 'o', now(), 1, 1, 80, 0, 0)`,
  )
  await database.pool.query('VACUUM ANALYZE')
}

const campaignOf = (strategy: CampaignStrategy, change: Partial<NewCampaign>): NewCampaign =>
  exampleCampaign({ key: crypto.randomUUID(), strategy, coupons, consents: ['EMAIL'], ...change })

const measure = async (database: Database, name: string, campaign: NewCampaign): Promise<void> => {
  await database.transaction((client) => createCampaign(client, campaign))
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  const started = performance.now()
  const now = new Date()
  const { assigned, heldOut, skipped } = await allocateInThread(database, { key: campaign.key, now, timeZone: 'UTC' })
  const seconds = (performance.now() - started) / 1000
  delay.disable()
  const left = skipped.map(({ reason, count }) => `${reason} ${count}`).join(', ')
  console.log(
    `${name.padEnd(28)} ${seconds.toFixed(1).padStart(6)} s  event loop at most ${(delay.max / 1e6).toFixed(0).padStart(3)} ms late  ${assigned} assigned, ${heldOut} held out, ${left}`,
  )
}

/** What the database alone takes to write the same rows, every code drawn by it. */
const writeAlone = async ({ pool }: Database): Promise<void> => {
  const started = performance.now()
  await pool.query(
    `INSERT INTO coupon_assignments (user_id, campaign_id, arm, coupon_id, code, assigned_at, available_at, expires_at, propensity)
    SELECT id, 1000000, 'TREATED', 1, upper(replace(gen_random_uuid()::text, '-', '')), now(), now(), now(), 1 FROM users ORDER BY id`,
  )
  const seconds = (performance.now() - started) / 1000
  console.log(`${'INSERT … SELECT of all'.padEnd(28)} ${seconds.toFixed(1).padStart(6)} s`)
}

const folder = await mkdtemp(join(tmpdir(), 'clientele-bench-'))
await chmod(folder, 0o755)
const server = await openEmbeddedPostgres(folder)
try {
  await migrate(server.url)
  const database = openDatabase({ url: server.url })
  await fill(database)
  console.log(`${users} users; every allocation in a thread of its own`)
  await writeAlone(database)
  await measure(database, 'ALL', campaignOf('ALL', {}))
  await measure(database, 'RISKIEST, a quarter of all', campaignOf('RISKIEST', { budget: users * 0.025 }))
  await measure(database, 'UPLIFT, no limit', campaignOf('UPLIFT', {}))
  await measure(database, 'UPLIFT, budget binds', campaignOf('UPLIFT', { budget: users * 0.02 }))
  await measure(database, 'ALL, after four others', campaignOf('ALL', { frequencyCap: { campaigns: 4, days: 30 } }))
  console.log(`peak memory of the process ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB`)
  await database.close()
} finally {
  await server.close()
  await rm(folder, { recursive: true, force: true })
}
