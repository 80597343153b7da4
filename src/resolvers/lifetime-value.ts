import type { Context } from '../context.ts'
import type { InsufficientData } from '../domain/insufficient-data.ts'
import type { LifetimeValue } from '../domain/lifetime-value.ts'
import type { User } from '../domain/user.ts'
import { chosenRun, isOfNow, orUnavailable, type RunArgs } from './chosen-run.ts'
import { noOrders } from './churn-risk.ts'
import { type Computed, computedBy, horizonOf, withoutRun } from './runs.ts'

export interface LifetimeValueView extends LifetimeValue, Computed {
  readonly horizonDays: number
}

/** A run values everybody who had ordered by its as-of. */
export const lifetimeValueOfUser = orUnavailable(
  async ({ id }: User, args: RunArgs, ctx: Context): Promise<LifetimeValueView | InsufficientData> => {
    const published = isOfNow(args) ? ctx.loaders.portrait.load(id, 'lifetimeValue') : null
    const run = await chosenRun(ctx, 'LIFETIME_VALUE', args)
    if (run === null) return withoutRun(ctx, 'LIFETIME_VALUE')
    const value = await (published ?? ctx.loaders.lifetimeValue.load({ id, runId: run.id }))
    return value === null ? noOrders : { ...value, ...computedBy(run), horizonDays: horizonOf(run) }
  },
)
