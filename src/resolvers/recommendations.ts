import type { Context } from '../context.ts'
import type { PageRequest } from '../domain/page.ts'
import { publishedListLength, type Recommendation, type RecommendationReason } from '../domain/recommendation.ts'
import type { User } from '../domain/user.ts'
import { CodedError } from '../errors.ts'
import { type Connection, emptyConnection, type PageArgs, pageOfList, readPaging, toConnection } from './connection.ts'
import type { CursorValue } from './cursor.ts'
import { requireWithin } from './input.ts'
import { type Language, languageOf } from './language.ts'
import { requestOfUser } from './live-request.ts'
import { productById } from './products.ts'
import { type RecommendationFilterInput, readFilter, type ShelfFilter } from './recommendation-filter.ts'
import { reasonText } from './recommendation-text.ts'
import {
  type Computed,
  computedBy,
  type PublishedRun,
  publishedOrOlder,
  runIdsOf,
  runsOfWalk,
  whyWithoutRun,
} from './runs.ts'

type LiveList = NonNullable<Awaited<ReturnType<Context['live']['list']>>>
export type Shelf = LiveList['shelf']

/** A recommendation as served: its rank is among what is left after leaving out what was bought. */
export interface RecommendationView extends Recommendation, Computed {
  readonly rank: number
  /** Of the person to whom it is shown; English where that is nobody known. */
  readonly language?: Language
}

/** A reason with the language of whom it is told. */
export type ToldReason = RecommendationReason & { readonly language?: Language }

/** The reasons, each in the language of whom they are told. */
export const reasonsTold = ({ reasons, language }: RecommendationView): readonly ToldReason[] =>
  language === undefined ? reasons : reasons.map((reason) => ({ ...reason, language }))

export interface RecommendationConnectionView extends Connection<RecommendationView> {
  /** Computed only when asked for; null where nothing published can say. */
  readonly shelf: () => Promise<Shelf | null>
  /** Why nothing can be listed to anybody; null where it can. */
  readonly unavailable: () => Promise<string | null>
}

export const available = async (): Promise<null> => null

export interface RecommendationArgs extends PageArgs {
  readonly filter?: RecommendationFilterInput | null
  readonly diversity?: number | null
}

/** A place in the published list, or, with a product, in one that was made for the request. */
interface ListPlace {
  readonly place: number
  readonly live: { readonly productId: number; readonly horizon: number } | null
}

const isCount = (value: CursorValue): value is number => Number.isSafeInteger(value) && (value as number) >= 0

const placeOf = (values: readonly CursorValue[]): ListPlace | null => {
  const [place, productId, horizon] = values
  if (!values.every(isCount)) return null
  if (values.length === 1) return { place: place as number, live: null }
  const live = { productId: productId as number, horizon: horizon as number }
  return values.length === 3 ? { place: place as number, live } : null
}

/** What a walk over somebody's recommendations is: whose, by which filter, from which runs. */
interface Walk {
  readonly user: User
  readonly list: string
  readonly run: PublishedRun
  readonly runIds: readonly number[]
  readonly request: PageRequest<ListPlace>
  readonly filter: ShelfFilter
  readonly diversity: number | null
}

/** Null where the run keeps no model. */
const liveList = async (
  { user, run, request, filter, diversity }: Omit<Walk, 'list' | 'runIds'>,
  ctx: Context,
): Promise<LiveList | null> => {
  const asked = await requestOfUser(user.id, run, filter, ctx)
  const { after, before, limit, backward } = request
  const positionOf = (at: ListPlace | null) =>
    at && { place: at.place, productId: at.live?.productId ?? Number.MAX_SAFE_INTEGER }
  const page = { after: positionOf(after), before: positionOf(before), limit, backward }
  const horizon = (after ?? before)?.live?.horizon ?? null
  return ctx.live.list({ ...asked, horizon, diversity, page })
}

/** Somebody's list as it is now: with everything they have done, out of the products of now. */
const fromLive = (walk: Walk, { items, horizon, shelf, ...page }: LiveList): RecommendationConnectionView => {
  const computed = { ...computedBy(walk.run), language: languageOf(walk.user) }
  const connection = toConnection(
    { rows: items, ...page },
    { list: walk.list, runs: walk.runIds },
    ({ place, productId }) => [place, productId, horizon],
    (item) => ({ ...item, ...computed, rank: item.place + 1 }),
  )
  return { ...connection, shelf: async () => shelf, unavailable: available }
}

const firstPage = ({ after, before, backward }: PageRequest<ListPlace>): boolean =>
  after === null && before === null && !backward

const readStored = ({ user, run, request }: Walk, ctx: Context) => {
  // One more than the page tells whether there is a next one.
  const most = firstPage(request) ? request.limit + 1 : null
  return ctx.loaders.recommendations.load({ id: user.id, runId: run.id, most })
}

/** A page of the list that the run published, without what was bought since; null where the list was cut before the end of the page. */
const pageOfStored = async (walk: Walk, ctx: Context) => {
  const items = (await readStored(walk, ctx))?.items ?? []
  const { request } = walk
  const places = { ...request, after: request.after?.place ?? null, before: request.before?.place ?? null }
  const page = pageOfList(items, places, ({ place }) => place)
  const isCut = !request.backward && !page.hasNextPage && items.at(-1)?.place === publishedListLength - 1
  return { items, page, isCut }
}

