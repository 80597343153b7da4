import type { Context } from '../context.ts'
import type { RunKind } from '../domain/model-run.ts'
import { encodeId } from './global-id.ts'
import { badInput } from './input.ts'

export interface RecomputeArgs {
  readonly asOf?: Date | null
  readonly only?: readonly RunKind[] | null
}

export interface RecomputeStartedView {
  readonly runIds: readonly string[]
  readonly jobId: string
}

/** @throws CodedError NOTHING_TO_COMPUTE, BAD_USER_INPUT */
export const recompute = async (
  _root: unknown,
  { asOf, only }: RecomputeArgs,
  ctx: Context,
): Promise<RecomputeStartedView> => {
  if (only?.length === 0) throw badInput('"only" names no kind; leave it out for all of them.')
  const { jobId, runs } = await ctx.requestRecompute({ asOf: asOf ?? null, only: only ?? null })
  return { jobId, runIds: runs.map(({ id }) => encodeId('ModelRun', id)) }
}
