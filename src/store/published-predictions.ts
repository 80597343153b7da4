import type { RunKind } from '../domain/model-run.ts'
import type { PredictionReport } from '../domain/prediction-report.ts'
import type { Database } from './database.ts'

/** What a new run is held against. */
export interface PublishedModels {
  readonly kind: RunKind
  readonly params: Readonly<Record<string, unknown>>
  readonly artefact: Readonly<Record<string, unknown>> | null
  readonly report: PredictionReport | null
}

/** Of the published runs of these kinds what they were made with and what they know of themselves. */
export const readPublishedModels = async (
  { pool }: Pick<Database, 'pool'>,
  kinds: readonly RunKind[],
): Promise<readonly PublishedModels[]> => {
  const { rows } = await pool.query<PublishedModels>(
    `SELECT r.kind::text AS kind, r.params, r.artefact, r.report FROM published_runs p JOIN model_runs r ON r.id = p.run_id
    WHERE p.kind::text = ANY($1::text[])`,
    [kinds],
  )
  return rows
}
