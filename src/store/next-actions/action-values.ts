import type { ClientBase } from 'pg'

import type { ActionLearning, ActionValue } from '../../domain/next-action.ts'
import type { Database } from '../database.ts'
import type { RunRows } from '../model-runs.ts'

function* fieldsOf(values: Iterable<ActionValue>) {
  for (const { state, action, value, error, visits, chosen } of values)
    yield [state, action, value, error, visits, chosen]
}

export const actionValueRows = (values: Iterable<ActionValue>): RunRows => ({
  table: 'action_values',
  columns: ['state', 'action', 'value', 'error', 'visits', 'chosen'],
  rows: fieldsOf(values),
})

/** What a run found each action to be worth in each state, by state and action. */
export const readActionValues = async (
  client: Pick<ClientBase, 'query'>,
  runId: number,
): Promise<readonly ActionValue[]> => {
  const { rows } = await client.query<ActionValue>(
    'SELECT state, action, value, error, visits, chosen FROM action_values WHERE run_id = $1 ORDER BY state, action',
    [runId],
  )
  return rows
}

/** What runs keep of themselves, by id; a run that has learned nothing is left out. */
export const readActionLearnings = async (
  { pool }: Pick<Database, 'pool'>,
  runIds: readonly number[],
): Promise<readonly LearnedRun[]> => {
  const { rows } = await pool.query<LearnedRun>(
    `SELECT id AS "runId", artefact AS learning FROM model_runs WHERE id = ANY($1::int[]) AND kind = 'NEXT_ACTION' AND artefact IS NOT NULL`,
    [runIds],
  )
  return rows
}

/** A policy as it is acted on. */
export interface ActionPolicyRows extends LearnedRun {
  /** By state and action; none of a run that was kept out. */
  readonly values: readonly ActionValue[]
}

/** Policies by run. */
export const readActionPolicies = async (
  database: Pick<Database, 'pool'>,
  runIds: readonly number[],
): Promise<readonly ActionPolicyRows[]> => {
  const runs = await readActionLearnings(database, runIds)
  return Promise.all(runs.map(async (run) => ({ ...run, values: await readActionValues(database.pool, run.runId) })))
}

/** A run's learning, with the run's number. */
export interface LearnedRun {
  readonly runId: number
  readonly learning: ActionLearning
}

/** The latest that was learned, whether it was fit to be published or not: a bandit goes by what it believes, and tries out the rest. */
export const readLatestLearning = async (client: Pick<ClientBase, 'query'>): Promise<LearnedRun | null> => {
  const { rows } = await client.query<LearnedRun>(
    `SELECT id AS "runId", artefact AS learning FROM model_runs WHERE kind = 'NEXT_ACTION' AND artefact IS NOT NULL ORDER BY id DESC LIMIT 1`,
  )
  return rows.at(0) ?? null
}

/** What is published; null where nothing is. */
export const readPublishedLearning = async (client: Pick<ClientBase, 'query'>): Promise<LearnedRun | null> => {
  const { rows } = await client.query<LearnedRun>(
    `SELECT r.id AS "runId", r.artefact AS learning FROM published_runs p JOIN model_runs r ON r.id = p.run_id WHERE p.kind = 'NEXT_ACTION'`,
  )
  return rows.at(0) ?? null
}
