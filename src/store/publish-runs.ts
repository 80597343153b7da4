import type { ClientBase } from 'pg'

import type { ModelRun, RunStatus } from '../domain/model-run.ts'
import { CodedError } from '../errors.ts'
import type { Database } from './database.ts'
import { modelRunColumns } from './model-run-columns.ts'
import { runsOfFlow, tablesOfKind } from './model-runs.ts'

/** Notified in the transaction that publishes; the payload is the flow, or the run that was promoted. */
export const publishedChannel = 'clientele_published'

/** Whoever publishes, promotes or prunes does so one after the other; readers are not held up. */
export const lockPublished = (client: ClientBase) =>
  client.query('LOCK TABLE published_runs IN SHARE ROW EXCLUSIVE MODE')

const setStatus = (client: ClientBase, runId: number, status: RunStatus) =>
  client.query(
    `UPDATE model_runs SET status = $2::run_status,
      published_at = CASE WHEN $2 = 'PUBLISHED' THEN now() ELSE published_at END WHERE id = $1`,
    [runId, status],
  )

/** Moves the pointer of the run's kind to it; the run that was there goes to the archive. */
const pointTo = async (client: ClientBase, { id, kind }: Pick<ModelRun, 'id' | 'kind'>): Promise<void> => {
  await client.query(
    `UPDATE model_runs SET status = 'ARCHIVED'
    WHERE id = (SELECT run_id FROM published_runs WHERE kind = $1::run_kind) AND id <> $2`,
    [kind, id],
  )
  await client.query(
    `INSERT INTO published_runs (kind, run_id, published_at) VALUES ($1::run_kind, $2, now())
    ON CONFLICT (kind) DO UPDATE SET run_id = excluded.run_id, published_at = excluded.published_at`,
    [kind, id],
  )
  await client.query('INSERT INTO publications (kind, run_id, published_at) VALUES ($1::run_kind, $2, now())', [
    kind,
    id,
  ])
  await setStatus(client, id, 'PUBLISHED')
}

/** Whether a later run of the kind has been published before: this one is too late. */
const isOvertaken = async (client: ClientBase, { id, kind }: ModelRun): Promise<boolean> => {
  const { rowCount } = await client.query(
    'SELECT 1 FROM model_runs WHERE kind = $1::run_kind AND id > $2 AND published_at IS NOT NULL LIMIT 1',
    [kind, id],
  )
  return rowCount === 1
}

/**
 * Publishes all candidates of a recompute in one transaction: readers see the old runs or all of the new ones. A run of which a later one
 * was published meanwhile goes straight to the archive, so what readers see never goes back by itself. Returns the runs of the recompute as
 * they are then; doing it again changes nothing.
 */
export const publishRuns = (database: Database, flowId: string): Promise<readonly ModelRun[]> =>
  database.transaction(async (client) => {
    await lockPublished(client)
    const candidates = (await runsOfFlow(client, flowId, 'FOR UPDATE')).filter(({ status }) => status === 'CANDIDATE')
    for (const run of candidates) {
      if (await isOvertaken(client, run)) await setStatus(client, run.id, 'ARCHIVED')
      else await pointTo(client, run)
    }
    if (candidates.length > 0) await client.query('SELECT pg_notify($1, $2)', [publishedChannel, flowId])
    return runsOfFlow(client, flowId)
  })

const isPromotable = async (client: ClientBase, { id, kind, status }: ModelRun): Promise<boolean> => {
  if (status !== 'PUBLISHED' && status !== 'ARCHIVED') return false
  const { rows } = await client.query<{ kept: boolean }>('SELECT to_regclass($1) IS NOT NULL AS kept', [
    `parts.${tablesOfKind[kind][0]}_${id}`,
  ])
  return rows[0].kept
}

/**
 * Makes readers see this run again, alone of its kind: the way back from a run that turned out bad. The next recompute publishes over it.
 * @throws CodedError NOT_FOUND, or RUN_NOT_PROMOTABLE for a run that never was fit to be seen or whose rows are gone
 */
export const promoteRun = (database: Database, runId: number): Promise<ModelRun> =>
  database.transaction(async (client) => {
    await lockPublished(client)
    const select = `SELECT ${modelRunColumns('r')} FROM model_runs r WHERE r.id = $1`
    const { rows } = await client.query<ModelRun>(`${select} FOR UPDATE`, [runId])
    const run = rows[0]
    if (!run) throw new CodedError('NOT_FOUND', `There is no model run ${runId}.`)
    if (!(await isPromotable(client, run))) {
      throw new CodedError(
        'RUN_NOT_PROMOTABLE',
        `Run ${runId} is ${run.status}; only a published or archived run whose rows are still kept can be promoted.`,
      )
    }
    await pointTo(client, run)
    await client.query('SELECT pg_notify($1, $2)', [publishedChannel, String(runId)])
    const promoted = await client.query<ModelRun>(select, [runId])
    return promoted.rows[0]
  })
