import type { Context } from '../context.ts'
import type { MemberChange } from '../domain/member-change.ts'
import type { Segment } from '../domain/segment.ts'
import type { User } from '../domain/user.ts'
import { type Connection, type PageArgs, readPaging, toConnection } from './connection.ts'
import type { CursorValue } from './cursor.ts'

export interface ChangesArgs extends PageArgs {
  readonly since?: Date | null
}

const positionOf = ([time, id, ...rest]: readonly CursorValue[]) =>
  rest.length === 0 && Number.isInteger(time) && Math.abs(time as number) <= 8.64e15 && Number.isSafeInteger(id)
    ? { at: new Date(time as number), id: id as number }
    : null

const changes = async (
  ctx: Context,
  of: { readonly segmentId: number } | { readonly userId: number },
  args: ChangesArgs,
): Promise<Connection<MemberChange>> => {
  const since = args.since ?? null
  const list = `membership changes ${JSON.stringify({ of, since })}`
  const { request } = readPaging(args, { list, positionOf })
  return toConnection(
    await ctx.store.listMemberChanges({ of, since }, request),
    { list },
    ({ at, id }) => [at.getTime(), id],
    (change) => change,
  )
}

/** null for segments that every recompute makes: of them snapshots are compared. */
export const changesOfSegment = ({ id, kind }: Segment, args: ChangesArgs, ctx: Context) =>
  kind === 'RULE' ? changes(ctx, { segmentId: id }, args) : null

export const segmentHistoryOfUser = ({ id }: User, args: ChangesArgs, ctx: Context) =>
  changes(ctx, { userId: id }, args)

export const userOfChange = async ({ userId }: MemberChange, _args: object, ctx: Context): Promise<User> => {
  const user = await ctx.loaders.user.load(userId)
  if (user === null) throw new Error(`User ${userId} has a history but is not there`)
  return user
}

/** null: it was deleted between two statements of the request, with its history. */
export const segmentOfChange = ({ segmentId }: MemberChange, _args: object, ctx: Context) =>
  ctx.loaders.segment.load(segmentId)
