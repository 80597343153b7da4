import type { Context } from '../context.ts'
import { everybodyElse } from '../domain/recommendation.ts'
import { CodedError } from '../errors.ts'
import { isStorable, requireWithin } from './input.ts'
import { productIdsOf, type RecommendationFilterInput, readFilter } from './recommendation-filter.ts'
import { type RecommendationView, type Shelf, withoutModel } from './recommendations.ts'
import { computedBy, type PublishedRun, whyWithoutRun } from './runs.ts'
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

/** Whoever it is: an event needs no user here. */
const ofVisitor = (event: EventInput): EventInput => ({ ...event, userId: 'visitor' })

/** Nothing is stored, so nothing is kept in part: one bad event is told, and nothing is answered. */
const checked = (events: readonly EventInput[], ctx: Context) => {
  if (events.length > mostEvents) {
    const message = `${events.length} events are too many for one visit: send the latest ${mostEvents}.`
    throw new CodedError('REQUEST_TOO_LARGE', message)
  }
  const { accepted, rejected } = ctx.checkEvents(events.map(ofVisitor), Date.now())
  const [first] = rejected
  if (first === undefined) return accepted
  const told = rejected.slice(0, mostTold).map(({ index, code, message }) => `events[${index}] ${code}: ${message}`)
  const more = rejected.length > mostTold ? ` And ${rejected.length - mostTold} more.` : ''
  throw new CodedError(first.code, `${told.join(' ')}${more}`)
}

const unknownProduct = async (where: string, externalId: string, ctx: Context): Promise<CodedError> => {
  const near = isStorable(externalId) ? await ctx.nearestProductId(externalId) : null
  const suggestion = near === null ? '' : ` Did you mean ${JSON.stringify(near)}?`
  const message = `${where}: the shop knows no product ${JSON.stringify(externalId)}.${suggestion}`
  return new CodedError('PRODUCT_UNKNOWN', message)
}

/** What the visitor did with products, and what they searched for. @throws CodedError PRODUCT_UNKNOWN, and those of events */
const eventsOf = async (args: Pick<SessionArgs, 'events'>, ctx: Context): Promise<LiveEvents> => {
  const events = checked(args.events, ctx)
  const found = await Promise.all(
    events.map(async (event, at) => {
      const { productId } = event
      if (productId === null) return []
      const product = await ctx.loaders.productByExternalId.load(productId)
      if (product === null) throw await unknownProduct(`events[${at}]`, productId, ctx)
      return [{ ...event, productId: product.id }]
    }),
  )
  const known = found.flat()
  const searches = events.flatMap(({ type, query, timestamp }) =>
    type === 'SEARCH' && query !== null ? [{ query, timestamp }] : [],
  )
  return {
    productIds: known.map(({ productId }) => productId),
    types: known.map(({ type }) => type),
    times: known.map(({ timestamp }) => new Date(timestamp)),
    ratings: known.map(({ rating }) => rating),
    bought: [],
    boughtAt: [],
    searches: searches.map(({ query }) => query),
    searchedAt: searches.map(({ timestamp }) => new Date(timestamp)),
  }
}

/** The answer is a bare list: what a filter names must be there. */
const requireKnownProducts = async (filter: SessionArgs['filter'], ctx: Context): Promise<void> => {
  for (const name of ['productIn', 'productNotIn'] as const) {
    const externalIds = filter?.[name] ?? []
    const ids = await productIdsOf(name, externalIds, ctx)
    const at = ids.indexOf(null)
    if (at >= 0) throw await unknownProduct(`filter.${name}`, externalIds[at], ctx)
  }
}

type LiveEvents = Parameters<Context['live']['list']>[0]['events']
type ShelfArgs = Pick<SessionArgs, 'events' | 'filter'>

/** What the published run says to this visit; `list` is null where the run keeps no model. @throws CodedError of events and of the filter */
const askFor = async (args: ShelfArgs, limit: number, ctx: Context) => {
  const [events, filter] = [await eventsOf(args, ctx), await readFilter(args.filter, ctx)]
  await requireKnownProducts(args.filter, ctx)
  const run = (await ctx.loaders.publishedRuns()).RECOMMENDATIONS
  if (run === undefined) return null
  const catalogueVersion = await ctx.loaders.catalogueVersion()
  const page = { after: null, before: null, limit, backward: false }
  const request = { runId: run.id, catalogueVersion, events, horizon: null, filter, diversity: null, page }
  const list = await ctx.live.list(request)
  if (list && list.shelf.unknownCategories.length > 0) throw new CodedError('CATEGORY_UNKNOWN', list.shelf.hint ?? '')
  return { run, list }
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
  const asked = await askFor(args, limit, ctx)
  if (asked === null) return []
  const { run, list } = asked
  const items = list?.items ?? (await storedList(run, args, limit, ctx))
  return items.map((item, place) => ({ ...item, ...computedBy(run), rank: place + 1 }))
}

/**
 * What there is to choose from for this visit, and which filter left how little of it.
 * @throws CodedError NOT_COMPUTED before a run with a model is published
 */
export const sessionShelf = async (_root: unknown, args: ShelfArgs, ctx: Context): Promise<Shelf> => {
  const asked = await askFor(args, 0, ctx)
  if (asked === null) throw new CodedError('NOT_COMPUTED', await whyWithoutRun(ctx, 'RECOMMENDATIONS'))
  if (asked.list === null) throw withoutModel()
  return asked.list.shelf
}
