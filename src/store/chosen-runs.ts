import type { RunKind } from '../domain/model-run.ts'
import type { Database, Statement } from './database.ts'
import { tableOfKind } from './published-runs.ts'

export interface RunAtQuestion {
  readonly kind: RunKind
  readonly at: Date
}

export interface RunAt {
  /** null: there was none by then. */
  readonly runId: number | null
  /** As-of of the earliest run of the kind that was ever published; null: none was. */
  readonly earliest: Date | null
}

const runsAt: Statement = {
  name: 'runs_at',
  text: `SELECT coalesce(seen.run_id, known.id) AS "runId", first.as_of AS earliest
    FROM unnest($1::text[], $2::timestamptz[]) WITH ORDINALITY AS asked(kind, at, place)
    LEFT JOIN LATERAL (
      SELECT p.run_id FROM publications p WHERE p.kind = asked.kind::run_kind AND p.published_at <= asked.at
      ORDER BY p.published_at DESC, p.id DESC LIMIT 1
    ) seen ON TRUE
    LEFT JOIN LATERAL (
      SELECT r.id FROM model_runs r
      WHERE r.kind = asked.kind::run_kind AND r.status IN ('PUBLISHED', 'ARCHIVED') AND r.as_of <= asked.at
      ORDER BY r.as_of DESC, r.id DESC LIMIT 1
    ) known ON seen.run_id IS NULL
    LEFT JOIN LATERAL (
      SELECT min(r.as_of) AS as_of FROM model_runs r WHERE r.kind = asked.kind::run_kind AND r.status IN ('PUBLISHED', 'ARCHIVED')
    ) first ON TRUE
    ORDER BY asked.place`,
}

/**
 * The run that readers saw at each instant, in the order of the questions. Where nothing was published yet by then (a shop that was imported later), the
 * latest that knew nothing after it. Its rows may be gone.
 */
export const findRunsAt = (database: Pick<Database, 'read'>, questions: readonly RunAtQuestion[]): Promise<RunAt[]> =>
  database.read<RunAt>(runsAt, [questions.map(({ kind }) => kind), questions.map(({ at }) => at)])

const keptRuns: Statement = {
  name: 'kept_runs',
  text: `SELECT r.id FROM unnest($1::int[], $2::text[]) AS asked(id, part) JOIN model_runs r ON r.id = asked.id
    WHERE r.status IN ('PUBLISHED', 'ARCHIVED') AND to_regclass(asked.part) IS NOT NULL`,
}

export interface KeptRun {
  readonly id: number
}

/** Those of the runs that were published once and still have their rows. */
export const findKeptRuns = (
  database: Pick<Database, 'read'>,
  runs: readonly { readonly id: number; readonly kind: RunKind }[],
): Promise<KeptRun[]> =>
  database.read<KeptRun>(keptRuns, [
    runs.map(({ id }) => id),
    runs.map(({ id, kind }) => `parts.${tableOfKind[kind]}_${Math.trunc(id)}`),
  ])

const runsOfFlows: Statement = {
  name: 'runs_of_flows',
  text: `SELECT r.flow_id AS "flowId", array_agg(r.id ORDER BY r.id) AS ids FROM model_runs r WHERE r.flow_id = ANY($1::text[]) GROUP BY r.flow_id`,
}

export interface FlowRuns {
  readonly flowId: string
  readonly ids: readonly number[]
}

/** The ids of all runs of these recomputes. */
export const findRunsOfFlows = (database: Pick<Database, 'read'>, flowIds: readonly string[]): Promise<FlowRuns[]> =>
  database.read<FlowRuns>(runsOfFlows, [flowIds])
