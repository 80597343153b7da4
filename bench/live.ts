// How long after `trackEvents` has returned is the answer another one, and how many live answers are there per second?
//   node bench/live.ts [people] [seconds]
// Needs a database with published recommendations: DATABASE_URL, or the embedded one of CLIENTELE_DATA (import and recompute first). It tracks views: use a copy.
import { readConfig } from '../src/config.ts'
import { openResources } from '../src/resources.ts'
import { createKey } from '../src/store/api-keys.ts'
import { ask, type LoadResult, runLoad } from './support/load.ts'
import { cpuSeconds, peakMemoryBytes, startProgram } from './support/process.ts'

const people = Number(process.argv[2] ?? 200)
const seconds = Number(process.argv[3] ?? 8)

const resources = await openResources(readConfig({ ...process.env, LOG_LEVEL: 'error' }))
const { database } = resources
const { rows: users } = await database.pool.query<{ id: string; as_of: Date }>(
  `SELECT u.external_id AS id, r.as_of FROM recommendation_lists l JOIN users u ON u.id = l.user_id
   JOIN published_runs p ON p.run_id = l.run_id JOIN model_runs r ON r.id = l.run_id
   WHERE p.kind = 'RECOMMENDATIONS' AND cardinality(l.product_ids) >= 20 ORDER BY u.id LIMIT 5000`,
)
if (users.length < 2 * people)
  throw new Error('There are too few published lists: import something and recompute first.')
const { rows: sizes } = await database.pool.query(
  `SELECT (SELECT count(*) FROM products) AS products, (SELECT count(*) FROM users) AS users,
    (SELECT pg_size_pretty(sum(octet_length(bytes))) FROM model_artefacts a JOIN published_runs p ON p.run_id = a.run_id) AS model`,
)
const key = await createKey(database, {
  name: 'bench',
  scopes: ['read', 'track'],
  expiresAt: null,
  pepper: resources.config.keySecret,
})
const headers = { authorization: `Bearer ${key.token}` }

const list = `query ($id: ID!, $filter: RecommendationFilter) { user(externalId: $id) { recommendations(first: 10, filter: $filter) {
  edges { node { product { externalId } score rank reasons { weight text } } } } } }`
const tracking = 'mutation ($events: [EventInput!]!) { trackEvents(events: $events) { accepted } }'

const listBody = (id: string, filter: object | null) => JSON.stringify({ query: list, variables: { id, filter } })
const session = (products: readonly string[], timestamp: string) =>
  JSON.stringify({
    query:
      'query ($events: [EventInput!]!) { sessionRecommendations(events: $events) { product { externalId } score reasons { text } } }',
    variables: { events: products.map((productId) => ({ type: 'VIEW', productId, timestamp })) },
  })

const serve = await startProgram(
  'src/cli.ts',
  ['serve', '--port', '0'],
  { DATABASE_URL: database.url, LOG_LEVEL: 'error' },
  /^GraphQL: (\S+)/,
)
const address = serve.match[1]
const idsOf = (answer: string): readonly string[] =>
  [...answer.matchAll(/"product":\{"externalId":"([^"]+)"/g)].map(([, id]) => id)
const get = async (id: string) => idsOf(await ask(address, headers, listBody(id, null)))

/** Milliseconds from the return of `trackEvents` to the end of the first answer that is another one, and how many were asked for. */
const untilChanged = async (id: string, at: Date) => {
  const before = await get(id)
  const timestamp = new Date(at.getTime() + 60_000).toISOString()
  const events = [{ type: 'VIEW', userId: id, productId: before[0], timestamp }]
  await ask(address, headers, JSON.stringify({ query: tracking, variables: { events } }))
  const tracked = performance.now()
  for (let asked = 1; ; asked++) {
    const after = await get(id)
    if (String(after) !== String(before)) return { ms: performance.now() - tracked, asked }
    if (asked === 100) throw new Error(`the answer for ${id} did not change`)
  }
}

const quantile = (sorted: Float64Array, share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
const warm = users.slice(-20)
for (const { id } of warm) await ask(address, headers, listBody(id, {}))
const changes = []
for (const { id, as_of } of users.slice(0, people)) changes.push(await untilChanged(id, as_of))
const times = Float64Array.from(changes, ({ ms }) => ms).sort()
const asked = Math.max(...changes.map(({ asked }) => asked))

const [{ products, users: known, model }] = sizes
console.log(`${products} products, ${known} users, a model of ${model}`)
console.log(
  `from trackEvents returning to a changed answer: p50 ${quantile(times, 0.5).toFixed(1)} ms  p99 ${quantile(times, 0.99).toFixed(1)} ms  ` +
    `(${people} people, at most ${asked} queries each)`,
)

const unchanged = users.slice(people)
const userOf = (n: number) => unchanged[(n * 7919) % unchanged.length].id
const [first] = await Promise.all([get(userOf(0))])
const loads: readonly (readonly [string, (n: number) => string])[] = [
  ['published list', (n) => listBody(userOf(n), null)],
  ['live list', (n) => listBody(userOf(n), {})],
  ['filtered list', (n) => listBody(userOf(n), { inStock: true, priceLte: 20, productNotIn: first })],
  ['visitor', (n) => session([first[n % first.length], first[(n + 3) % first.length]], users[0].as_of.toISOString())],
]
const pid = serve.child.pid as number
for (const [name, body] of loads) {
  for (const connections of [1, 16]) {
    await runLoad({ address, headers, body, connections, seconds: 1 })
    const before = cpuSeconds(pid)
    const result: LoadResult = await runLoad({ address, headers, body, connections, seconds })
    const cpuMs = ((cpuSeconds(pid) - before) * 1000) / result.requests
    console.log(
      `${name.padEnd(15)} ${String(connections).padStart(3)} connections  ${result.perSecond.toFixed(0).padStart(6)} /s  ` +
        `p50 ${result.p50.toFixed(1)} ms  p99 ${result.p99.toFixed(1)} ms  CPU ${cpuMs.toFixed(2)} ms`,
    )
  }
}
console.log(`peak memory: ${(peakMemoryBytes(pid) / 2 ** 20).toFixed(0)} MiB`)
await serve.stop()
await resources.close()
