import type { Context } from '../context.ts'
import { CodedError } from '../errors.ts'
import { isStorable } from './input.ts'
import { languageOf } from './language.ts'
import { requestOfUser } from './live-request.ts'
import { productIdsOf, type RecommendationFilterInput, readFilter } from './recommendation-filter.ts'
import { type RecommendationView, type Shelf, withoutModel } from './recommendations.ts'
import { computedBy } from './runs.ts'

export interface RerankArgs {
  readonly user: string
  readonly products: readonly string[]
  readonly filter?: RecommendationFilterInput | null
}

export interface RerankedProducts {
  readonly items: readonly RecommendationView[]
  /** Ids of the caller's that the shop knows no product by. */
  readonly unknown: readonly string[]
  readonly shelf: Shelf
}

/** Everything that was named is shown again, unless a filter says otherwise. */
const everything = { excludePurchased: false, excludeSeen: false }

/**
 * The caller's own products in the order of what the published model says of them for a user; null where there is no such user.
 * @throws CodedError NOT_COMPUTED before a run with a model is published
 */
export const rerankProducts = async (
  _root: unknown,
  { user: externalId, products, filter }: RerankArgs,
  ctx: Context,
): Promise<RerankedProducts | null> => {
  const user = isStorable(externalId) ? await ctx.loaders.userByExternalId.load(externalId) : null
  if (user === null) return null
  const run = (await ctx.loaders.publishedRuns()).RECOMMENDATIONS
  if (run === undefined) {
    throw new CodedError(
      'NOT_COMPUTED',
      'No recommendations are published yet, so there is nothing to order by. Recompute.',
    )
  }
  const found = await productIdsOf('products', products, ctx)
  const { productIn, ...wished } = await readFilter(filter ?? everything, ctx)
  const named = [...new Set(found.filter((id) => id !== null))]
  const wanted = productIn === undefined ? named : named.filter((id) => productIn.includes(id))
  const request = await requestOfUser(user.id, run, { ...wished, productIn: wanted }, ctx)
  const ranked = await ctx.live.rerank(request)
  if (ranked === null) throw withoutModel()
  const computed = { ...computedBy(run), language: languageOf(user) }
  const items = ranked.items.map((item) => ({ ...item, ...computed, rank: item.place + 1 }))
  return { items, unknown: [...new Set(products.filter((_, at) => found[at] === null))], shelf: ranked.shelf }
}
