import type { Context } from '../context.ts'
import type { PageRequest } from '../domain/page.ts'
import type { Product, SimilarProduct } from '../domain/product.ts'
import { CodedError } from '../errors.ts'
import { type Connection, emptyConnection, type PageArgs, pageOfList, readPaging, toConnection } from './connection.ts'
import type { CursorValue } from './cursor.ts'
import { type RecommendationFilterInput, readFilter } from './recommendation-filter.ts'
import { type Shelf, withoutModel } from './recommendations.ts'
import { runIdsOf, runsOfWalk } from './runs.ts'

export interface SimilarArgs extends PageArgs {
  readonly filter?: RecommendationFilterInput | null
}

export interface SimilarConnectionView extends Connection<SimilarProduct> {
  /** null for the list as published. */
  readonly shelf: Shelf | null
}

/** A place in the list; with a filter, and the product that stood there. */
interface Place {
  readonly place: number
  readonly productId: number | null
}

const isCount = (value: CursorValue): value is number => Number.isSafeInteger(value) && (value as number) >= 0

const placeOf = (values: readonly CursorValue[]): Place | null => {
  if (values.length < 1 || values.length > 2 || !values.every(isCount)) return null
  const [place, productId] = values as readonly number[]
  return { place, productId: productId ?? null }
}

interface Walk {
  readonly product: Product
  readonly list: string
  readonly request: PageRequest<Place>
  readonly runId: number
  readonly runIds: readonly number[]
}

const listedUnder = async ({ product: { id }, runId }: Walk, ctx: Context): Promise<readonly SimilarProduct[]> =>
  (await ctx.loaders.similarProducts.load({ id, runId }))?.items ?? []

const asPublished = async (walk: Walk, ctx: Context): Promise<SimilarConnectionView> => {
  const { list, request, runIds } = walk
  const places = { ...request, after: request.after?.place ?? null, before: request.before?.place ?? null }
  const page = pageOfList(await listedUnder(walk, ctx), places, ({ rank }) => rank)
  const connection = toConnection(
    page,
    { list, runs: runIds },
    ({ rank }) => [rank],
    (item) => item,
  )
  return { ...connection, shelf: null }
}

/** Out of the whole catalogue as it is now. @throws CodedError NOT_COMPUTED, ATTRIBUTE_UNKNOWN, BAD_USER_INPUT */
const asFiltered = async (
  walk: Walk,
  filter: RecommendationFilterInput,
  ctx: Context,
): Promise<SimilarConnectionView> => {
  const { product, list, request, runId, runIds } = walk
  const positionOf = (at: Place | null) => at && { place: at.place, productId: at.productId ?? 0 }
  const [wished, listed, catalogueVersion] = await Promise.all([
    readFilter(filter, ctx),
    listedUnder(walk, ctx),
    ctx.loaders.catalogueVersion(),
  ])
  const { limit, backward } = request
  const answer = await ctx.live.similar({
    ...{ runId, catalogueVersion, filter: wished, productId: product.id, limit, backward },
    listed: listed.map(({ productId, score }) => ({ productId, score })),
    after: positionOf(request.after),
    before: positionOf(request.before),
  })
  if (answer === null) throw withoutModel()
  const connection = toConnection(
    { ...answer, rows: answer.items },
    { list, runs: runIds },
    ({ place, productId }) => [place, productId],
    ({ productId, score, place }) => ({ productId, score, rank: place + 1 }),
  )
  return { ...connection, shelf: answer.shelf }
}

/** Nobody in particular asks, and anything may be shown. */
const anything: RecommendationFilterInput = {}

/** Of what came since, or what too few have bought and nothing is published, by what it is described by; nothing where the run keeps no model. */
const ofNewcomer = async (walk: Walk, ctx: Context): Promise<SimilarConnectionView> => {
  try {
    return await asFiltered(walk, anything, ctx)
  } catch (error) {
    if (!(error instanceof CodedError) || !['NOT_COMPUTED', 'RECOMMENDER_UNAVAILABLE'].includes(error.code)) throw error
    return asPublished(walk, ctx)
  }
}

/** Empty before the first run is published. */
export const similarProducts = async (
  product: Product,
  { filter, ...args }: SimilarArgs,
  ctx: Context,
): Promise<SimilarConnectionView> => {
  const isFiltered = filter != null
  const list = `similar ${product.id}${isFiltered ? ` ${JSON.stringify(filter)}` : ''}`
  const { request, runs: pinned } = readPaging(args, { list, positionOf: placeOf })
  const runs = await runsOfWalk(ctx, ['RECOMMENDATIONS'], pinned)
  const runId = runs.RECOMMENDATIONS
  if (runId === undefined) return { ...emptyConnection, shelf: null }
  const walk = { product, list, request, runId, runIds: runIdsOf(['RECOMMENDATIONS'], runs) }
  if (isFiltered) return asFiltered(walk, filter, ctx)
  const isListed = (await listedUnder(walk, ctx)).length > 0
  return isListed ? asPublished(walk, ctx) : ofNewcomer(walk, ctx)
}
