import type { InsufficientData } from '../domain/insufficient-data.ts'
import type { Metric, ModelRun, RunError } from '../domain/model-run.ts'
import { CodedError } from '../errors.ts'
import {
  completeRun,
  failRun,
  markTraining,
  type RunOutcome,
  type RunRows,
  refuseRun,
  runInPlaceOf,
} from '../store/model-runs.ts'
import { isTransient } from '../store/transient.ts'
import type { JobContext } from './job-context.ts'
import { watchUsage } from './usage.ts'

export interface RunInput {
  readonly flowId: string
  readonly runId: number
}

/** What a computation does with its result: one of the three, once. */
export interface RunEnding {
  /** Writes the rows and makes the run a candidate; `outcome` is asked for after the rows are written. */
  readonly complete: (tables: readonly RunRows[], outcome: () => RunOutcome) => Promise<void>
  /** The shop has too little behaviour: the run is kept with that answer and not published. */
  readonly refuse: (missing: InsufficientData) => Promise<void>
  /** A gate keeps out what was computed: the run is kept with the reason and its numbers, and what is published stays. */
  readonly keepOut: (
    error: RunError,
    outcome: Partial<RunOutcome> & Pick<RunOutcome, 'params' | 'metrics'>,
  ) => Promise<void>
}

const toRunError = (error: unknown): RunError => ({
  code: error instanceof CodedError ? error.code : 'INTERNAL',
  message: error instanceof Error ? error.message : String(error),
})

const refusal = ({ what, have, need }: InsufficientData): RunError => ({
  code: 'INSUFFICIENT_DATA',
  message: `It takes ${need} ${what} to compute this; there are ${have}.`,
  missing: { what, have, need },
})

const endingOf = (
  { database, log, signal }: Pick<JobContext, 'database' | 'log' | 'signal'>,
  run: ModelRun,
): RunEnding & { readonly stop: () => void } => {
  const usage = watchUsage()
  // A measure that has no value (of nobody, say) is none.
  const measured = (metrics: readonly Metric[]) =>
    [...metrics, ...usage.metrics()].filter(({ value }) => Number.isFinite(value))
  return {
    complete: async (tables, outcome) => {
      const withUsage = () => {
        const { metrics, ...more } = outcome()
        return { ...more, metrics: measured(metrics) }
      }
      const rows = await completeRun(database, run.id, tables, { outcome: withUsage, signal })
      log.info({ kind: run.kind, rows }, 'computed')
    },
    refuse: async (missing) => {
      const error = refusal(missing)
      await refuseRun(database, run.id, error, { metrics: usage.metrics() })
      log.warn({ kind: run.kind, error }, 'not enough to compute from')
    },
    keepOut: async (error, { metrics, ...outcome }) => {
      await refuseRun(database, run.id, error, { ...outcome, metrics: measured(metrics) })
      log.warn({ kind: run.kind, error }, 'not good enough to publish')
    },
    stop: usage.stop,
  }
}

/** What a later recompute computes as well is not computed twice: the earlier run, if it has not begun or was interrupted, gives way. */
const giveWay = async ({ database, log }: Pick<JobContext, 'database' | 'log'>, runId: number): Promise<boolean> => {
  const later = await runInPlaceOf(database, runId)
  if (later === null) return false
  const { kind, version } = later
  const { code, message } = new CodedError('SUPERSEDED', `A later recompute took its place: ${kind} v${version}.`)
  await failRun(database, runId, { code, message })
  log.info({ kind, version }, 'a later recompute took the place of a run')
  return true
}

/**
 * Takes one run from QUEUED to CANDIDATE, REFUSED or FAILED. A run that came to its end already is left alone, so a job that runs twice does
 * nothing the second time, and one whose place a later recompute takes is not begun. What may pass (the database was away) is tried again; everything else fails the run, readably, and only it.
 */
export const computeRun = async (
  context: Pick<JobContext<RunInput>, 'database' | 'input' | 'signal' | 'isLastAttempt' | 'log'>,
  compute: (run: ModelRun, ending: RunEnding) => Promise<void>,
): Promise<void> => {
  const { database, input, signal, isLastAttempt } = context
  if (await giveWay(context, input.runId)) return
  const run = await markTraining(database, input.runId)
  if (run === null) return
  const ending = endingOf(context, run)
  try {
    await compute(run, ending)
  } catch (error) {
    if (signal.aborted || (isTransient(error) && !isLastAttempt)) throw error
    await failRun(database, run.id, toRunError(error))
    throw error
  } finally {
    ending.stop()
  }
}
