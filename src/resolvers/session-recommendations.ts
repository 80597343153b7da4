import type { Context } from '../context.ts'
import { everybodyElse } from '../domain/recommendation.ts'
import { CodedError } from '../errors.ts'
import { requireWithin } from './input.ts'
import { type RecommendationFilterInput, readFilter } from './recommendation-filter.ts'
import { type RecommendationView, withoutModel } from './recommendations.ts'
import { computedBy, type PublishedRun } from './runs.ts'
import type { EventInput } from './track-events.ts'

export interface SessionArgs {
  readonly events: readonly EventInput[]
  readonly first?: number | null
  readonly filter?: RecommendationFilterInput | null
}

export const sessionSize = { usual: 10, most: 100 } as const
const mostEvents = 500
/** So many refused events are told; the rest are as many. */
const mostTold = 5

/** Nothing is stored, so nothing is kept in part: one bad event is told, and nothing is answered. */
const checked = (events: readonly EventInput[], ctx: Context) => {
  if (events.length > mostEvents) {
    const message = `${events.length} events are too many for one visit: send the latest ${mostEvents}.`
    throw new CodedError('REQUEST_TOO_LARGE', message)
  }
  const { accepted, rejected } = ctx.checkEvents(events, Date.now())
  const [first] = rejected
  if (first === undefined) return accepted
  const told = rejected.slice(0, mostTold).map(({ index, code, message }) => `events[${index}] ${code}: ${message}`)
  const more = rejected.length > mostTold ? ` And ${rejected.length - mostTold} more.` : ''
  throw new CodedError(first.code, `${told.join(' ')}${more}`)
}

/** What the visitor did with products that the shop knows. */
const eventsOf = async (args: SessionArgs, ctx: Context) => {
  const events = checked(args.events, ctx)
  const found = await Promise.all(
    events.map(async (event) => {
      const { productId } = event
      const product = productId === null ? null : await ctx.loaders.productByExternalId.load(productId)
      return product === null ? [] : [{ ...event, productId: product.id }]
    }),
  )
  const known = found.flat()
  return {
    productIds: known.map(({ productId }) => productId),
    types: known.map(({ type }) => type),
    times: known.map(({ timestamp }) => new Date(timestamp)),
    ratings: known.map(({ rating }) => rating),
    bought: [],
    boughtAt: [],
  }
}

/** What a run without a model has for everybody. */
const storedList = async (run: PublishedRun, args: SessionArgs, limit: number, ctx: Context) => {
  if (args.filter != null) throw withoutModel()
  const stored = await ctx.loaders.recommendations.load({ id: everybodyElse, runId: run.id, most: limit })
  return stored?.items ?? []
}

/** For somebody of whom nothing is known but this visit; nothing is stored. Empty before the first run is published. */
export const sessionRecommendations = async (
  _root: unknown,
  args: SessionArgs,
  ctx: Context,
): Promise<RecommendationView[]> => {
  const limit = requireWithin('first', args.first ?? sessionSize.usual, 0, sessionSize.most)
  const [events, filter] = [await eventsOf(args, ctx), await readFilter(args.filter, ctx)]
  const run = (await ctx.loaders.publishedRuns()).RECOMMENDATIONS
  if (run === undefined) return []
  const catalogueVersion = await ctx.loaders.catalogueVersion()
  const page = { after: null, before: null, limit, backward: false }
  const request = { runId: run.id, catalogueVersion, events, horizon: null, filter, diversity: null, page }
  const items = (await ctx.live.list(request))?.items ?? (await storedList(run, args, limit, ctx))
  return items.map((item, place) => ({ ...item, ...computedBy(run), rank: place + 1 }))
}
