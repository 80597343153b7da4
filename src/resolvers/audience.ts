import type { Context } from '../context.ts'
import type { Product } from '../domain/product.ts'
import type { User } from '../domain/user.ts'
import { CodedError } from '../errors.ts'
import { type Connection, emptyConnection, type PageArgs, readPaging, toConnection } from './connection.ts'
import type { CursorValue } from './cursor.ts'
import { publishedOrOlder, runIdsOf, runsOfWalk } from './runs.ts'

export interface AudienceArgs extends PageArgs {
  readonly includeOwners?: boolean | null
}

export interface Audience extends Connection<User> {
  readonly edges: (Connection<User>['edges'][number] & { readonly score: number })[]
}

interface Place {
  readonly audienceId: number
  readonly part: number
  readonly key: number
  readonly userId: number
}

const placeOf = ([audienceId, part, key, userId, ...rest]: readonly CursorValue[]): Place | null =>
  rest.length === 0 &&
  [audienceId, part, userId].every((value) => Number.isSafeInteger(value) && (value as number) >= 0) &&
  (audienceId as number) < 2 ** 31 &&
  typeof key === 'number'
    ? ({ audienceId, part, key, userId } as Place)
    : null

const kinds = ['RECOMMENDATIONS', 'PORTRAITS'] as const

const expired = () =>
  new CodedError(
    'CURSOR_EXPIRED',
    'The order that this walk began with is no longer kept: it was left alone for over an hour, or too many others are walked on. Start again without a cursor.',
  )

/** All users, the likeliest buyers first; empty before the first recommendations are published. */
export const audienceOfProduct = async (
  { id: productId }: Product,
  args: AudienceArgs,
  ctx: Context,
): Promise<Audience> => {
  const includeOwners = args.includeOwners ?? false
  const list = `audience ${productId} ${includeOwners}`
  const { request, runs: pinned } = readPaging(args, { list, positionOf: placeOf })
  const runs = await runsOfWalk(ctx, kinds, pinned)
  const run = await publishedOrOlder(ctx, 'RECOMMENDATIONS', runs)
  if (run === null) return { ...emptyConnection, edges: [] }
  const now = new Date()
  const begun = request.after ?? request.before
  if (request.after && request.before && request.after.audienceId !== request.before.audienceId) throw expired()
  const audienceId =
    begun?.audienceId ?? (await ctx.store.openAudience({ productId, runId: run.id, asOf: run.asOf, now }))
  const query = { audienceId, productId, portraitsRunId: runs.PORTRAITS ?? null, includeOwners }
  const page = await ctx.store.listAudience(query, request)
  // Asked after reading: what is there now was there all the while.
  if (!(await ctx.store.keepAudience({ id: audienceId, productId, runId: run.id }, now))) throw expired()
  const connection = toConnection(
    page,
    { list, runs: runIdsOf(kinds, runs) },
    ({ part, key, userId }) => [audienceId, part, key, userId],
    (user): User => user,
  )
  return { ...connection, edges: connection.edges.map((edge, i) => ({ ...edge, score: page.rows[i].score })) }
}
