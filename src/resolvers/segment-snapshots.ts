import type { Context } from '../context.ts'
import type { Segment, SegmentSnapshot } from '../domain/segment.ts'
import type { User } from '../domain/user.ts'
import { CodedError } from '../errors.ts'
import { type Connection, idPosition, type PageArgs, readPaging, toConnection } from './connection.ts'
import { keyOfId } from './global-id.ts'
import { badInput, requireWithin } from './input.ts'
import { segmentNamed } from './segment-named.ts'

/** Members are walked in larger steps than what has much to each row. */
const maxMembers = 1000
/** Ten years. */
const mostDays = 3650

export interface SegmentDiffView {
  readonly from: SegmentSnapshot
  readonly to: SegmentSnapshot
}

/** @throws CodedError BAD_USER_INPUT, NOT_FOUND, NOT_COMPUTED */
export const snapshotSegment = async (
  _root: unknown,
  { key, keepDays }: { readonly key: string; readonly keepDays?: number | null },
  ctx: Context,
): Promise<SegmentSnapshot> => {
  const days = keepDays == null ? null : requireWithin('keepDays', keepDays, 1, mostDays)
  const segment = await segmentNamed(ctx, key)
  const snapshot = await ctx.store.takeSnapshot(segment.id, days)
  if (snapshot === null) {
    throw new CodedError('NOT_COMPUTED', 'No segments are published yet. Run a recompute first.')
  }
  return snapshot
}

/** @throws CodedError NOT_FOUND, SNAPSHOT_IN_USE */
export const deleteSnapshot = async (
  _root: unknown,
  { id }: { readonly id: string },
  ctx: Context,
): Promise<string> => {
  const key = keyOfId('SegmentSnapshot', id)
  const outcome = key === null ? 'GONE' : await ctx.store.deleteSnapshot(key)
  if (outcome === 'GONE') throw new CodedError('NOT_FOUND', 'There is no such snapshot.')
  if (outcome === 'BUSY') throw new CodedError('SNAPSHOT_IN_USE', 'Somebody is reading the snapshot: try again later.')
  return id
}

/** Oldest first. */
export const snapshotsOfSegment = async (
  { id }: Segment,
  args: PageArgs,
  ctx: Context,
): Promise<Connection<SegmentSnapshot>> => {
  const list = `snapshots ${id}`
  const { request } = readPaging(args, { list, positionOf: idPosition() })
  return toConnection(
    await ctx.store.listSnapshots(id, request),
    { list },
    (snapshot) => [snapshot.id],
    (snapshot) => snapshot,
  )
}

export const segmentSnapshot = (_root: unknown, { id }: { readonly id: string }, ctx: Context) => {
  const key = keyOfId('SegmentSnapshot', id)
  return key === null ? null : ctx.loaders.snapshot.load(key)
}

export const segmentOfSnapshot = async ({ segmentId }: SegmentSnapshot, _args: object, ctx: Context) => {
  const segment = await ctx.loaders.segment.load(segmentId)
  if (segment === null) throw new Error(`Segment ${segmentId} has a snapshot but is not there`)
  return segment
}

const memberPage = async (
  ctx: Context,
  args: PageArgs,
  list: string,
  snapshotId: number,
  except: number | null,
): Promise<Connection<User>> => {
  const { request } = readPaging(args, { list, max: maxMembers, positionOf: idPosition(Number.MAX_SAFE_INTEGER) })
  return toConnection(
    await ctx.store.listSnapshotMembers(snapshotId, except, request),
    { list },
    ({ id }) => [id],
    (user) => user,
  )
}

export const membersOfSnapshot = ({ id }: SegmentSnapshot, args: PageArgs, ctx: Context) =>
  memberPage(ctx, args, `members ${id}`, id, null)

/**
 * null when one of the snapshots is not there.
 * @throws CodedError BAD_USER_INPUT for snapshots of two segments
 */
export const segmentDiff = async (
  _root: unknown,
  args: { readonly from: string; readonly to: string },
  ctx: Context,
): Promise<SegmentDiffView | null> => {
  const [from, to] = await Promise.all([
    segmentSnapshot(null, { id: args.from }, ctx),
    segmentSnapshot(null, { id: args.to }, ctx),
  ])
  if (from === null || to === null) return null
  if (from.segmentId !== to.segmentId) throw badInput('"from" and "to" are snapshots of different segments.')
  return { from, to }
}

export const enteredCount = ({ from, to }: SegmentDiffView, _args: object, ctx: Context) =>
  ctx.store.countMembersNotIn(to.id, from.id)

export const leftCount = ({ from, to }: SegmentDiffView, _args: object, ctx: Context) =>
  ctx.store.countMembersNotIn(from.id, to.id)

export const enteredUsers = ({ from, to }: SegmentDiffView, args: PageArgs, ctx: Context) =>
  memberPage(ctx, args, `entered ${from.id} ${to.id}`, to.id, from.id)

export const leftUsers = ({ from, to }: SegmentDiffView, args: PageArgs, ctx: Context) =>
  memberPage(ctx, args, `left ${from.id} ${to.id}`, from.id, to.id)
