import type { Context } from '../context.ts'
import type { DistributionMeasure, MeasureDistribution, SizePoint } from '../domain/overview.ts'
import type { Segment } from '../domain/segment.ts'
import { CodedError } from '../errors.ts'
import { chosenRun } from './chosen-run.ts'
import { badInput, requireWithin } from './input.ts'
import { type Computed, computedBy } from './runs.ts'
import { segmentNamed } from './segment-named.ts'

/** More lines than this nobody can tell apart in a chart. */
const maxSegments = 50
const day = 86_400_000

/** @throws CodedError NOT_FOUND, BAD_USER_INPUT */
const segmentsNamed = (ctx: Context, keys: readonly string[]): Promise<readonly Segment[]> => {
  if (keys.length < 1 || keys.length > maxSegments) throw badInput(`"segments" must name 1 to ${maxSegments} segments.`)
  return Promise.all([...new Set(keys)].map((key) => segmentNamed(ctx, key)))
}

export interface Period {
  readonly from?: Date | null
  readonly to?: Date | null
}

/** By default the last thirty days. */
const readPeriod = ({ from, to }: Period): { readonly from: Date; readonly to: Date } => {
  const end = to ?? new Date()
  const start = from ?? new Date(end.getTime() - 30 * day)
  if (end.getTime() > Date.now()) throw badInput(`"to" lies in the future: ${end.toISOString()}.`)
  if (start >= end) throw badInput('"from" must be earlier than "to".')
  return { from: start, to: end }
}

const instantsOf = (from: Date, to: Date, points: number): readonly Date[] =>
  Array.from(
    { length: points },
    (_, n) => new Date(Math.round(from.getTime() + (n / (points - 1)) * (to.getTime() - from.getTime()))),
  )

export interface SizesArgs extends Period {
  readonly segments: readonly string[]
  readonly points: number
}

export interface SegmentSizes {
  readonly segment: Segment
  readonly points: readonly SizePoint[]
}

/** @throws CodedError NOT_FOUND, BAD_USER_INPUT */
export const segmentSizes = async (_root: unknown, args: SizesArgs, ctx: Context): Promise<readonly SegmentSizes[]> => {
  const { from, to } = readPeriod(args)
  const instants = instantsOf(from, to, requireWithin('points', args.points, 2, 366))
  const segments = await segmentsNamed(ctx, args.segments)
  const sizes = await ctx.store.readSegmentSizes(segments, instants)
  const unknown = instants.map((at) => ({ at, userCount: null }))
  return segments.map((segment) => ({ segment, points: sizes.get(segment.id) ?? unknown }))
}

export interface FlowsArgs extends Period {
  readonly segments: readonly string[]
}

export interface SegmentFlowView {
  readonly from: Segment | null
  readonly to: Segment | null
  readonly userCount: number
}

/** The run of segments that readers saw at an instant, where any of the segments comes from runs; null before the first. */
const runAt = async (ctx: Context, segments: readonly Segment[], asOf: Date): Promise<number | null> => {
  if (segments.every(({ kind }) => kind === 'RULE')) return null
  const run = await chosenRun(ctx, 'SEGMENTS', { asOf }).catch((error) => {
    if (error instanceof CodedError && error.code === 'NOT_COMPUTED') return null
    throw error
  })
  return run?.id ?? null
}

/** @throws CodedError NOT_FOUND, BAD_USER_INPUT, RUN_NOT_READABLE */
export const segmentFlows = async (
  _root: unknown,
  args: FlowsArgs,
  ctx: Context,
): Promise<readonly SegmentFlowView[]> => {
  const { from, to } = readPeriod(args)
  const segments = await segmentsNamed(ctx, args.segments)
  const [fromRun, toRun] = await Promise.all([runAt(ctx, segments, from), runAt(ctx, segments, to)])
  const segmentIds = segments.map(({ id }) => id)
  const flows = await ctx.store.readSegmentFlows({ segmentIds, from, to, fromRun, toRun })
  const byId = new Map(segments.map((segment) => [segment.id, segment]))
  const segmentOf = (id: number | null) => (id === null ? null : (byId.get(id) ?? null))
  return flows.map(({ fromId, toId, userCount }) => ({ from: segmentOf(fromId), to: segmentOf(toId), userCount }))
}

export interface DistributionArgs {
  readonly measure: DistributionMeasure
  readonly segment?: string | null
  readonly bins: number
}

export type DistributionView = MeasureDistribution & Computed & { readonly measure: DistributionMeasure }

/**
 * null before the measure is computed.
 * @throws CodedError NOT_FOUND, BAD_USER_INPUT
 */
export const distribution = async (
  _root: unknown,
  { measure, segment: key, bins }: DistributionArgs,
  ctx: Context,
): Promise<DistributionView | null> => {
  requireWithin('bins', bins, 2, 200)
  const segment = key == null ? null : await segmentNamed(ctx, key)
  const runs = await ctx.loaders.publishedRuns()
  const run = runs[ctx.store.kindOfMeasure(measure)]
  if (run === undefined) return null
  const members = segment?.kind === 'RFM' ? (runs.SEGMENTS?.id ?? null) : null
  const group = segment === null ? null : { segmentId: segment.id, runId: members }
  return {
    ...(await ctx.store.readDistribution({ measure, runId: run.id, bins, group })),
    ...computedBy(run),
    measure,
  }
}