/** The list that the run published, without what was bought since. */
const fromStored = async (walk: Walk, ctx: Context): Promise<RecommendationConnectionView> => {
  const { items, page } = await pageOfStored(walk, ctx)
  const computed = { ...computedBy(walk.run), language: languageOf(walk.user) }
  const connection = toConnection(
    page,
    { list: walk.list, runs: walk.runIds },
    ({ place }) => [place],
    (item) => ({ ...item, ...computed, rank: items.indexOf(item) + 1 }),
  )
  const nothing = { limit: 0, after: null, before: null, backward: false }
  const shelf = async () => (await liveList({ ...walk, request: nothing }, ctx))?.shelf ?? null
  return { ...connection, shelf, unavailable: available }
}

/** Whether somebody did anything that the published list does not know of: since then, or where the list is that for everybody else, ever. */
const didMore = async (walk: Walk, ctx: Context): Promise<boolean> => {
  const stored = await readStored(walk, ctx)
  if (stored === null || stored.hasChanged) return stored !== null
  if (!stored.isOwn && (await ctx.loaders.userHistory.load(walk.user.id))?.types.length) return true
  return stored.hasImports && (await ctx.loaders.activeSince.load({ id: walk.user.id, runId: walk.run.id })) !== null
}

/** A list without wishes is answered whatever becomes of the live layer. */
const liveOrStored = async (walk: Walk, ctx: Context): Promise<RecommendationConnectionView> => {
  const live = await liveList(walk, ctx).catch((error: unknown) => {
    if (!(error instanceof CodedError) || error.code !== 'RECOMMENDER_UNAVAILABLE') throw error
    ctx.log.warn({ err: error }, 'a published list stood in for a live one')
    return null
  })
  return live === null ? fromStored(walk, ctx) : fromLive(walk, live)
}

/** The published list, and after its end the rest of the whole one, which begins with it: what was done since the run says nothing in either. */
const fromStoredOn = async (walk: Walk, ctx: Context): Promise<RecommendationConnectionView> => {
  const { items, isCut } = await pageOfStored(walk, ctx)
  if (!isCut) return fromStored(walk, ctx)
  const { after } = walk.request
  const last = after && items.findLast(({ place }) => place <= after.place)
  const live = { productId: last?.productId ?? Number.MAX_SAFE_INTEGER, horizon: walk.run.asOf.getTime() }
  return liveOrStored({ ...walk, request: { ...walk.request, after: after && { place: after.place, live } } }, ctx)
}

export const withoutModel = (): CodedError =>
  new CodedError(
    'NOT_COMPUTED',
    'The published recommendations keep no model that could be asked. Recompute them, or ask without filter and diversity.',
  )

/** Empty before the first run is published. */
export const recommendationsOfUser = async (
  user: User,
  args: RecommendationArgs,
  ctx: Context,
): Promise<RecommendationConnectionView> => {
  const { filter, diversity } = args
  if (diversity != null) requireWithin('diversity', diversity, 0, 1)
  const asked = filter != null || diversity != null
  const list = `recommendations ${user.id}${asked ? ` ${JSON.stringify([filter, diversity])}` : ''}`
  const { request, runs: pinned } = readPaging(args, { list, positionOf: placeOf })
  const runs = await runsOfWalk(ctx, ['RECOMMENDATIONS'], pinned)
  const run = await publishedOrOlder(ctx, 'RECOMMENDATIONS', runs)
  if (run === null) {
    const unavailable = () => whyWithoutRun(ctx, 'RECOMMENDATIONS')
    return { ...emptyConnection, shelf: async () => null, unavailable }
  }
  const runIds = runIdsOf(['RECOMMENDATIONS'], runs)
  const wished = await readFilter(filter, ctx)
  const walk = { user, list, run, runIds, request, filter: wished, diversity: diversity ?? null }
  if (asked) {
    const live = await liveList(walk, ctx)
    if (live === null) throw withoutModel()
    return fromLive(walk, live)
  }
  const begun = request.after ?? request.before
  const isLive =
    begun === null ? request.limit > publishedListLength || (await didMore(walk, ctx)) : begun.live !== null
  return isLive ? liveOrStored(walk, ctx) : fromStoredOn(walk, ctx)
}

export const productOfRecommendation = ({ productId }: Recommendation, _args: object, ctx: Context) =>
  productById(productId, ctx)

/** What the user bought that goes with the recommended. */
export const productBehind = ({ productId }: { readonly productId: number }, _args: object, ctx: Context) =>
  productById(productId, ctx)

/** Of a product that too few know: the one that it is like. */
export const productThatItIsLike = ({ like }: { readonly like: number }, _args: object, ctx: Context) =>
  productById(like, ctx)

/** What the user chose that speaks for it; null where the list does not tell. */
export const productBehindTaste = ({ productId }: { readonly productId?: number }, _args: object, ctx: Context) =>
  productId === undefined ? null : productById(productId, ctx)

export const textOfReason = async (
  reason: ToldReason,
  { language }: { readonly language?: Language | null },
  ctx: Context,
): Promise<string> => {
  const because =
    'productId' in reason && reason.productId !== undefined ? await productById(reason.productId, ctx) : null
  const like = reason.kind === 'RESEMBLES' ? await productById(reason.like, ctx) : null
  return reasonText(reason, { because, like }, language ?? reason.language ?? 'EN')
}
