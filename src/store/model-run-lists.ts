import type { ModelRun, RunKind, RunStatus } from '../domain/model-run.ts'
import type { Page, PageRequest } from '../domain/page.ts'
import type { Database, Statement } from './database.ts'
import { createValues, rowsToRead, toPage } from './keyset.ts'
import { modelRunColumns } from './model-run-columns.ts'

const modelRunsById: Statement = {
  name: 'model_runs_by_id',
  text: `SELECT ${modelRunColumns('r')} FROM model_runs r WHERE r.id = ANY($1::int[])`,
}

export const findModelRuns = (database: Database, ids: readonly number[]): Promise<ModelRun[]> =>
  database.read<ModelRun>(modelRunsById, [ids])

const latestRuns: Statement = {
  name: 'latest_finished_runs',
  text: `SELECT DISTINCT ON (r.kind) ${modelRunColumns('r')} FROM model_runs r
    WHERE r.finished_at IS NOT NULL ORDER BY r.kind, r.id DESC`,
}

/** The last run of each kind that came to an end, whatever that was. */
export const readLatestRuns = (database: Database): Promise<ModelRun[]> => database.read<ModelRun>(latestRuns, [])

/** null: any. */
export interface ModelRunFilter {
  readonly kinds: readonly RunKind[] | null
  readonly statuses: readonly RunStatus[] | null
}

/** All runs, newest first; the position is a run's id. */
export const listModelRuns = async (
  database: Database,
  { kinds, statuses }: ModelRunFilter,
  page: PageRequest<number>,
): Promise<Page<ModelRun>> => {
  const { values, add } = createValues()
  const conditions = [
    kinds === null ? 'TRUE' : `r.kind::text = ANY(${add(kinds, 'text[]')})`,
    statuses === null ? 'TRUE' : `r.status::text = ANY(${add(statuses, 'text[]')})`,
    page.after === null ? 'TRUE' : `r.id < ${add(page.after, 'int')}`,
    page.before === null ? 'TRUE' : `r.id > ${add(page.before, 'int')}`,
  ]
  const { rows } = await database.pool.query<ModelRun>(
    `SELECT ${modelRunColumns('r')} FROM model_runs r WHERE ${conditions.join(' AND ')}
      ORDER BY r.id ${page.backward ? 'ASC' : 'DESC'} LIMIT ${add(rowsToRead(page), 'int')}`,
    values,
  )
  return toPage(rows, page)
}
