import { setTimeout as sleep } from 'node:timers/promises'

import { readConfig } from '../../src/config.ts'
import type { ModelRun } from '../../src/domain/model-run.ts'
import { recompute } from '../../src/jobs/definitions.ts'
import { createQueues, type Queues } from '../../src/jobs/queue.ts'
import { type RecomputeRequest, requestRecompute } from '../../src/jobs/request-recompute.ts'
import { createLog } from '../../src/log.ts'
import { runsOfFlow } from '../../src/store/model-runs.ts'
import { openTestDatabase, type TestDatabase } from './database.ts'

export interface JobShop {
  readonly config: ReturnType<typeof readConfig>
  readonly log: ReturnType<typeof createLog>
  readonly database: TestDatabase
  readonly queues: Queues
  readonly close: () => Promise<void>
}

/** A database and queues of the test's own, as `openResources` would give them. */
export const openJobShop = async (redisUrl: string | null = null): Promise<JobShop> => {
  const config = readConfig({ LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? 'silent', RECOMMENDATION_BUDGET: 'quick' })
  const log = createLog(config.logLevel)
  const database = await openTestDatabase()
  const queues = createQueues({ databaseUrl: database.url, redisUrl, log })
  const close = async () => {
    await queues.close()
    await database.drop()
  }
  return { config, log, database, queues, close }
}

const request = (change: Partial<RecomputeRequest>): RecomputeRequest => ({
  only: null,
  asOf: null,
  requestedAt: new Date('2030-01-01T00:00:00Z'),
  requestedBy: 'user',
  flowId: crypto.randomUUID(),
  ...change,
})

export const ask = (shop: Pick<JobShop, 'database' | 'queues'>, change: Partial<RecomputeRequest> = {}) =>
  requestRecompute(shop, request(change))

/** Waits until a question is answered with something true. */
export const until = async <T>(question: () => Promise<T>, what: string, seconds = 40): Promise<NonNullable<T>> => {
  const end = performance.now() + 1000 * seconds
  for (;;) {
    const answer = await question()
    if (answer) return answer
    if (performance.now() > end) throw new Error(`waited ${seconds} s in vain: ${what}`)
    await sleep(25)
  }
}

/** The runs of a recompute once it has come to its end, by kind. */
export const outcomeOf = async ({ database, queues }: Pick<JobShop, 'database' | 'queues'>, flowId: string) => {
  const ended = async () => ['completed', 'failed'].includes((await queues.stateOf(recompute, flowId)) ?? '')
  await until(ended, `recompute ${flowId} ends`)
  const runs = await runsOfFlow(database.pool, flowId)
  return Object.fromEntries(runs.map((run) => [run.kind, run])) as Readonly<Record<ModelRun['kind'], ModelRun>>
}

/** Asks for a recompute and waits for its end; somebody has to work. */
export const recomputed = async (
  shop: Pick<JobShop, 'database' | 'queues'>,
  change: Partial<RecomputeRequest> = {},
) => {
  const { jobId } = await ask(shop, change)
  return outcomeOf(shop, jobId)
}

/** Waits until nobody has anything to do, so that what happens next is the test's. */
export const idle = ({ queues }: Pick<JobShop, 'queues'>) =>
  until(async () => {
    const counts = await queues.counts()
    return counts.every(({ counts: { active = 0, waiting = 0 } }) => active + waiting === 0)
  }, 'the queues are empty')
