import type { ChurnScore } from '../domain/churn-risk.ts'
import type { Estimate, NextOrderPrediction, PurchasePrediction, RatingPrediction } from '../domain/prediction.ts'
import type { Database, Statement } from './database.ts'
import {
  readCounterfactual,
  readPredictionReasons,
  type StoredCounterfactual,
  type StoredPredictionReasons,
} from './stored-prediction.ts'

/** What stands in a row for reasons and what would change them. */
interface Explained {
  readonly probability: number
  readonly reasons: StoredPredictionReasons
  readonly counterfactual: StoredCounterfactual | null
}

/** A row with its reasons as they are read. */
export const explainedOf = <Row extends Explained>(row: Row) => ({
  ...row,
  reasons: readPredictionReasons(row.reasons),
  counterfactual: readCounterfactual(row.counterfactual, row.probability),
})

/** Of runs that had one horizon for everybody. */
export const commonHorizonDays = 90

const churnScores: Statement = {
  name: 'churn_scores_of_run',
  text: `SELECT user_id AS "userId", probability, band, coalesce(horizon_days, ${commonHorizonDays}) AS "horizonDays",
    probability_alive AS "probabilityAlive", reasons, counterfactual
    FROM churn_scores WHERE run_id = $1::int AND user_id = ANY($2::bigint[])`,
}

/** What one run said of these users; nothing of those whom it does not know. */
export const findChurnScores = async (
  database: Pick<Database, 'read'>,
  runId: number,
  userIds: readonly number[],
): Promise<ChurnScore[]> => {
  const rows = await database.read<Omit<ChurnScore, keyof Explained> & Explained>(churnScores, [runId, userIds])
  return rows.map(explainedOf)
}

const purchases: Statement = {
  name: 'purchase_predictions_of_run',
  text: `SELECT user_id AS "userId", within_days AS "withinDays", probability, reasons, counterfactual
    FROM purchase_predictions WHERE run_id = $1::int AND user_id = ANY($2::bigint[]) ORDER BY user_id, within_days`,
}

/** Up to one per window and user: a window of which too little was known has none. */
export const findPurchasePredictions = async (
  database: Pick<Database, 'read'>,
  runId: number,
  userIds: readonly number[],
): Promise<PurchasePrediction[]> => {
  const rows = await database.read<Omit<PurchasePrediction, keyof Explained> & Explained>(purchases, [runId, userIds])
  return rows.map(explainedOf)
}

const nextOrders: Statement = {
  name: 'next_orders_of_run',
  text: `SELECT user_id AS "userId", none_within_90 AS "noneWithin90", days_median AS median, days_low AS low, days_high AS high,
    categories, spend, quantity, spend_within_90 AS "spendWithin90", active_days_within_30 AS "activeDaysWithin30"
    FROM next_orders WHERE run_id = $1::int AND user_id = ANY($2::bigint[])`,
}

type Triple = readonly [value: number, low: number, high: number]

interface NextOrderRow {
  readonly userId: number
  readonly noneWithin90: number
  readonly median: number | null
  readonly low: number | null
  readonly high: number | null
  readonly categories: readonly (string | number)[]
  readonly spend: Triple
  readonly quantity: Triple
  readonly spendWithin90: Triple
  readonly activeDaysWithin30: Triple
}

const estimateOf = ([value, low, high]: Triple): Estimate => ({ value, low, high })

const nextOrderOf = ({ userId, noneWithin90, median, low, high, categories, ...row }: NextOrderRow) => ({
  userId,
  noneWithin90,
  days: { median, low, high },
  categories: Array.from({ length: categories.length / 2 }, (_, place) => ({
    category: String(categories[2 * place]),
    probability: Number(categories[2 * place + 1]),
  })),
  spend: estimateOf(row.spend),
  quantity: estimateOf(row.quantity),
  spendWithin90: estimateOf(row.spendWithin90),
  activeDaysWithin30: estimateOf(row.activeDaysWithin30),
})

export const findNextOrders = async (
  database: Pick<Database, 'read'>,
  runId: number,
  userIds: readonly number[],
): Promise<NextOrderPrediction[]> => {
  const rows = await database.read<NextOrderRow>(nextOrders, [runId, userIds])
  return rows.map(nextOrderOf)
}

const ratings: Statement = {
  name: 'ratings_of_run',
  text: `SELECT asked.user_id AS "userId", asked.product_id AS "productId", coalesce(u.bias, 0) AS "userBias", coalesce(p.bias, 0) AS "productBias",
    coalesce(u.factors, '{}') AS "userFactors", coalesce(p.factors, '{}') AS "productFactors",
    coalesce(u.ratings, 0) AS "ratingsOfUser", coalesce(p.ratings, 0) AS "ratingsOfProduct", r.artefact
    FROM unnest($2::bigint[], $3::int[]) AS asked(user_id, product_id) JOIN model_runs r ON r.id = $1::int
    LEFT JOIN rating_users u ON u.run_id = $1::int AND u.user_id = asked.user_id
    LEFT JOIN rating_products p ON p.run_id = $1::int AND p.product_id = asked.product_id`,
}

/** What all ratings of a run have in common: kept as its artefact. */
export interface RatingScale {
  readonly mean: number
  /** Of what is left when everything is known. */
  readonly residualVariance: number
  /** Of biases about which nothing is known; they shrink with `ratings + shrinkage`. */
  readonly userVariance: number
  readonly productVariance: number
  readonly userShrinkage: number
  readonly productShrinkage: number
  /** Widens the interval to what was covered in the holdout: 1.28 for a bell. */
  readonly width: number
}

interface RatingRow {
  readonly userId: number
  readonly productId: number
  readonly userBias: number
  readonly productBias: number
  readonly userFactors: readonly number[]
  readonly productFactors: readonly number[]
  readonly ratingsOfUser: number
  readonly ratingsOfProduct: number
  readonly artefact: RatingScale
}

const within = (stars: number): number => Math.min(5, Math.max(1, stars))

const ratingOf = (row: RatingRow): RatingPrediction => {
  const { userId, productId, userFactors, productFactors, ratingsOfUser, ratingsOfProduct, artefact: scale } = row
  const factors = Math.min(userFactors.length, productFactors.length)
  const agreement = userFactors.slice(0, factors).reduce((sum, value, at) => sum + value * productFactors[at], 0)
  const expected = scale.mean + row.userBias + row.productBias + agreement
  const unknown = (variance: number, shrinkage: number, known: number) => (variance * shrinkage) / (shrinkage + known)
  const variance =
    scale.residualVariance +
    unknown(scale.userVariance, scale.userShrinkage, ratingsOfUser) +
    unknown(scale.productVariance, scale.productShrinkage, ratingsOfProduct)
  const half = scale.width * Math.sqrt(variance)
  return {
    userId,
    productId,
    value: within(expected),
    low: within(expected - half),
    high: within(expected + half),
    ratingsOfUser,
    ratingsOfProduct,
  }
}

/** How users would rate products, pair by pair; of whom or what nothing is known counts as everybody else. */
export const findRatings = async (
  database: Pick<Database, 'read'>,
  runId: number,
  pairs: readonly { readonly userId: number; readonly productId: number }[],
): Promise<RatingPrediction[]> => {
  const values = [runId, pairs.map(({ userId }) => userId), pairs.map(({ productId }) => productId)]
  const rows = await database.read<RatingRow>(ratings, values)
  return rows.map(ratingOf)
}
