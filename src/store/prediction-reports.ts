import type { PredictionReport } from '../domain/prediction-report.ts'
import type { Database, Statement } from './database.ts'

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
