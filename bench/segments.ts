// How long do the preview and the first build of typical rules take, next to SQL written by hand for the same question? What does an update
// after a thousand new events cost, at three sizes of the shop? Is the last page of a snapshot as fast as the first, and how fast is its stream?
//   node bench/segments.ts [users]
// Each user has 20 events within a year. On a database server of its own in the folder for temporary files: some 5 GB for a million users.
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

import { to as copyTo } from 'pg-copy-streams'

import type { IncomingEvent } from '../src/domain/event.ts'
import { openEmbeddedPostgres } from '../src/postgres/embedded.ts'
import { defineSegment, deleteSegment } from '../src/segments/define-segment.ts'
import { previewSegment } from '../src/segments/preview-segment.ts'
import { type Database, openDatabase } from '../src/store/database.ts'
import { exportMembers } from '../src/store/export-members.ts'
import { migrate } from '../src/store/migrate.ts'
import { ensureMonths } from '../src/store/partitions.ts'
import { buildMembers } from '../src/store/rules/build-members.ts'
import { listSnapshotMembers, takeSnapshot } from '../src/store/segment-snapshots.ts'
import { trackEvents } from '../src/store/track-events.ts'
import { questions } from './support/segment-questions.ts'

const users = Number(process.argv[2] ?? 1_000_000)
const sizes = [users / 10, users / 3, users].map(Math.round)
const eventsPerUser = 20
const products = 10_000
const now = new Date('2026-12-30T00:00:00Z')

const timed = async <T>(work: () => Promise<T>) => {
  const started = performance.now()
  const result = await work()
  return { result, seconds: (performance.now() - started) / 1000 }
}

const months = Array.from({ length: 12 }, (_, month) => Date.UTC(2026, month, 1))

const fillCatalogue = async ({ pool }: Database): Promise<void> => {
  await pool.query(
    `INSERT INTO products (external_id, name, category)
    SELECT 'p-' || n, 'Product ' || n, (ARRAY['toys > wood', 'toys > cards', 'books', 'garden > tools', 'kitchen'])[n % 5 + 1] FROM generate_series(1, ${products}) AS n`,
  )
  const { rows } = await pool.query<{ id: number }>(
    `INSERT INTO model_runs (kind, version, status, as_of, flow_id, seed, finished_at) VALUES ('PORTRAITS', 1, 'PUBLISHED', $1, 'bench', 1, now()) RETURNING id`,
    [now],
  )
  await pool.query(
    `CREATE TABLE parts.user_profiles_${rows[0].id} PARTITION OF user_profiles FOR VALUES IN (${rows[0].id})`,
  )
  await pool.query(`INSERT INTO published_runs (kind, run_id, published_at) VALUES ('PORTRAITS', $1, now())`, [
    rows[0].id,
  ])
}

/** Users `from` + 1 to `to` with their traits, consents, profiles and events. */
const grow = async ({ pool }: Database, from: number, to: number): Promise<void> => {
  const client = await pool.connect()
  try {
    await ensureMonths(client, months, new Set())
    await client.query('SELECT setseed(0.42)')
    const people = `generate_series(${from + 1}, ${to}) AS n`
    await client.query(
      `INSERT INTO users (id, external_id, created_at, traits) SELECT n, 'u-' || n, timestamptz '2026-01-01Z',
        jsonb_build_object('city', (ARRAY['Berlin', 'Beijing', 'Lyon', 'Lima', 'Oslo'])[n % 5 + 1], 'age', 18 + n % 60) FROM ${people}`,
    )
    await client.query(
      `INSERT INTO consents (user_id, purpose, granted, changed_at) SELECT n, 'EMAIL', n % 10 > 0, now() FROM ${people}`,
    )
    await client.query(
      `INSERT INTO user_profiles (user_id, run_id, first_seen_at, last_seen_at, order_count, purchase_days, recency_days, frequency, total_spend, favourite_categories, active_hours, labels)
      SELECT n, (SELECT run_id FROM published_runs WHERE kind = 'PORTRAITS'), timestamptz '2026-01-01Z', timestamptz '2026-12-29Z', n % 9, n % 9, random() * 365, n % 9, random() * 900, '[]', '{}', '{}' FROM ${people}`,
    )
    await client.query(
      `INSERT INTO events (user_id, occurred_at, event_key, type, product_id, quantity, unit_price, currency, order_id)
      SELECT n, at, gen_random_uuid(), type, product, CASE type WHEN 'PURCHASE' THEN 1 + product % 3 END, CASE type WHEN 'PURCHASE' THEN 5 + product % 60 END,
        CASE type WHEN 'PURCHASE' THEN 'EUR' END, CASE type WHEN 'PURCHASE' THEN 'o-' || n || '-' || at::date END
      FROM (SELECT n, timestamptz '2026-01-01Z' + random() * interval '362 days' AS at, 1 + floor(random() * ${products})::int AS product,
        (ARRAY['VIEW', 'VIEW', 'VIEW', 'VIEW', 'VIEW', 'VIEW', 'ADD_TO_CART', 'ADD_TO_CART', 'PURCHASE', 'REVIEW'])[1 + floor(random() * 10)::int]::event_type AS type
        FROM ${people}, generate_series(1, ${eventsPerUser}) OFFSET 0) AS made`,
    )
    await client.query('VACUUM ANALYZE users, consents, user_profiles, products')
    await client.query('VACUUM ANALYZE events')
  } finally {
    client.release()
  }
}

