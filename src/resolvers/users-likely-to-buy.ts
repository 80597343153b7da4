import type { Context } from '../context.ts'
import type { User } from '../domain/user.ts'
import { type CountedConnection, emptyConnection, type PageArgs, readPaging, toConnection } from './connection.ts'
import { requireWithin } from './input.ts'
import { requireWindow } from './predictions.ts'
import { runIdsOf, runsOfWalk } from './runs.ts'
import { filterOf, type UserFilterInput } from './users.ts'
import { probabilityPosition } from './users-at-risk.ts'

export interface UsersLikelyToBuyArgs extends PageArgs {
  readonly withinDays: number
  readonly minProbability?: number | null
  readonly filter?: UserFilterInput | null
}

/** Who is likely to buy within the window, most likely first; nobody before the first run of purchases is published. */
export const usersLikelyToBuy = async (
  _root: unknown,
  args: UsersLikelyToBuyArgs,
  ctx: Context,
): Promise<CountedConnection<User>> => {
  const withinDays = requireWindow(args.withinDays)
  const minProbability = requireWithin('minProbability', args.minProbability ?? 0, 0, 1)
  const who = await filterOf(ctx, args.filter ?? {})
  const list = `usersLikelyToBuy ${JSON.stringify([withinDays, minProbability, who])}`
  const { request, runs: pinned } = readPaging(args, { list, positionOf: probabilityPosition })
  const kinds = ['PURCHASE', ...ctx.store.runsOfFilter(who)] as const
  const runs = await runsOfWalk(ctx, kinds, pinned)
  if (runs.PURCHASE === undefined) return emptyConnection
  const filter = { who: { filter: who, runs }, purchaseRunId: runs.PURCHASE, withinDays, minProbability }
  const connection = toConnection(
    await ctx.store.listUsersLikelyToBuy(filter, request),
    { list, runs: runIdsOf(kinds, runs) },
    ({ probability, id }) => [probability, id],
    (user) => user,
  )
  return { ...connection, count: () => ctx.store.countUsersLikelyToBuy(filter) }
}
