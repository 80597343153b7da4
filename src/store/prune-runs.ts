import type { RunKind } from '../domain/model-run.ts'
import type { Database } from './database.ts'
import { tablesOfKind } from './model-runs.ts'
import { dropPartition } from './partitions.ts'
import { lockPublished } from './publish-runs.ts'

interface OldRun {
  readonly id: number
  readonly kind: RunKind
}

/** Finished runs that still have rows and are neither published nor among the newest `keep` that can be promoted. */
const findOldRuns = `
  WITH ranked AS (
    SELECT id, kind::text, status, row_number() OVER (PARTITION BY kind, status IN ('PUBLISHED', 'ARCHIVED') ORDER BY id DESC) AS place
    FROM model_runs WHERE status IN ('PUBLISHED', 'ARCHIVED', 'REFUSED', 'FAILED')
  )
  SELECT r.id, r.kind FROM ranked r
  WHERE (r.status IN ('REFUSED', 'FAILED') OR r.place > $1)
    AND NOT EXISTS (SELECT 1 FROM published_runs p WHERE p.run_id = r.id)
    AND EXISTS (SELECT 1 FROM unnest($2::text[], $3::text[]) AS t(kind, name)
      WHERE t.kind = r.kind AND to_regclass('parts.' || t.name || '_' || r.id) IS NOT NULL)
  ORDER BY r.id`

/** Dropping waits for readers of the table, and new readers wait behind it: rather not now than long. */
const patience = '2s'

/**
 * Drops the rows of runs that are neither published nor among the newest `keep` of their kind; the runs themselves stay, with their
 * metrics. Returns the ids of those whose rows are gone. A table that is busy is left for the next time.
 */
export const pruneRuns = async (database: Database, keep: number): Promise<readonly number[]> => {
  const tables = Object.entries(tablesOfKind).flatMap(([kind, names]) => names.map((name) => [kind, name]))
  const values = [keep, tables.map(([kind]) => kind), tables.map(([, name]) => name)]
  const { rows } = await database.pool.query<OldRun>(findOldRuns, values)
  const dropped: number[] = []
  for (const { id, kind } of rows) {
    if (await dropRows(database, { id, kind })) dropped.push(id)
  }
  return dropped
}

const dropRows = (database: Database, { id, kind }: OldRun): Promise<boolean> =>
  database
    .transaction(async (client) => {
      await client.query(`SET LOCAL lock_timeout = '${patience}'`)
      await lockPublished(client)
      const { rowCount } = await client.query('SELECT 1 FROM published_runs WHERE run_id = $1', [id])
      if (rowCount !== 0) return false
      for (const table of tablesOfKind[kind]) await dropPartition(client, table, id)
      return true
    })
    .catch((error: { readonly code?: string }) => {
      if (error.code === '55P03') return false
      throw error
    })
