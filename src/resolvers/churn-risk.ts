import type { Context } from '../context.ts'
import type { ChurnScore } from '../domain/churn-risk.ts'
import type { InsufficientData } from '../domain/insufficient-data.ts'
import type { User } from '../domain/user.ts'
import { chosenRun, isOfNow, orUnavailable, type RunArgs } from './chosen-run.ts'
import { type Computed, computedBy, withoutRun } from './runs.ts'

export interface ChurnRiskView extends ChurnScore, Computed {}

export const noOrders: InsufficientData = { what: 'orders of this user', have: 0, need: 1 }

/** A run scores everybody who had ordered by its as-of. */
export const churnRiskOfUser = orUnavailable(
  async ({ id }: User, args: RunArgs, ctx: Context): Promise<ChurnRiskView | InsufficientData> => {
    const published = isOfNow(args) ? ctx.loaders.portrait.load(id, 'churnRisk') : null
    const run = await chosenRun(ctx, 'CHURN_RISK', args)
    if (run === null) return withoutRun(ctx, 'CHURN_RISK')
    const score = await (published ?? ctx.loaders.churnScore.load({ id, runId: run.id }))
    return score === null ? noOrders : { ...score, ...computedBy(run) }
  },
)
