// How fast is the portrait query, next to the same rows read by hand-written SQL in a bare node:http server?
//   node bench/portrait.ts [seconds]
// Needs a database with published runs: DATABASE_URL, or the embedded one of CLIENTELE_DATA (import and recompute first).
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { readConfig } from '../src/config.ts'
import { openResources } from '../src/resources.ts'
import { createKey } from '../src/store/api-keys.ts'
import { ask, type LoadResult, runLoad } from './support/load.ts'
import { cpuSeconds, peakMemoryBytes, type Running, startProgram } from './support/process.ts'

const root = join(import.meta.dirname, '..')
const seconds = Number(process.argv[2] ?? 8)

const resources = await openResources(readConfig({ ...process.env, LOG_LEVEL: 'error' }))
const { database } = resources
const { rows: users } = await database.pool.query<{ external_id: string }>(
  `SELECT u.external_id FROM users u JOIN churn_scores c ON c.user_id = u.id
   WHERE c.run_id = (SELECT run_id FROM published_runs WHERE kind = 'CHURN_RISK') ORDER BY u.id LIMIT 5000`,
)
if (users.length === 0) throw new Error('There are no published runs: import something and recompute first.')
const key = await createKey(database, {
  name: 'bench',
  scopes: ['read'],
  expiresAt: null,
  pepper: resources.config.keySecret,
})
const query = await readFile(join(root, 'examples/operations/portrait.graphql'), 'utf8')
const body = (n: number) =>
  JSON.stringify({ query, variables: { externalId: users[(n * 7919) % users.length].external_id, first: 10 } })
const headers = { authorization: `Bearer ${key.token}` }

/** Statements that the whole database has run: each of ours is a transaction of its own. */
const statements = async () => {
  await database.pool.query('SELECT pg_stat_force_next_flush()')
  await new Promise((resolve) => setTimeout(resolve, 1500))
  const { rows } = await database.pool.query<{ n: number }>(
    'SELECT xact_commit AS n FROM pg_stat_database WHERE datname = current_database()',
  )
  return rows[0].n
}

interface Measured extends LoadResult {
  readonly cpuMs: number
  readonly statements: number
}

const measure = async (running: Running, connections: number): Promise<Measured> => {
  const pid = running.child.pid as number
  const address = running.match[1]
  await runLoad({ address, headers, body, connections, seconds: 2 })
  const before = { cpu: cpuSeconds(pid), statements: await statements() }
  const result = await runLoad({ address, headers, body, connections, seconds })
  const cpuMs = ((cpuSeconds(pid) - before.cpu) * 1000) / result.requests
  return { ...result, cpuMs, statements: ((await statements()) - before.statements) / result.requests }
}

const ready = /^GraphQL: (\S+)/
const serve = await startProgram(
  join(root, 'src/cli.ts'),
  ['serve', '--port', '0'],
  { DATABASE_URL: database.url, LOG_LEVEL: 'error' },
  ready,
)
const reference = await startProgram(join(root, 'bench/reference/portrait-server.ts'), [database.url], {}, ready)

const bytes = async (running: Running) => (await ask(running.match[1], headers, body(0))).length
console.log(
  `answer: clientele ${await bytes(serve)} bytes, by hand ${await bytes(reference)} bytes; ${users.length} users`,
)
const line = (name: string, connections: number, m: Measured) =>
  `${name.padEnd(10)} ${String(connections).padStart(3)} connections  ${m.perSecond.toFixed(0).padStart(6)} /s  p50 ${m.p50.toFixed(1)} ms  p99 ${m.p99.toFixed(1)} ms  ` +
  `CPU ${m.cpuMs.toFixed(2)} ms  ${m.statements.toFixed(1)} statements per request`
for (const connections of [1, 64]) {
  const rounds: { ours: Measured; byHand: Measured }[] = []
  for (let round = 0; round < 3; round++) {
    rounds.push({ ours: await measure(serve, connections), byHand: await measure(reference, connections) })
  }
  const ratio = (r: (typeof rounds)[number]) => r.ours.perSecond / r.byHand.perSecond
  const [, median] = rounds.sort((a, b) => ratio(a) - ratio(b))
  console.log(line('clientele', connections, median.ours))
  console.log(line('by hand', connections, median.byHand))
  console.log(`ratio ${rounds.map((r) => ratio(r).toFixed(2)).join(' · ')} (three rounds, clientele over by hand)\n`)
}
console.log(`peak memory: clientele ${(peakMemoryBytes(serve.child.pid as number) / 2 ** 20).toFixed(0)} MiB`)
await Promise.all([serve.stop(), reference.stop()])
await resources.close()
