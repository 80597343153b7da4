import type { PoolClient } from 'pg'

import type { Database } from './database.ts'

/** A transaction whose running statement is cancelled when the signal is aborted: a worker that has to leave does not wait for a long read. */
export const abortable = <T>(
  database: Database,
  signal: AbortSignal,
  work: (client: PoolClient) => Promise<T>,
): Promise<T> =>
  database.transaction(async (client) => {
    signal.throwIfAborted()
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
    const cancel = () => database.pool.query('SELECT pg_cancel_backend($1)', [rows[0].pid]).catch(() => undefined)
    signal.addEventListener('abort', cancel, { once: true })
    try {
      return await work(client)
    } finally {
      signal.removeEventListener('abort', cancel)
    }
  })
