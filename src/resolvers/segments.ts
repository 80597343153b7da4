import type { Context } from '../context.ts'
import type { Segment } from '../domain/segment.ts'
import type { User } from '../domain/user.ts'
import { type Connection, idPosition, type PageArgs, readPaging, toConnection } from './connection.ts'
import { isStorable } from './input.ts'
import { computedBy } from './runs.ts'

export const segmentByKey = (_root: unknown, { key }: { key: string }, ctx: Context) =>
  isStorable(key) ? ctx.loaders.segmentByKey.load(key) : null

/** All segments, oldest first. */
export const segments = async (_root: unknown, args: PageArgs, ctx: Context): Promise<Connection<Segment>> => {
  const list = 'segments'
  const { request } = readPaging(args, { list, positionOf: idPosition() })
  return toConnection(
    await ctx.store.listSegments(request),
    { list },
    ({ id }) => [id],
    (segment) => segment,
  )
}

export interface MembershipView {
  readonly enteredAt: Date
  readonly segment: Segment
}

/** By key; nothing before the first segments are published. */
export const segmentsOfUser = ({ id }: User, _args: object, ctx: Context): Promise<readonly MembershipView[]> =>
  ctx.loaders.portrait.load(id, 'segments')

const publishedRun = async (ctx: Context) => (await ctx.loaders.publishedRuns()).SEGMENTS

/** A run counts its members while it writes them; the count of a run that did not is taken now. */
export const userCountOfSegment = async (
  { id, key, kind }: Segment,
  _args: object,
  ctx: Context,
): Promise<number | null> => {
  if (kind === 'RULE') return (await ctx.loaders.segmentState.load(id))?.userCount ?? null
  const run = await publishedRun(ctx)
  if (run === undefined) return null
  const counted = run.metrics.find(({ name }) => name === key)?.value
  return counted ?? (await ctx.loaders.memberCount.load({ id, runId: run.id }))?.userCount ?? 0
}

export const computedAtOfSegment = async ({ id, kind }: Segment, _args: object, ctx: Context): Promise<Date | null> =>
  kind === 'RULE'
    ? ((await ctx.loaders.segmentState.load(id))?.builtAt ?? null)
    : ((await publishedRun(ctx))?.computedAt ?? null)

/** The instant that windows are seen from. */
export const asOfOfSegment = async ({ id, kind }: Segment, _args: object, ctx: Context): Promise<Date | null> =>
  kind === 'RULE'
    ? ((await ctx.loaders.segmentState.load(id))?.asOf ?? null)
    : ((await publishedRun(ctx))?.asOf ?? null)

export type SegmentLease = NonNullable<Awaited<ReturnType<typeof buildOfSegment>>>

/** Who is making the members at this moment. */
export const buildOfSegment = async ({ id, kind }: Segment, _args: object, ctx: Context) =>
  kind === 'RULE' ? ((await ctx.loaders.segmentState.load(id))?.lease ?? null) : null

/** Members of rules are brought up to date every minute; after a quarter of an hour something is wrong. */
const staleAfterMs = 15 * 60_000

export const staleAfterOfSegment = async ({ id, kind }: Segment, _args: object, ctx: Context): Promise<Date | null> => {
  if (kind === 'RULE') {
    const state = await ctx.loaders.segmentState.load(id)
    if (!state?.builtAt) return null
    return state.isCurrent ? new Date(state.builtAt.getTime() + staleAfterMs) : state.builtAt
  }
  const run = await publishedRun(ctx)
  return run === undefined ? null : computedBy(run).staleAfter
}

/** Why the last attempt to compute the segments changed nothing; null when it did. */
export const lastErrorOfSegments = async (
  { id, kind }: Segment,
  _args: object,
  ctx: Context,
): Promise<string | null> => {
  if (kind === 'RULE') return (await ctx.loaders.segmentState.load(id))?.error ?? null
  const latest = (await ctx.loaders.latestRuns()).find(({ kind }) => kind === 'SEGMENTS')
  return latest?.error?.message ?? null
}
