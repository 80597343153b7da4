import type { ClientBase } from 'pg'

import type { Metric, ModelRun, RunError, RunKind, RunStatus } from '../domain/model-run.ts'
import { runKinds } from '../domain/model-run.ts'
import type { PredictionReport } from '../domain/prediction-report.ts'
import { abortable } from './abortable.ts'
import { type CopyRows, copyRows } from './copy.ts'
import type { Database } from './database.ts'
import { modelRunColumns } from './model-run-columns.ts'
import { attachPartition, createPartition, type RunTable } from './partitions.ts'

/** Where the rows of a run of each kind are. */
export const tablesOfKind: Readonly<Record<RunKind, readonly RunTable[]>> = {
  PORTRAITS: ['user_profiles'],
  CHURN_RISK: ['churn_scores', 'model_artefacts'],
  LIFETIME_VALUE: ['lifetime_values'],
  RECOMMENDATIONS: ['recommendation_lists', 'similar_products', 'model_artefacts'],
  SEGMENTS: ['segment_members'],
  PURCHASE: ['purchase_predictions', 'model_artefacts'],
  NEXT_ORDER: ['next_orders', 'model_artefacts'],
  RATING: ['rating_users', 'rating_products'],
  CLUSTERS: ['user_clusters'],
  UPLIFT: ['uplift_scores'],
  NEXT_ACTION: ['action_values'],
}

export interface NewRuns {
  readonly flowId: string
  readonly kinds: readonly RunKind[]
  readonly asOf: Date
  readonly seed: number
}

/** Any constant of our own: runs are numbered one recompute after the other, so ids and versions rise together. */
const numberingLock = 7_213_400_003

/**
 * The runs of a recompute, by kind, QUEUED. Asked for again with the same flow, it answers with the same runs.
 */
export const startRuns = (database: Database, { flowId, kinds, asOf, seed }: NewRuns): Promise<readonly ModelRun[]> =>
  database.transaction(async (client) => {
    await client.query('SELECT pg_advisory_xact_lock($1)', [numberingLock])
    await client.query(
      `INSERT INTO model_runs (kind, version, status, as_of, flow_id, seed)
      SELECT k.kind::run_kind, 1 + coalesce((SELECT max(r.version) FROM model_runs r WHERE r.kind = k.kind::run_kind), 0),
        'QUEUED', $3, $1, $4
      FROM unnest($2::text[]) WITH ORDINALITY AS k(kind, place) ORDER BY k.place
      ON CONFLICT (flow_id, kind) DO NOTHING`,
      [flowId, runKinds.filter((kind) => kinds.includes(kind)), asOf, seed],
    )
    return runsOfFlow(client, flowId)
  })

/** The runs of a recompute, oldest first. */
export const runsOfFlow = async (
  client: Pick<ClientBase, 'query'>,
  flowId: string,
  lock: '' | 'FOR UPDATE' = '',
): Promise<readonly ModelRun[]> => {
  const { rows } = await client.query<ModelRun>(
    `SELECT ${modelRunColumns('r')} FROM model_runs r WHERE r.flow_id = $1 ORDER BY r.id ${lock}`,
    [flowId],
  )
  return rows
}

/**
 * The latest run that takes the place of one that is still to be computed: of the same kind and not of an earlier time, of a recompute that was asked for later, has every kind that the
 * other has, and has not failed. Null where there is none.
 */
export const runInPlaceOf = async (database: Database, runId: number): Promise<ModelRun | null> => {
  const { rows } = await database.pool.query<ModelRun>(
    `SELECT ${modelRunColumns('n')} FROM model_runs r JOIN model_runs n ON n.kind = r.kind AND n.id > r.id AND n.as_of >= r.as_of
    WHERE r.id = $1 AND r.status IN ('QUEUED', 'TRAINING') AND n.status IN ('QUEUED', 'TRAINING', 'CANDIDATE', 'PUBLISHED')
      AND NOT EXISTS (
        SELECT FROM model_runs o WHERE o.flow_id = r.flow_id
          AND NOT EXISTS (SELECT FROM model_runs m WHERE m.flow_id = n.flow_id AND m.kind = o.kind))
    ORDER BY n.id DESC LIMIT 1`,
    [runId],
  )
  return rows[0] ?? null
}

/** Marks a run as being computed and returns it; null when it came to an end already, so there is nothing to do. */
export const markTraining = async (database: Database, runId: number): Promise<ModelRun | null> => {
  const { rows } = await database.pool.query<ModelRun>(
    `UPDATE model_runs r SET status = 'TRAINING', started_at = now()
    WHERE r.id = $1 AND r.status IN ('QUEUED', 'TRAINING') RETURNING ${modelRunColumns('r')}`,
    [runId],
  )
  return rows[0] ?? null
}

export interface RunOutcome {
  readonly params: Readonly<Record<string, unknown>>
  readonly metrics: readonly Metric[]
  /** The fitted model as plain data. */
  readonly artefact: Readonly<Record<string, unknown>> | null
  /** What models of predictions know of themselves. */
  readonly report?: PredictionReport | null
}

