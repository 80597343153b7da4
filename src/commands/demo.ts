import { once } from 'node:events'
import { createServer } from 'node:http'

import type { Command } from 'commander'

import type { Config } from '../config.ts'
import { CodedError } from '../errors.ts'
import type { Resources } from '../resources.ts'
import { wholeNumber } from './arguments.ts'
import type { DemoReport } from './demo-report.ts'
import { createProgressLines } from './progress-lines.ts'
import { runPlain } from './run.ts'
import { stage } from './stage.ts'

const examples = `
Examples:
  npm run demo
  npm run clientele -- demo --users 20000 --port 8080
  npm run clientele -- demo --keep

The shop is made up, in a database of its own that each start makes anew unless --keep is given. Ctrl-C ends it.`

interface DemoOptions {
  readonly users: number
  readonly port?: number
  readonly keep?: boolean
}

/** The same shop every time, but for the dates: it ends now. */
const seed = 7

/** Found out before anything is computed: a port that was asked for and is taken. */
const checkPort = async (host: string, port: number | null): Promise<void> => {
  const { listen } = await import('../http/listen.ts')
  const probe = createServer()
  await listen(probe, { host, port })
  await new Promise((done) => probe.close(done))
}

const openDatabaseServer = async ({ databaseUrl, dataFolder }: Config) => {
  const { openEmbeddedPostgres } = await import('../postgres/embedded.ts')
  return databaseUrl === null ? openEmbeddedPostgres(dataFolder) : { url: databaseUrl, close: async () => undefined }
}

/** Resources over a database of this process's own, which closing gives back. */
const openDemoResources = async (config: Config, keep: boolean) => {
  const [{ openResources }, { claimDatabase }, { migrate }] = await Promise.all([
    import('../resources.ts'),
    import('../store/claim-database.ts'),
    import('../store/migrate.ts'),
  ])
  const closers: (() => Promise<void>)[] = []
  const close = async () => {
    while (closers.length > 0) await closers.pop()?.()
  }
  try {
    const server = await openDatabaseServer(config)
    closers.push(server.close)
    const claimed = await claimDatabase(server.url, { name: 'clientele_demo', keep })
    closers.push(claimed.release)
    await migrate(claimed.url)
    const resources = await openResources({ ...config, databaseUrl: claimed.url })
    closers.push(resources.close)
    return { resources, close }
  } catch (error) {
    await close()
    throw error
  }
}

const isEmpty = async ({ database }: Resources): Promise<boolean> =>
  (await database.pool.query('SELECT 1 FROM published_runs LIMIT 1')).rowCount === 0

const fill = async ({ database, config }: Resources, users: number, signal: AbortSignal): Promise<void> => {
  const [{ createDemoShop }, { fillShop }] = await Promise.all([import('../demo/shop.ts'), import('./fill-shop.ts')])
  const now = new Date()
  const shop = createDemoShop({ seed, users, until: now })
  await stage(
    'Made up a shop',
    () => fillShop(database, shop, { timeZone: config.timeZone, now, signal }),
    (made) => `${made.products} products, ${made.users} users, ${made.events} events`,
  )
}

const compute = async (resources: Resources, signal: AbortSignal): Promise<void> => {
  const { followRecompute } = await import('./follow-recompute.ts')
  const flowId = crypto.randomUUID()
  const request = {
    only: null,
    asOf: null,
    requestedAt: new Date(),
    requestedBy: 'user',
    flowId,
    budget: 'quick',
  } as const
  const show = createProgressLines('  ')
  const runs = await stage('Computed every model', () => followRecompute(resources, request, { show, signal }))
  const failed = runs.filter(({ status }) => status !== 'PUBLISHED' && status !== 'REFUSED')
  const reasons = failed.map(({ kind, error }) => `${kind} (${error?.message ?? 'no reason given'})`).join(', ')
  if (failed.length === runs.length) throw new CodedError('COMPUTE_FAILED', `Nothing was published: ${reasons}.`)
  if (failed.length > 0) process.stderr.write(`  not published: ${reasons}\n`)
}

/** Nothing depends on it: where the shop is too small for it, the demo goes on without. */
const startCampaign = async ({ database, config }: Resources): Promise<void> => {
  const { startDemoCampaign } = await import('./start-demo-campaign.ts')
  const start = () => startDemoCampaign(database, { timeZone: config.timeZone, now: new Date() })
  await stage(
    'Started a campaign',
    start,
    ({ key, assigned, heldOut }) => `${key}, ${assigned} coupons sent, ${heldOut} people held out`,
  ).catch((error: unknown) => {
    if (!(error instanceof CodedError)) throw error
    process.stderr.write(`  no campaign: ${error.message}\n`)
  })
}

const makeKey = async ({ database, config }: Resources): Promise<string> => {
  const [{ createKey }, { scopes }] = await Promise.all([
    import('../store/api-keys.ts'),
    import('../domain/api-key.ts'),
  ])
  return (await createKey(database, { name: 'demo', scopes, expiresAt: null, pepper: config.keySecret })).token
}

const report = async (resources: Resources): Promise<DemoReport> => {
  const [{ createContextFactory }, { reportDemo }] = await Promise.all([
    import('../context.ts'),
    import('./demo-report.ts'),
  ])
  const everything = {
    id: '',
    name: 'demo',
    scopes: ['admin'],
    createdAt: new Date(),
    expiresAt: null,
    revokedAt: null,
  } as const
  return reportDemo(createContextFactory(resources)(everything))
}

/** Serves what was computed, and goes on computing what is asked for, until told to stop. */
const serve = async (resources: Resources, port: number | null, signal: AbortSignal): Promise<void> => {
  const { serveResources } = await import('../http/serve-resources.ts')
  const [key, { text, exampleIds }] = await Promise.all([makeKey(resources), report(resources)])
  const server = await serveResources(resources, { port, demoKey: key, exampleIds })
  process.stdout.write(`${text}\nGraphQL: ${server.url}/graphql\nKey: ${key}\n`)
  process.stderr.write('\nOpen the address in a browser to try it. Ctrl-C ends the demo.\n')
  if (!signal.aborted) await once(signal, 'abort')
  await server.close()
}

const demo = ({ users, port: asked, keep = false }: DemoOptions) =>
  runPlain(async (config, signal) => {
    const port = asked ?? config.port
    await checkPort(config.host, port)
    const { resources, close } = await stage('Opened a database', () => openDemoResources(config, keep))
    const { startWorkers } = await import('../jobs/worker.ts')
    const workers = await startWorkers(resources)
    try {
      if (await isEmpty(resources)) {
        await fill(resources, users, signal)
        await compute(resources, signal)
        await startCampaign(resources)
      }
      await serve(resources, port, signal)
    } finally {
      await workers.close(0)
      await close()
    }
  })

export const addDemoCommand = (program: Command): void => {
  program
    .command('demo')
    .description('make up a shop, compute everything about it, and serve it')
    .option('--users <n>', 'how many people it has', wholeNumber(1, 10_000_000), 2000)
    .option('--port <n>', 'the port (default: PORT, else 4000 or the next one that is free)', wholeNumber(0, 65_535))
    .option('--keep', 'go on with the shop of the last time')
    .addHelpText('after', examples)
    .action(demo)
}
