import type { Context } from '../context.ts'
import type { ModelRun, RunKind } from '../domain/model-run.ts'
import { CodedError, type ErrorCode } from '../errors.ts'
import { keyOfId } from './global-id.ts'
import { badInput } from './input.ts'
import type { PublishedRun } from './runs.ts'

/** Which run to answer from; neither: the one that is published now. */
export interface RunArgs {
  readonly asOf?: Date | null
  readonly modelRun?: string | null
}

export const isOfNow = ({ asOf, modelRun }: RunArgs): boolean => asOf == null && modelRun == null

const endings: Readonly<Partial<Record<ModelRun['status'], string>>> = {
  QUEUED: 'has not been computed yet',
  TRAINING: 'is being computed',
  CANDIDATE: 'is about to be published',
  REFUSED: 'was refused, and only its numbers are kept',
  FAILED: 'failed',
}

const requireKept = async (ctx: Context, run: ModelRun): Promise<PublishedRun> => {
  if (await ctx.loaders.keptRun.load(run)) return { ...run, computedAt: run.finishedAt ?? run.createdAt }
  const why = endings[run.status] ?? 'is no longer kept with its rows: only the newest few of a kind are'
  throw new CodedError('RUN_NOT_READABLE', `Run ${run.version} of kind ${run.kind} ${why}.`)
}

/** The run of another kind that the same recompute computed; null where it computed none. */
const siblingOf = async (ctx: Context, { flowId }: ModelRun, kind: RunKind): Promise<ModelRun | null> => {
  const ids = (await ctx.loaders.runsOfFlow.load(flowId))?.ids ?? []
  const runs = await Promise.all(ids.map((id) => ctx.loaders.modelRun.load(id)))
  return runs.find((run) => run?.kind === kind) ?? null
}

const runById = async (ctx: Context, id: string, kind: RunKind, family: readonly RunKind[]): Promise<PublishedRun> => {
  const key = keyOfId('ModelRun', id)
  const run = key === null ? null : await ctx.loaders.modelRun.load(key)
  if (run === null) throw new CodedError('NOT_FOUND', `${JSON.stringify(id)} is not the id of a model run.`)
  if (run.kind === kind) return requireKept(ctx, run)
  if (!family.includes(run.kind))
    throw badInput(`"modelRun" is a run of kind ${run.kind}; this needs one of kind ${family.join(' or ')}.`)
  const sibling = await siblingOf(ctx, run, kind)
  if (sibling !== null) return requireKept(ctx, sibling)
  throw new CodedError('NOT_FOUND', `The recompute of "modelRun" computed nothing of kind ${kind}.`)
}

const runAt = async (ctx: Context, at: Date, kind: RunKind): Promise<PublishedRun> => {
  if (at.getTime() > Date.now()) throw badInput(`"asOf" lies in the future: ${at.toISOString()}.`)
  const { runId, earliest } = await ctx.loaders.runAt.load({ kind, at })
  const run = runId === null ? null : await ctx.loaders.modelRun.load(runId)
  if (run !== null) return requireKept(ctx, run)
  const first = earliest === null ? 'None was ever published.' : `The earliest is as of ${earliest.toISOString()}.`
  throw new CodedError('NOT_COMPUTED', `There was no run of kind ${kind} by ${at.toISOString()}. ${first}`)
}

/**
 * The run of a kind to answer from; null where none was asked for and none is published.
 * @param family the kinds that `modelRun` may be of: of one of another kind than `kind` the sibling of the same recompute is meant
 * @throws CodedError BAD_USER_INPUT, NOT_FOUND, NOT_COMPUTED, RUN_NOT_READABLE
 */
export const chosenRun = async (
  ctx: Context,
  kind: RunKind,
  { asOf, modelRun }: RunArgs,
  family: readonly RunKind[] = [kind],
): Promise<PublishedRun | null> => {
  if (asOf != null && modelRun != null) throw badInput('Give either "asOf" or "modelRun", not both.')
  if (modelRun != null) return runById(ctx, modelRun, kind, family)
  if (asOf != null) return runAt(ctx, asOf, kind)
  return (await ctx.loaders.publishedRuns())[kind] ?? null
}

/** Why there is no prediction under what was asked for. */
export interface PredictionUnavailable {
  /** Of what a run said of itself any code. */
  readonly code: string
  readonly message: string
}

const expectedCodes: readonly ErrorCode[] = ['BAD_USER_INPUT', 'NOT_FOUND', 'NOT_COMPUTED', 'RUN_NOT_READABLE']

/** A resolver that answers with what was wrong with its arguments, so that the rest of the user is not lost. */
export const orUnavailable =
  <Parent, Args, Result>(resolve: (parent: Parent, args: Args, ctx: Context) => Promise<Result>) =>
  async (parent: Parent, args: Args, ctx: Context): Promise<Result | PredictionUnavailable> => {
    try {
      return await resolve(parent, args, ctx)
    } catch (error) {
      if (!(error instanceof CodedError) || !expectedCodes.includes(error.code)) throw error
      return { code: error.code, message: error.message }
    }
  }
