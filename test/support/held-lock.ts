import type { TestDatabase } from './database.ts'
import { until } from './job-shop.ts'

export interface HeldTable {
  /** Resolves when somebody has come to the table and waits. */
  readonly waitedFor: () => Promise<unknown>
}

/** Holds a table while `work` runs, so that whoever comes to it waits: a way to stop a worker at a known place. */
export const holdTable = async <T>(
  { pool }: Pick<TestDatabase, 'pool'>,
  table: string,
  mode: string,
  work: (held: HeldTable) => Promise<T>,
): Promise<T> => {
  const client = await pool.connect()
  try {
    await client.query('BEGIN')
    await client.query(`LOCK TABLE ${table} IN ${mode} MODE`)
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
    const isWaited = async () => {
      const waiting = await pool.query('SELECT 1 FROM pg_stat_activity WHERE $1 = ANY(pg_blocking_pids(pid))', [
        rows[0].pid,
      ])
      return waiting.rowCount
    }
    return await work({ waitedFor: () => until(isWaited, `somebody waits for ${table}`, 20) })
  } finally {
    await client.query('ROLLBACK')
    client.release()
  }
}
