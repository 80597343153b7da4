// How long does it take to read everything known of everybody as one table, and what came after, and how much memory? Does it grow in proportion?
//   node bench/behaviour.ts [people, by commas] [events a person]
// Makes its shops up in a throw-away database of DATABASE_URL's server, or of the embedded one of CLIENTELE_DATA. A million people with 10 events each take about 4 GB while it runs.
import { spawnSync } from 'node:child_process'

import pg from 'pg'

import { readConfig } from '../src/config.ts'
import { readBehaviourTable, readBehaviourTargets } from '../src/jobs/behaviour-table.ts'
import { openEmbeddedPostgres } from '../src/postgres/embedded.ts'
import { openDatabase } from '../src/store/database.ts'
import { migrate } from '../src/store/migrate.ts'
import { ensureMonths } from '../src/store/partitions.ts'
import { peakMemoryBytes } from './support/process.ts'

const asOf = new Date('2026-06-01T00:00:00Z')
const logEndsAt = new Date('2026-09-01T00:00:00Z')
const days = 540
const products = 2000
const timeZone = 'UTC'

interface Measured {
  readonly rows: number
  readonly columns: number
  readonly tableSeconds: number
  readonly targetsSeconds: number
  readonly peakBytes: number
}

/** Visits spread evenly over the log, of people who differ: a third of what they do are views, one in eight a purchase. */
const fill = async (client: pg.ClientBase, people: number, perPerson: number): Promise<void> => {
  await client.query('SELECT setseed(0.5)')
  await client.query(
    `INSERT INTO products (external_id, name, category, price) SELECT 'p' || i, 'Product ' || i, 'Category ' || i % 12, 5 + i % 90 FROM generate_series(1, ${products}) i`,
  )
  await client.query(
    `INSERT INTO users (external_id, created_at, traits) SELECT 'u' || i, $1::timestamptz - random() * interval '${days} days',
      jsonb_build_object('city', 'City ' || i % 20, 'plan', CASE WHEN i % 3 = 0 THEN 'a' ELSE 'b' END) FROM generate_series(1, ${people}) i`,
    [logEndsAt],
  )
  const months = Array.from({ length: days + 1 }, (_, day) => logEndsAt.getTime() - day * 86_400_000)
  await ensureMonths(client, months, new Set())
  await client.query(
    `INSERT INTO events (user_id, occurred_at, event_key, type, product_id, quantity, unit_price, order_id, rating, channel)
    SELECT user_id, at, gen_random_uuid(), type::event_type, CASE WHEN type <> 'SEARCH' THEN product END, CASE WHEN type = 'PURCHASE' THEN 1 END,
      CASE WHEN type <> 'SEARCH' THEN 5 + product % 90 END, CASE WHEN type = 'PURCHASE' THEN 'o' || user_id || '-' || n END,
      CASE WHEN type = 'REVIEW' THEN 1 + n % 5 END, CASE WHEN user_id % 2 = 0 THEN 'web' ELSE 'app' END
    FROM (SELECT u.id AS user_id, n, $1::timestamptz - random() * interval '${days} days' AS at, 1 + floor(random() * ${products})::int AS product,
        (ARRAY['VIEW','VIEW','VIEW','SEARCH','ADD_TO_CART','PURCHASE','REVIEW','VIEW'])[1 + floor(random() * 8)::int] AS type
      FROM users u CROSS JOIN generate_series(1, ${perPerson}) n) made`,
    [logEndsAt],
  )
  await client.query('ANALYZE users, products, events')
}

/** In a process of its own, whose peak memory is that of reading alone. */
const measure = async (url: string): Promise<Measured> => {
  const database = openDatabase({ url })
  try {
    return await database.transaction(async (client) => {
      const started = performance.now()
      const snapshot = await readBehaviourTable(client, { people: 'EVERYBODY', asOf, timeZone })
      const read = performance.now()
      await readBehaviourTargets(client, snapshot, { asOf, timeZone, logEndsAt })
      return {
        rows: snapshot.table.rows,
        columns: snapshot.table.columns.length,
        tableSeconds: (read - started) / 1000,
        targetsSeconds: (performance.now() - read) / 1000,
        peakBytes: peakMemoryBytes(process.pid),
      }
    })
  } finally {
    await database.close()
  }
}

const inItsOwnProcess = (url: string): Measured => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [import.meta.filename, '--measure', url], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}

const compare = async (sizes: readonly number[], perPerson: number): Promise<void> => {
  const config = readConfig(process.env)
  const server = config.databaseUrl
    ? { url: config.databaseUrl, close: async () => undefined }
    : await openEmbeddedPostgres(config.dataFolder)
  const administer = async (sql: string): Promise<void> => {
    const client = new pg.Client({ connectionString: server.url })
    await client.connect()
    await client.query(sql).finally(() => client.end())
  }
  try {
    for (const people of sizes) {
      const name = 'bench_behaviour'
      await administer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
      await administer(`CREATE DATABASE ${name}`)
      const url = new URL(server.url)
      url.pathname = `/${name}`
      try {
        await migrate(url.href)
        const client = new pg.Client({ connectionString: url.href })
        await client.connect()
        const started = performance.now()
        await fill(client, people, perPerson).finally(() => client.end())
        const filled = ((performance.now() - started) / 1000).toFixed(0)
        const found = inItsOwnProcess(url.href)
        console.log(
          `${people} people, ${people * perPerson} events (made up in ${filled} s): table ${found.rows} x ${found.columns} in ${found.tableSeconds.toFixed(1)} s, targets in ${found.targetsSeconds.toFixed(1)} s, peak ${Math.round(found.peakBytes / 2 ** 20)} MiB`,
        )
      } finally {
        await administer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
      }
    }
  } finally {
    await server.close()
  }
}

const [first = '10000,100000,1000000', second = '10'] = process.argv.slice(2)
if (first === '--measure') console.log(JSON.stringify(await measure(second)))
else await compare(first.split(',').map(Number), Number(second))
