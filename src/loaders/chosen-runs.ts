import DataLoader from 'dataloader'

import type { ModelRun } from '../domain/model-run.ts'
import { findKeptRuns, findRunsAt, findRunsOfFlows, type RunAt, type RunAtQuestion } from '../store/chosen-runs.ts'
import type { Database } from '../store/database.ts'
import { createLoader } from './by-key.ts'

/** The run of a kind that readers saw at an instant. */
export const createRunAtLoader = (database: Database): DataLoader<RunAtQuestion, RunAt, string> =>
  new DataLoader((questions) => findRunsAt(database, questions), {
    cacheKeyFn: ({ kind, at }) => `${kind}:${at.getTime()}`,
  })

/** Whether a run was published once and still has its rows. */
export const createKeptRunLoader = (database: Database): DataLoader<Pick<ModelRun, 'id' | 'kind'>, boolean, number> =>
  new DataLoader(
    async (runs) => {
      const kept = new Set((await findKeptRuns(database, runs)).map(({ id }) => id))
      return runs.map(({ id }) => kept.has(id))
    },
    { cacheKeyFn: ({ id }) => id },
  )

/** All runs of a recompute. */
export const createFlowLoader = (database: Database) =>
  createLoader(
    (flowIds: readonly string[]) => findRunsOfFlows(database, flowIds),
    ({ flowId }) => flowId,
  )
