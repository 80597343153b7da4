import type { Context } from '../context.ts'
import type { LookalikeList } from '../domain/lookalike.ts'
import type { User } from '../domain/user.ts'
import { CodedError } from '../errors.ts'
import { type Connection, idPosition, type PageArgs, readPaging, toConnection } from './connection.ts'
import { segmentNamed } from './segment-named.ts'

export interface LookalikeView {
  readonly user: User
  readonly score: number
  readonly rank: number
}

export interface LookalikeConnectionView extends Connection<LookalikeView> {
  readonly list: LookalikeList
}

export interface LookalikeArgs extends PageArgs {
  readonly segment: string
}

/** The list that the walk began with, or the one that holds now. */
const listOf = async (ctx: Context, segmentId: number, pinned: readonly number[] | null): Promise<LookalikeList> => {
  if (pinned === null) return ctx.lookalikes.of(segmentId)
  const list = await ctx.lookalikes.byId(pinned[0])
  if (list?.segmentId === segmentId) return list
  throw new CodedError(
    'CURSOR_EXPIRED',
    'The list that this walk began with is no longer kept. Start again without a cursor.',
  )
}

/**
 * Who outside a segment is most like its members.
 * @throws CodedError NOT_FOUND, NOT_COMPUTED, INSUFFICIENT_DATA, CURSOR_INVALID, CURSOR_EXPIRED, COMPUTE_FAILED
 */
export const lookalikes = async (
  _root: unknown,
  { segment: key, ...args }: LookalikeArgs,
  ctx: Context,
): Promise<LookalikeConnectionView> => {
  const name = `lookalikes ${key}`
  const { request, runs } = readPaging(args, { list: name, positionOf: idPosition() })
  const segment = await segmentNamed(ctx, key)
  const list = await listOf(ctx, segment.id, runs)
  const connection = toConnection(
    await ctx.store.listLookalikes(list.id, request),
    { list: name, runs: [list.id] },
    ({ place }) => [place],
    ({ place, score, ...user }): LookalikeView => ({ user, score, rank: place + 1 }),
  )
  return { ...connection, list }
}
