import type { Context } from '../context.ts'
import type { Recommendation, RecommendationReason } from '../domain/recommendation.ts'
import type { User } from '../domain/user.ts'
import {
  type Connection,
  emptyConnection,
  idPosition,
  type PageArgs,
  pageOfList,
  readPaging,
  toConnection,
} from './connection.ts'
import type { LanguageArgs } from './language.ts'
import { productById } from './products.ts'
import { reasonText } from './recommendation-text.ts'
import { type Computed, computedBy, publishedOrOlder, runIdsOf, runsOfWalk } from './runs.ts'

/** A recommendation as served: its rank is among what is left after leaving out what was bought. */
export interface RecommendationView extends Recommendation, Computed {
  readonly rank: number
}

/** Empty before the first run is published. */
export const recommendationsOfUser = async (
  { id }: User,
  args: PageArgs,
  ctx: Context,
): Promise<Connection<RecommendationView>> => {
  const list = `recommendations ${id}`
  const { request, runs: pinned } = readPaging(args, { list, positionOf: idPosition() })
  const runs = await runsOfWalk(ctx, ['RECOMMENDATIONS'], pinned)
  const run = await publishedOrOlder(ctx, 'RECOMMENDATIONS', runs)
  if (run === null) return emptyConnection
  const isFirstPage = request.after === null && request.before === null && !request.backward
  // One more than the page tells whether there is a next one.
  const most = isFirstPage ? request.limit + 1 : null
  const items = (await ctx.loaders.recommendations.load({ id, runId: run.id, most }))?.items ?? []
  const computed = computedBy(run)
  return toConnection(
    pageOfList(items, request, ({ place }) => place),
    { list, runs: runIdsOf(['RECOMMENDATIONS'], runs) },
    ({ place }) => [place],
    (item) => ({ ...item, ...computed, rank: items.indexOf(item) + 1 }),
  )
}

export const productOfRecommendation = ({ productId }: RecommendationView, _args: object, ctx: Context) =>
  productById(productId, ctx)

/** What the user bought that goes with the recommended. */
export const productBehind = ({ productId }: { readonly productId: number }, _args: object, ctx: Context) =>
  productById(productId, ctx)

export const textOfReason = async (
  reason: RecommendationReason,
  { language }: LanguageArgs,
  ctx: Context,
): Promise<string> => {
  const because = 'productId' in reason ? await productById(reason.productId, ctx) : null
  return reasonText(reason, because, language)
}