const best = async (rounds: number, ...works: readonly (() => Promise<number>)[]): Promise<readonly number[]> => {
  const found = works.map(() => Number.POSITIVE_INFINITY)
  for (let round = 0; round < rounds; round += 1)
    for (const [at, work] of works.entries()) found[at] = Math.min(found[at], await work())
  return found
}

const mustAgree = (name: string, ours: number, theirs: number): void => {
  if (ours !== theirs) throw new Error(`${name}: ${ours} by the rule, ${theirs} by hand`)
}

const signal = new AbortController().signal

const comparePreviews = async (database: Database): Promise<void> => {
  console.log(
    '\npreview: count, share and a count of every clause; by hand: count and total alone (seconds, best of 3)',
  )
  for (const { name, rule, sql } of questions) {
    const counts = { ours: 0, theirs: 0 }
    const [ours, theirs] = await best(
      3,
      async () => {
        const { result, seconds } = await timed(() => previewSegment(database, { rule, consents: [], now }, signal))
        counts.ours = result.userCount
        return seconds
      },
      async () => {
        const { result, seconds } = await timed(() =>
          database.pool.query<{ n: number }>(
            `SELECT count(*) AS n, (SELECT count(*) FROM users) AS total FROM (${sql}) AS found`,
          ),
        )
        counts.theirs = result.rows[0].n
        return seconds
      },
    )
    mustAgree(name, counts.ours, counts.theirs)
    console.log(
      `${name.padEnd(34)} ${String(counts.ours).padStart(7)} users  ours ${ours.toFixed(2).padStart(6)}  by hand ${theirs.toFixed(2).padStart(6)}  ratio ${(ours / theirs).toFixed(2)}`,
    )
  }
}

/** Tables just like ours, members and their history, so that both write the same. */
const byHandTables = async ({ pool }: Database): Promise<void> => {
  await pool.query('DROP TABLE IF EXISTS hand_members, hand_changes')
  await pool.query('CREATE TABLE hand_members (LIKE memberships INCLUDING ALL)')
  await pool.query('CREATE TABLE hand_changes (LIKE membership_changes INCLUDING ALL)')
}

const buildByHand = (database: Database, sql: string): Promise<number> =>
  database.transaction(async (client) => {
    const { rowCount } = await client.query(
      `WITH come AS (INSERT INTO hand_members (user_id, segment_id, entered_at) SELECT id, 1, now() FROM (${sql}) AS found ORDER BY id RETURNING user_id)
      INSERT INTO hand_changes (segment_id, user_id, entered, changed_at) SELECT 1, user_id, TRUE, now() FROM come`,
    )
    return rowCount ?? 0
  })

const compareBuilds = async (database: Database): Promise<void> => {
  console.log(
    '\nfirst build: members and their history written; by hand the same into equal tables (seconds, best of 2)',
  )
  for (const { name, rule, sql } of questions) {
    const counts = { ours: 0, theirs: 0 }
    const [ours, theirs] = await best(
      2,
      async () => {
        const request = { key: 'bench', name: '', description: '', rule, consents: [], now }
        const { seconds } = await timed(() => defineSegment(database, request))
        const { rows } = await database.pool.query<{ n: number }>(
          `SELECT b.user_count AS n FROM segment_builds b JOIN segments s ON s.id = b.segment_id WHERE s.key = 'bench'`,
        )
        counts.ours = rows[0].n
        await deleteSegment(database, 'bench')
        await database.pool.query('VACUUM memberships, membership_changes')
        return seconds
      },
      async () => {
        await byHandTables(database)
        const { result, seconds } = await timed(() => buildByHand(database, sql))
        counts.theirs = result
        return seconds
      },
    )
    mustAgree(name, counts.ours, counts.theirs)
    console.log(
      `${name.padEnd(34)} ${String(counts.ours).padStart(7)} users  ours ${ours.toFixed(2).padStart(6)}  by hand ${theirs.toFixed(2).padStart(6)}  ratio ${(ours / theirs).toFixed(2)}`,
    )
  }
}

const newEvents = (size: number, round: number): readonly IncomingEvent[] =>
  Array.from({ length: 1000 }, (_, at) => ({
    eventId: null,
    eventKey: crypto.randomUUID(),
    type: 'PURCHASE',
    userId: `u-${1 + ((at * 7919 + round * 104_729) % size)}`,
    timestamp: Date.UTC(2026, 11, 29, 0, 0, round),
    productId: `p-${1 + (at % products)}`,
    quantity: 1,
    unitPrice: 20,
    currency: 'EUR',
    orderId: `n-${round}-${at}`,
    sessionId: null,
    query: null,
    rating: null,
    text: null,
    channel: null,
    properties: null,
  }))

