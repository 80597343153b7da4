import type { RunKind } from '../domain/model-run.ts'
import type { PredictionReport } from '../domain/prediction-report.ts'
import type { Database, Statement } from './database.ts'
import { tableOfKind } from './published-runs.ts'

const reports: Statement = {
  name: 'prediction_reports',
  text: 'SELECT id, report FROM model_runs WHERE id = ANY($1::int[]) AND report IS NOT NULL',
}

/** What the models of these runs know of themselves, by run; nothing of runs that have none. */
export const findPredictionReports = async (
  database: Pick<Database, 'read'>,
  runIds: readonly number[],
): Promise<ReadonlyMap<number, PredictionReport>> => {
  const rows = await database.read<{ id: number; report: PredictionReport }>(reports, [runIds])
  return new Map(rows.map(({ id, report }) => [id, report]))
}

const runAt: Statement = {
  name: 'run_at',
  text: `SELECT r.id FROM model_runs r
    WHERE r.kind = $1::text::run_kind AND r.status IN ('PUBLISHED', 'ARCHIVED') AND r.as_of <= $2
      AND to_regclass('parts.' || $3 || '_' || r.id) IS NOT NULL
    ORDER BY r.as_of DESC, r.id DESC LIMIT 1`,
}

/** The latest run that was fit to be seen, is kept, and knew nothing after an instant; null where there is none. */
export const findRunAt = async (
  database: Pick<Database, 'read'>,
  kind: RunKind,
  asOf: Date,
): Promise<number | null> => {
  const rows = await database.read<{ id: number }>(runAt, [kind, asOf, tableOfKind[kind]])
  return rows.at(0)?.id ?? null
}
