import { type Database, openDatabase } from '../../src/store/database.ts'
import type { TestDatabase } from './database.ts'
import { holdTable } from './held-lock.ts'
import { until } from './job-shop.ts'

/** How many of the others have come so far that they wait for a lock. */
const waiting = async ({ pool }: Pick<Database, 'pool'>): Promise<number> => {
  const { rows } = await pool.query<{ n: number }>(
    `SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  )
  return rows[0].n
}

/**
 * Has several do something at once for sure: each on a connection of its own, held at the table that they write to until all of them have read what they go by, or wait for one another.
 */
export const race = async <T>(
  database: TestDatabase,
  table: string,
  runners: readonly ((own: Database) => Promise<T>)[],
): Promise<PromiseSettledResult<T>[]> => {
  const own = openDatabase({ url: database.url, connections: runners.length })
  try {
    let running: Promise<PromiseSettledResult<T>[]> | undefined
    await holdTable(database, table, 'SHARE', async () => {
      running = Promise.allSettled(runners.map((run) => run(own)))
      await until(async () => (await waiting(database)) === runners.length, `${runners.length} wait`, 20)
    })
    return (await running) as PromiseSettledResult<T>[]
  } finally {
    await own.close()
  }
}