/** What a run writes: the columns but `run_id`, and the rows in their order. */
export interface RunRows {
  readonly table: RunTable
  readonly columns: readonly string[]
  readonly rows: CopyRows
}

/** `rows` with the run's id in front. */
async function* ofRun(runId: number, rows: CopyRows) {
  for await (const row of rows) yield [runId, ...row]
}

const writeTable = async (client: ClientBase, runId: number, { table, columns, rows }: RunRows): Promise<number> => {
  const partition = await createPartition(client, table, runId)
  const written = await copyRows(client, partition, ['run_id', ...columns], ofRun(runId, rows))
  await attachPartition(client, table, 'run_id', runId)
  return written
}

/**
 * Writes the rows of a run and makes it a CANDIDATE, all or nothing: a worker that is killed leaves a run without rows, and two that
 * compute the same run (the first was thought dead) leave the rows of one. Returns the number of rows; null when the run had come to an
 * end already. `outcome` is asked for after the rows are written, so that it can count them.
 */
export const completeRun = (
  database: Database,
  runId: number,
  tables: readonly RunRows[],
  { outcome, signal }: { readonly outcome: () => RunOutcome; readonly signal: AbortSignal },
): Promise<number | null> =>
  abortable(database, signal, async (client) => {
    const { rowCount } = await client.query(
      `SELECT 1 FROM model_runs WHERE id = $1 AND status = 'TRAINING' FOR NO KEY UPDATE`,
      [runId],
    )
    if (rowCount === 0) return null
    let written = 0
    for (const table of tables) written += await writeTable(client, runId, table)
    const { params, metrics, artefact, report = null } = outcome()
    await client.query(
      `UPDATE model_runs SET status = 'CANDIDATE', params = $2, metrics = $3, artefact = $4, report = $5, error = NULL, finished_at = clock_timestamp()
      WHERE id = $1`,
      [runId, ...[params, metrics, artefact, report].map((value) => value && JSON.stringify(value))],
    )
    return written
  })

const endRun =
  (status: 'FAILED' | 'REFUSED') =>
  async (
    database: Database,
    runId: number,
    error: RunError,
    { params = {}, metrics = [], report = null, artefact = null }: Partial<RunOutcome> = {},
  ): Promise<void> => {
    await database.pool.query(
      `UPDATE model_runs SET status = $2::run_status, error = $3, params = $4, metrics = $5, report = $6, artefact = $7, finished_at = now()
      WHERE id = $1 AND status IN ('QUEUED', 'TRAINING')`,
      [runId, status, ...[error, params, metrics, report, artefact].map((value) => value && JSON.stringify(value))],
    )
  }

/** The run went wrong; the last good run of its kind stays published. */
export const failRun = endRun('FAILED')

/** The run went as it should, and a gate keeps it out. */
export const refuseRun = endRun('REFUSED')

/** Ends what a recompute left unfinished, as when its worker died again and again. */
export const failUnfinished = (database: Database, flowId: string, error: RunError): Promise<void> =>
  failRunsIn(database, flowId, ['QUEUED', 'TRAINING'], error)

/** Ends everything of a recompute that nobody will ever publish: candidates, too. */
export const failUnpublished = (database: Database, flowId: string, error: RunError): Promise<void> =>
  failRunsIn(database, flowId, ['QUEUED', 'TRAINING', 'CANDIDATE'], error)

const failRunsIn = async (
  database: Database,
  flowId: string,
  statuses: readonly RunStatus[],
  error: RunError,
): Promise<void> => {
  await database.pool.query(
    `UPDATE model_runs SET status = 'FAILED', error = $2, finished_at = now()
    WHERE flow_id = $1 AND status = ANY($3::text[]::run_status[])`,
    [flowId, JSON.stringify(error), statuses],
  )
}

/** Recomputes with runs that were neither published nor given up, asked for before an instant. */
export const findUnfinishedFlows = async (database: Database, before: Date): Promise<readonly string[]> => {
  const { rows } = await database.pool.query<{ flowId: string }>(
    `SELECT DISTINCT flow_id AS "flowId" FROM model_runs
    WHERE status IN ('QUEUED', 'TRAINING', 'CANDIDATE') AND created_at < $1`,
    [before],
  )
  return rows.map(({ flowId }) => flowId)
}

/** How many runs of a recompute have come to an end, and how many there are. */
export const countEnded = async (
  database: Database,
  flowId: string,
): Promise<{ readonly ended: number; readonly total: number }> => {
  const { rows } = await database.pool.query<{ ended: number; total: number }>(
    `SELECT count(*) FILTER (WHERE status NOT IN ('QUEUED', 'TRAINING')) AS ended, count(*) AS total
    FROM model_runs WHERE flow_id = $1`,
    [flowId],
  )
  return rows[0]
}
