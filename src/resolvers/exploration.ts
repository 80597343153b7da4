import type { Context } from '../context.ts'
import type { PolicyEstimate } from '../domain/exploration.ts'
import { type WindowArgs, windowOf } from './impressions.ts'

/** Empty before anything was tried out, and before the first recommendations are published. */
export const explorationEstimates = async (
  _root: unknown,
  args: WindowArgs,
  ctx: Context,
): Promise<readonly PolicyEstimate[]> => {
  const window = windowOf(args)
  const run = (await ctx.loaders.publishedRuns()).RECOMMENDATIONS
  return run === undefined ? [] : ctx.learning.policyEstimates({ runId: run.id, ...window })
}
