import {
  chooseRatingFactors,
  countSides,
  fitRatingFactors,
  type RatingChoice,
  type RatingFactors,
  type RatingOptions,
} from '../models/predictions/rating-factors.ts'

export interface RatingInput {
  readonly userIds: Float64Array
  readonly productIds: Int32Array
  readonly stars: Float32Array
  readonly seed: number
  readonly published: RatingOptions | null
}

export interface RatingResult {
  readonly choice: RatingChoice
  /** Fitted on all ratings. */
  readonly model: RatingFactors
  readonly userIds: Float64Array
  readonly productIds: Int32Array
  /** Ratings of each. */
  readonly known: { readonly users: Int32Array; readonly products: Int32Array }
}

/** Each different id once, ascending, and per entry its place. */
const indexOf = (ids: ArrayLike<number>) => {
  const distinct = Float64Array.from(new Set(Array.from(ids))).sort()
  const placeOf = new Map(Array.from(distinct, (id, place) => [id, place]))
  return { distinct, places: Int32Array.from(ids, (id) => placeOf.get(id) ?? 0) }
}

/** Chooses how ratings are foretold, judges it on the latest ones, and fits it on all. */
export const ratings = (
  { userIds, productIds, stars, seed, published }: RatingInput,
  report: (part: number) => void,
): RatingResult => {
  const [users, products] = [indexOf(userIds), indexOf(productIds)]
  const rows = {
    users: users.places,
    products: products.places,
    stars,
    userCount: users.distinct.length,
    productCount: products.distinct.length,
  }
  const choice = chooseRatingFactors(rows, seed, published)
  report(0.8)
  const model = fitRatingFactors(rows, choice.options, seed)
  return {
    choice,
    model,
    userIds: users.distinct,
    productIds: Int32Array.from(products.distinct),
    known: countSides(rows),
  }
}
