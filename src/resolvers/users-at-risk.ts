import type { Context } from '../context.ts'
import type { User } from '../domain/user.ts'
import { type CountedConnection, emptyConnection, type PageArgs, readPaging, toConnection } from './connection.ts'
import type { CursorValue } from './cursor.ts'
import { requireWithin } from './input.ts'
import { runIdsOf, runsOfWalk } from './runs.ts'
import { filterOf, type UserFilterInput } from './users.ts'

export interface UsersAtRiskArgs extends PageArgs {
  readonly minProbability: number
  readonly minLifetimeValue?: number | null
  readonly filter?: UserFilterInput | null
}

/** Of lists by a probability. */
export const probabilityPosition = ([probability, userId, ...rest]: readonly CursorValue[]) =>
  rest.length === 0 && typeof probability === 'number' && Number.isSafeInteger(userId)
    ? { probability, userId: userId as number }
    : null

/** Who is likely to stay away, most likely first; nobody before the first run of churn risk is published. */
export const usersAtRisk = async (
  _root: unknown,
  args: UsersAtRiskArgs,
  ctx: Context,
): Promise<CountedConnection<User>> => {
  const minProbability = requireWithin('minProbability', args.minProbability, 0, 1)
  const minLifetimeValue = args.minLifetimeValue ?? null
  const who = await filterOf(ctx, args.filter ?? {})
  const list = `usersAtRisk ${JSON.stringify([minProbability, minLifetimeValue, who])}`
  const { request, runs: pinned } = readPaging(args, { list, positionOf: probabilityPosition })
  const worth = minLifetimeValue === null ? [] : (['LIFETIME_VALUE'] as const)
  const kinds = ['CHURN_RISK', ...worth, ...ctx.store.runsOfFilter(who)] as const
  const runs = await runsOfWalk(ctx, kinds, pinned)
  if (runs.CHURN_RISK === undefined) return emptyConnection
  const lifetimeValueRunId = runs.LIFETIME_VALUE ?? null
  const filter = {
    who: { filter: who, runs },
    churnRunId: runs.CHURN_RISK,
    minProbability,
    minLifetimeValue,
    lifetimeValueRunId,
  }
  const connection = toConnection(
    await ctx.store.listUsersAtRisk(filter, request),
    { list, runs: runIdsOf(kinds, runs) },
    ({ probability, id }) => [probability, id],
    (user) => user,
  )
  return { ...connection, count: () => ctx.store.countUsersAtRisk(filter) }
}
