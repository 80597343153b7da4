import type { Context } from '../context.ts'
import type { User } from '../domain/user.ts'
import { requireWithin } from './input.ts'
import { requestOfUser } from './live-request.ts'
import { type RecommendationFilterInput, readFilter } from './recommendation-filter.ts'
import { type Computed, computedBy } from './runs.ts'

type BuysAgain = Awaited<ReturnType<Context['live']['again']>>[number]

export interface BuyAgainView extends BuysAgain, Computed {}

export interface BuyAgainArgs {
  readonly first?: number | null
  readonly filter?: RecommendationFilterInput | null
}

export const buyAgainSize = { usual: 10, most: 100 } as const

/** What was bought and seen is what this is about: it is not left out. */
export const buyAgainOfUser = async (
  { id }: User,
  { first, filter }: BuyAgainArgs,
  ctx: Context,
): Promise<BuyAgainView[]> => {
  const limit = requireWithin('first', first ?? buyAgainSize.usual, 0, buyAgainSize.most)
  const run = (await ctx.loaders.publishedRuns()).RECOMMENDATIONS
  if (run === undefined) return []
  const wished = await readFilter({ ...filter, excludePurchased: false, excludeSeen: false }, ctx)
  const items = await ctx.live.again({ ...(await requestOfUser(id, run, wished, ctx)), limit })
  return items.map((item) => ({ ...item, ...computedBy(run) }))
}
