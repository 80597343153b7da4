import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

import { fillShop } from '../src/commands/fill-shop.ts'
import { followRecompute } from '../src/commands/follow-recompute.ts'
import { readConfig } from '../src/config.ts'
import { createDemoShop } from '../src/demo/shop.ts'
import type { ModelRun, RunKind } from '../src/domain/model-run.ts'
import { startWorkers } from '../src/jobs/worker.ts'
import { openEmbeddedPostgres } from '../src/postgres/embedded.ts'
import { openResources, type Resources } from '../src/resources.ts'
import { claimDatabase } from '../src/store/claim-database.ts'
import { migrate } from '../src/store/migrate.ts'
import { findPredictionReports } from '../src/store/prediction-reports.ts'
import { modelCard } from './support/model-card.ts'

/**
 * Makes the generated shop in a database of its own, learns every prediction there, and writes what the runs know of themselves as pages:
 *   node scripts/write-model-cards.ts [--users <n>] [--seed <n>] [--until <date>] [--budget quick|standard|thorough] [--folder docs/models/cards]
 */
const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '7' },
    until: { type: 'string', default: '2026-06-30T00:00:00Z' },
    budget: { type: 'string', default: 'standard' },
    folder: { type: 'string', default: join(import.meta.dirname, '..', 'docs/models/cards') },
  },
})

const pages: readonly (readonly [kind: RunKind, file: string, title: string])[] = [
  ['CHURN_RISK', 'churn-risk.md', 'Model card: churn risk'],
  ['PURCHASE', 'purchase.md', 'Model card: purchases within 7, 30 and 90 days'],
  ['NEXT_ORDER', 'next-order.md', 'Model card: the next order'],
  ['RATING', 'rating.md', 'Model card: ratings of products'],
]

const tell = (line: string): void => {
  process.stderr.write(`${line}\n`)
}

const secondsOf = ({ metrics }: ModelRun): number => metrics.find(({ name }) => name === 'seconds')?.value ?? Number.NaN

const learn = async (resources: Resources): Promise<readonly ModelRun[]> => {
  const { database, config } = resources
  const until = new Date(values.until)
  const signal = new AbortController().signal
  const shop = createDemoShop({ seed: Number(values.seed), users: Number(values.users), until })
  const made = await fillShop(database, shop, { timeZone: config.timeZone, now: until, signal })
  tell(`made up ${made.users} users with ${made.events} events`)
  const workers = await startWorkers(resources, { schedule: false })
  try {
    const request = {
      only: pages.map(([kind]) => kind),
      asOf: null,
      requestedAt: until,
      requestedBy: 'user' as const,
      flowId: crypto.randomUUID(),
      budget: values.budget as 'quick' | 'standard' | 'thorough',
    }
    return await followRecompute(resources, request, { show: ({ message }) => tell(message), signal })
  } finally {
    await workers.close(0)
  }
}

const server = await openEmbeddedPostgres(readConfig(process.env).dataFolder)
const claimed = await claimDatabase(server.url, { name: 'clientele_cards', keep: false })
try {
  await migrate(claimed.url)
  const resources = await openResources({ ...readConfig(process.env), databaseUrl: claimed.url })
  try {
    const runs = await learn(resources)
    const reports = await findPredictionReports(
      resources.database,
      runs.map(({ id }) => id),
    )
    await mkdir(values.folder, { recursive: true })
    for (const [kind, file, title] of pages) {
      const run = runs.find((run) => run.kind === kind)
      const report = run && reports.get(run.id)
      tell(`${kind} ${run?.status} ${run?.error?.message ?? ''} ${run ? secondsOf(run) : ''} s`)
      if (run && report) await writeFile(join(values.folder, file), modelCard(title, run, report))
    }
  } finally {
    await resources.close()
  }
} finally {
  await claimed.release()
  await server.close()
}
