import type { Context } from '../context.ts'
import type { ChurnScore } from '../domain/churn-risk.ts'
import type { InsufficientData } from '../domain/insufficient-data.ts'
import type { User } from '../domain/user.ts'
import { type Computed, computedBy, withoutRun } from './runs.ts'

export interface ChurnRiskView extends ChurnScore, Computed {}

/** A run scores everybody who had ordered by its as-of. */
export const churnRiskOfUser = async (
  { id }: User,
  _args: object,
  ctx: Context,
): Promise<ChurnRiskView | InsufficientData> => {
  const score = await ctx.loaders.portrait.load(id, 'churnRisk')
  const run = (await ctx.loaders.publishedRuns()).CHURN_RISK
  if (run === undefined) return withoutRun(ctx, 'CHURN_RISK')
  if (score === null) return { what: 'orders of this user', have: 0, need: 1 }
  return { ...score, ...computedBy(run) }
}
