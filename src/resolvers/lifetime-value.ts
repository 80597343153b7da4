import type { Context } from '../context.ts'
import type { InsufficientData } from '../domain/insufficient-data.ts'
import type { LifetimeValue } from '../domain/lifetime-value.ts'
import type { User } from '../domain/user.ts'
import { type Computed, computedBy, horizonOf, withoutRun } from './runs.ts'

export interface LifetimeValueView extends LifetimeValue, Computed {
  readonly horizonDays: number
}

/** A run values everybody who had ordered by its as-of. */
export const lifetimeValueOfUser = async (
  { id }: User,
  _args: object,
  ctx: Context,
): Promise<LifetimeValueView | InsufficientData> => {
  const value = await ctx.loaders.portrait.load(id, 'lifetimeValue')
  const run = (await ctx.loaders.publishedRuns()).LIFETIME_VALUE
  if (run === undefined) return withoutRun(ctx, 'LIFETIME_VALUE')
  if (value === null) return { what: 'orders of this user', have: 0, need: 1 }
  return { ...value, ...computedBy(run), horizonDays: horizonOf(run) }
}
