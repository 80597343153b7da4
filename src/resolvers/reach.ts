import type { Context } from '../context.ts'
import type { SegmentRecommendation, SimilarUser } from '../domain/reach.ts'
import type { Segment } from '../domain/segment.ts'
import type { User } from '../domain/user.ts'
import { requireWithin } from './input.ts'
import { productById } from './products.ts'

interface FirstArgs {
  readonly first?: number | null
}

/** Lists that are computed as a whole: no pages. */
export const longestList = 100
export const defaultLength = 10

const lengthOf = ({ first }: FirstArgs): number => requireWithin('first', first ?? defaultLength, 0, longestList)

export const similarUsersOf = ({ id }: User, args: FirstArgs, ctx: Context): Promise<readonly SimilarUser[]> =>
  ctx.store.findSimilarUsers(id, lengthOf(args))

export const userOfSimilar = async ({ userId }: SimilarUser, _args: object, ctx: Context): Promise<User> => {
  const user = await ctx.loaders.user.load(userId)
  if (user === null) throw new Error(`User ${userId} has bought something but is not there`)
  return user
}

export const sharedProductsOf = ({ sharedProductIds }: SimilarUser, _args: object, ctx: Context) =>
  Promise.all(sharedProductIds.map((id) => productById(id, ctx)))

/** Empty before the first segments and recommendations are published. */
export const recommendationsOfSegment = async (
  { id }: Segment,
  args: FirstArgs,
  ctx: Context,
): Promise<readonly SegmentRecommendation[]> => {
  const most = lengthOf(args)
  const { SEGMENTS, RECOMMENDATIONS } = await ctx.loaders.publishedRuns()
  if (SEGMENTS === undefined || RECOMMENDATIONS === undefined) return []
  const runs = { segments: SEGMENTS.id, recommendations: RECOMMENDATIONS.id }
  return ctx.store.readSegmentRecommendations(id, runs, most)
}

export const productOfSegmentRecommendation = ({ productId }: SegmentRecommendation, _args: object, ctx: Context) =>
  productById(productId, ctx)
