import type { ModelRun, RunKind } from '../domain/model-run.ts'
import type { Database, Statement } from './database.ts'
import { modelRunColumns } from './model-run-columns.ts'
import type { Connection } from './pool.ts'

/** The run that readers see, and when its results were ready. */
interface PublishedRun extends ModelRun {
  readonly computedAt: Date
}

/** By kind; a kind is absent until its first run is published. */
export type PublishedRunsByKind = Readonly<Partial<Record<RunKind, PublishedRun>>>

const publishedRuns: Statement = {
  name: 'published_runs',
  text: `SELECT ${modelRunColumns('r')}, coalesce(r.finished_at, p.published_at) AS "computedAt"
    FROM published_runs p JOIN model_runs r ON r.id = p.run_id`,
}

export const readPublishedRuns = async (database: Database): Promise<PublishedRunsByKind> => {
  const rows = await database.read<PublishedRun>(publishedRuns, [])
  return Object.fromEntries(rows.map((run) => [run.kind, run]))
}

/** The id of the run of this kind that readers see; null before the first. */
export const readPublishedRun = async (connection: Connection, kind: RunKind): Promise<number | null> => {
  const { rows } = await connection.query<{ runId: number }>(
    'SELECT run_id AS "runId" FROM published_runs WHERE kind = $1::run_kind',
    [kind],
  )
  return rows.at(0)?.runId ?? null
}

/** When a run of this kind first became what readers see; null where none has. */
export const readFirstPublication = async (connection: Connection, kind: RunKind): Promise<Date | null> => {
  const { rows } = await connection.query<{ firstAt: Date | null }>(
    'SELECT min(published_at) AS "firstAt" FROM publications WHERE kind = $1::run_kind',
    [kind],
  )
  return rows[0].firstAt
}

/** Where the rows of a run of each kind are. */
export const tableOfKind: Readonly<Record<RunKind, string>> = {
  PORTRAITS: 'user_profiles',
  CHURN_RISK: 'churn_scores',
  LIFETIME_VALUE: 'lifetime_values',
  RECOMMENDATIONS: 'recommendation_lists',
  SEGMENTS: 'segment_members',
  PURCHASE: 'purchase_predictions',
  NEXT_ORDER: 'next_orders',
  RATING: 'rating_users',
  CLUSTERS: 'user_clusters',
  UPLIFT: 'uplift_scores',
  NEXT_ACTION: 'action_values',
}

export interface RunReference {
  readonly kind: RunKind
  readonly id: number
}

/** Whether all of these runs were published once and still have their rows. */
export const areRunsKept = async (database: Database, runs: readonly RunReference[]): Promise<boolean> => {
  const { rows } = await database.pool.query<{ kept: number }>(
    `SELECT count(*) AS kept
      FROM unnest($1::int[], $2::text[], $3::text[]) AS asked(id, kind, part)
      JOIN model_runs r ON r.id = asked.id AND r.kind::text = asked.kind
      WHERE r.status IN ('PUBLISHED', 'ARCHIVED') AND to_regclass(asked.part) IS NOT NULL`,
    [
      runs.map(({ id }) => id),
      runs.map(({ kind }) => kind),
      runs.map(({ kind, id }) => `parts.${tableOfKind[kind]}_${Math.trunc(id)}`),
    ],
  )
  return rows[0].kept === runs.length
}
