import type { ModelRun } from '../../src/domain/model-run.ts'
import { tablesOfKind } from '../../src/store/model-runs.ts'
import type { TestDatabase } from './database.ts'

/** A fingerprint of everything a run wrote, whatever its id and the order of its rows; null for a table with no rows of it. */
export const fingerprintOf = async ({ pool }: TestDatabase, { id, kind }: Pick<ModelRun, 'id' | 'kind'>) => {
  const prints = tablesOfKind[kind].map(async (table) => {
    const { rows } = await pool.query<{ print: string | null }>(
      `SELECT md5(string_agg(line, E'\\n' ORDER BY line)) AS print
      FROM (SELECT (to_jsonb(t) - 'run_id')::text AS line FROM ${table} t WHERE run_id = $1) lines`,
      [id],
    )
    return [table, rows[0].print] as const
  })
  return Object.fromEntries(await Promise.all(prints))
}