/** Of five thousand-event batches the median, after one that only warms up. */
const updateAfterEvents = async (database: Database, size: number): Promise<void> => {
  const kept = questions.filter(({ updates }) => updates)
  for (const { name, rule } of kept)
    await defineSegment(database, { key: keyOf(name), name, description: '', rule, consents: [], now })
  const seconds = new Map<string, number[]>(kept.map(({ name }) => [name, []]))
  for (let round = 0; round < 6; round += 1) {
    await trackEvents(database, newEvents(size, round), 'UTC')
    for (const { name } of kept) {
      const { result, seconds: taken } = await timed(() => buildMembers(database, keyOf(name), { now }))
      if (result === null || result.full) throw new Error(`${name} was built whole`)
      if (round > 0) seconds.get(name)?.push(taken)
    }
  }
  for (const { name } of kept) {
    const sorted = (seconds.get(name) ?? []).sort((a, b) => a - b)
    console.log(
      `${String(size).padStart(9)} users, ${String(size * eventsPerUser).padStart(9)} events  ${name.padEnd(34)} ${(sorted[2] * 1000).toFixed(0).padStart(6)} ms`,
    )
    await deleteSegment(database, keyOf(name))
  }
  await database.pool.query('TRUNCATE user_touches')
}

const keyOf = (name: string): string => name.replaceAll(/[^a-z]+/g, '-')

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]

const walkSnapshot = async (database: Database): Promise<void> => {
  const rule = { trait: { name: 'city', exists: true } }
  const { id } = await defineSegment(database, {
    key: 'everybody',
    name: '',
    description: '',
    rule,
    consents: [],
    now,
  })
  const { result: snapshot, seconds } = await timed(() => takeSnapshot(database, id))
  if (snapshot === null) throw new Error('no snapshot')
  console.log(`\nsnapshot of ${snapshot.userCount} members taken in ${seconds.toFixed(1)} s`)
  const times: number[] = []
  let after: number | null = null
  let seen = 0
  const walk = await timed(async () => {
    for (;;) {
      const page = { limit: 500, after, before: null, backward: false }
      const { result, seconds: taken } = await timed(() => listSnapshotMembers(database, snapshot.id, null, page))
      times.push(taken * 1000)
      seen += result.rows.length
      if (!result.hasNextPage) return
      after = result.rows[result.rows.length - 1].id
    }
  })
  mustAgree('walk', seen, snapshot.userCount)
  console.log(
    `walked by pages of 500: ${times.length} pages in ${walk.seconds.toFixed(1)} s; median of the first 100 ${median(times.slice(0, 100)).toFixed(2)} ms, of the last 100 ${median(times.slice(-100)).toFixed(2)} ms`,
  )
  await streamSnapshot(database, snapshot.id)
}

/** Takes everything and counts it. */
const drain = () => {
  let bytes = 0
  const sink = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      bytes += chunk.length
      done()
    },
  })
  return { sink, bytes: () => bytes }
}

const streamSnapshot = async (database: Database, id: number): Promise<void> => {
  const bytes = { ours: 0, theirs: 0 }
  const [ours, theirs] = await best(
    3,
    async () => {
      const into = drain()
      const { seconds } = await timed(() => exportMembers(database, { snapshotId: id }, 'ndjson', into.sink, signal))
      bytes.ours = into.bytes()
      return seconds
    },
    async () => {
      const into = drain()
      const client = await database.pool.connect()
      const { seconds } = await timed(() =>
        pipeline(
          client.query(
            copyTo(
              `COPY (SELECT u.external_id, u.traits FROM segment_snapshot_members m JOIN users u ON u.id = m.user_id WHERE m.snapshot_id = ${id}) TO STDOUT`,
            ),
          ),
          into.sink,
        ),
      )
      client.release()
      bytes.theirs = into.bytes()
      return seconds
    },
  )
  const mebibytes = (value: number) => `${(value / 2 ** 20).toFixed(0)} MiB`
  console.log(
    `streamed as NDJSON in ${ours.toFixed(2)} s (${mebibytes(bytes.ours)}); COPY TO of the same columns as text in ${theirs.toFixed(2)} s (${mebibytes(bytes.theirs)}): ${(theirs / ours).toFixed(2)} of its speed in rows`,
  )
}

const folder = await mkdtemp(join(tmpdir(), 'clientele-bench-'))
await chmod(folder, 0o755)
const server = await openEmbeddedPostgres(folder)
try {
  await migrate(server.url)
  const database = openDatabase({ url: server.url })
  await fillCatalogue(database)
  console.log('update of one segment after 1,000 new purchases of 1,000 users (median of 5)')
  let made = 0
  for (const size of sizes) {
    const { seconds } = await timed(() => grow(database, made, size))
    console.error(`${size} users made in ${seconds.toFixed(0)} s`)
    made = size
    await updateAfterEvents(database, size)
  }
  await comparePreviews(database)
  await compareBuilds(database)
  await walkSnapshot(database)
  console.log(`peak memory of the process ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB`)
  await database.close()
} finally {
  await server.close()
  await rm(folder, { recursive: true, force: true })
}
