import type { ClientBase } from 'pg'

/** Tables whose rows belong to one run or snapshot: one partition each, dropped whole, never deleted row by row. */
export type RunTable =
  | 'user_profiles'
  | 'churn_scores'
  | 'lifetime_values'
  | 'recommendation_lists'
  | 'similar_products'
  | 'model_artefacts'
  | 'segment_members'
  | 'purchase_predictions'
  | 'next_orders'
  | 'rating_users'
  | 'rating_products'
  | 'user_clusters'
  | 'uplift_scores'
  | 'action_values'

const listPartition = (table: string, id: number) => `parts.${table}_${Math.trunc(id)}`

/**
 * An empty table shaped like `table`, not yet visible through it. Filled, it becomes visible with `attachPartition`.
 * One that an earlier, killed attempt left behind is dropped first.
 */
export const createPartition = async (client: ClientBase, table: string, id: number): Promise<string> => {
  const name = listPartition(table, id)
  await client.query(`DROP TABLE IF EXISTS ${name}`)
  await client.query(`CREATE TABLE ${name} (LIKE ${table} INCLUDING DEFAULTS INCLUDING STORAGE)`)
  return name
}

/** Makes the filled partition part of its table; its indexes are built now, in one go, before anybody reads it. */
export const attachPartition = async (
  client: ClientBase,
  table: string,
  column: 'run_id' | 'snapshot_id' | 'list_id',
  id: number,
): Promise<void> => {
  const name = listPartition(table, id)
  const key = Math.trunc(id)
  // The check lets ATTACH trust the rows without reading them again.
  await client.query(`ALTER TABLE ${name} ADD CONSTRAINT of_this_run CHECK (${column} = ${key})`)
  await client.query(`ALTER TABLE ${table} ATTACH PARTITION ${name} FOR VALUES IN (${key})`)
  await client.query(`ANALYZE ${name}`)
}

export const dropPartition = async (client: ClientBase, table: string, id: number): Promise<void> => {
  await client.query(`DROP TABLE IF EXISTS ${listPartition(table, id)}`)
}

/** `2011-12` of a time, in UTC. */
const monthOf = (time: number): string => new Date(time).toISOString().slice(0, 7)

const monthBounds = (month: string): readonly [string, string] => {
  const [year, number] = month.split('-').map(Number)
  const next = number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`
  return [`${month}-01T00:00:00Z`, `${next}-01T00:00:00Z`]
}

/** Any constant of our own: two writers that need the same new month make it one after the other. */
const monthLock = 7_213_400_002

/**
 * Makes sure that events of these times (ms) have a partition. Call it before the transaction that inserts them:
 * the months stay even if that one rolls back. `known` remembers what is already there.
 */
export const ensureMonths = async (client: ClientBase, times: Iterable<number>, known: Set<string>): Promise<void> => {
  const missing = new Set<string>()
  for (const time of times) {
    const month = monthOf(time)
    if (!known.has(month)) missing.add(month)
  }
  if (missing.size === 0) return
  await client.query('SELECT pg_advisory_lock($1)', [monthLock])
  try {
    for (const month of [...missing].sort()) {
      for (const table of ['events', 'anonymous_events']) await ensureMonth(client, table, month)
      known.add(month)
    }
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [monthLock])
  }
}

const ensureMonth = async (client: ClientBase, table: string, month: string): Promise<void> => {
  const name = `parts.${table}_${month.replace('-', '_')}`
  const { rows } = await client.query<{ attached: boolean }>(
    'SELECT EXISTS (SELECT 1 FROM pg_inherits WHERE inhrelid = to_regclass($1)) AS attached',
    [name],
  )
  if (rows[0].attached) return
  const [from, to] = monthBounds(month)
  await client.query(`DROP TABLE IF EXISTS ${name}`)
  await client.query(`CREATE TABLE ${name} (LIKE ${table} INCLUDING DEFAULTS)`)
  await client.query(`ALTER TABLE ${table} ATTACH PARTITION ${name} FOR VALUES FROM ('${from}') TO ('${to}')`)
}
