import type { Context } from '../context.ts'
import type { InsufficientData } from '../domain/insufficient-data.ts'
import type { RunKind } from '../domain/model-run.ts'
import {
  type Estimate,
  type NextOrderPrediction,
  type PredictionTarget,
  type PurchasePrediction,
  type PurchaseWindow,
  purchaseWindows,
  type RatingPrediction,
} from '../domain/prediction.ts'
import type { Product } from '../domain/product.ts'
import type { User } from '../domain/user.ts'
import { CodedError } from '../errors.ts'
import { chosenRun, orUnavailable, type PredictionUnavailable, type RunArgs } from './chosen-run.ts'
import { noOrders } from './churn-risk.ts'
import { badInput, isStorable } from './input.ts'
import { type Computed, computedBy, type PublishedRun, withoutRun } from './runs.ts'

/** Somebody, and the run to answer from. */
export interface PredictionsView extends RunArgs {
  readonly user: User
}

export const predictionsOfUser = (user: User, { asOf, modelRun }: RunArgs): PredictionsView => ({
  user,
  asOf,
  modelRun,
})

/** `modelRun` may be of any of these; those of the same recompute answer the rest. */
const family = ['PURCHASE', 'NEXT_ORDER', 'RATING'] as const satisfies readonly RunKind[]

const runOf = (ctx: Context, kind: (typeof family)[number], view: PredictionsView) => chosenRun(ctx, kind, view, family)

/** @throws CodedError BAD_USER_INPUT */
export const requireWindow = (days: number): PurchaseWindow => {
  const window = purchaseWindows.find((offered) => offered === days)
  if (window !== undefined) return window
  throw badInput(
    `"withinDays" must be ${purchaseWindows.slice(0, -1).join(', ')} or ${purchaseWindows.at(-1)}; it is ${days}.`,
  )
}

/** Why a run foretells nothing of a target: its model was refused, or there was too little to learn one from. */
const withoutModel = async (
  ctx: Context,
  { id }: PublishedRun,
  target: PredictionTarget,
): Promise<InsufficientData | PredictionUnavailable> => {
  const model = (await ctx.loaders.report.load(id))?.models.find((candidate) => candidate.target === target)
  return model?.refusal ?? { what: `outcomes to learn ${target} from`, have: 0, need: 1 }
}

export interface PurchaseView extends PurchasePrediction, Computed {}

/** A run speaks of everybody who was known by its as-of. */
export const purchaseOfPredictions = orUnavailable(
  async (
    view: PredictionsView,
    { withinDays }: { readonly withinDays: number },
    ctx: Context,
  ): Promise<PurchaseView | InsufficientData | PredictionUnavailable> => {
    const window = requireWindow(withinDays)
    const run = await runOf(ctx, 'PURCHASE', view)
    if (run === null) return withoutRun(ctx, 'PURCHASE')
    const foretold = await ctx.loaders.purchases.load({ id: view.user.id, runId: run.id })
    if (foretold === null) return { what: 'days on which this user was known before the run', have: 0, need: 1 }
    const prediction = foretold.windows.find(({ withinDays: days }) => days === window)
    return prediction === undefined
      ? withoutModel(ctx, run, `PURCHASE_${window}`)
      : { ...prediction, ...computedBy(run) }
  },
)

/** Something of the next order of a customer. */
const ofNextOrder = <View>(shape: (prediction: NextOrderPrediction, run: PublishedRun) => View | InsufficientData) =>
  orUnavailable(async (view: PredictionsView, _args: object, ctx: Context): Promise<View | InsufficientData> => {
    const run = await runOf(ctx, 'NEXT_ORDER', view)
    if (run === null) return withoutRun(ctx, 'NEXT_ORDER')
    const prediction = await ctx.loaders.nextOrder.load({ id: view.user.id, runId: run.id })
    return prediction === null ? noOrders : shape(prediction, run)
  })

const dayMs = 86_400_000

const daysAfter = (start: Date, days: number | null): Date | null =>
  days === null ? null : new Date(start.getTime() + days * dayMs)

/** So far ahead a run looks for an order, and for visits. */
const orderDays = 90
const visitDays = 30

export interface NextOrderView extends NextOrderPrediction, Computed {
  readonly horizonDays: number
  readonly date: Date | null
  readonly earliest: Date | null
  readonly latest: Date | null
}

export const nextOrderOfPredictions = ofNextOrder(
  (prediction, run): NextOrderView => ({
    ...prediction,
    ...computedBy(run),
    horizonDays: orderDays,
    date: daysAfter(run.asOf, prediction.days.median),
    earliest: daysAfter(run.asOf, prediction.days.low),
    latest: daysAfter(run.asOf, prediction.days.high),
  }),
)

export interface NextCategoryView extends Computed, Pick<NextOrderPrediction, 'categories'> {
  readonly horizonDays: number
}

export const nextCategoryOfPredictions = ofNextOrder(({ categories }, run): NextCategoryView | InsufficientData =>
  categories.length === 0
    ? { what: 'categories of products that were bought', have: 0, need: 1 }
    : { categories, ...computedBy(run), horizonDays: orderDays },
)

export interface ExpectedAmountView extends Estimate, Computed {
  readonly horizonDays: number
}

const expected = (amountOf: (prediction: NextOrderPrediction) => Estimate, horizonDays: number) =>
  ofNextOrder((prediction, run): ExpectedAmountView => ({ ...amountOf(prediction), ...computedBy(run), horizonDays }))

export const expectedSpend = expected(({ spendWithin90 }) => spendWithin90, orderDays)
export const expectedQuantity = expected(({ quantity }) => quantity, orderDays)
export const browseIntensity = expected(({ activeDaysWithin30 }) => activeDaysWithin30, visitDays)

export interface RatingView extends RatingPrediction, Computed {
  readonly product: Product
}

const productOf = async (externalId: string, ctx: Context): Promise<Product> => {
  const product = isStorable(externalId) ? await ctx.loaders.productByExternalId.load(externalId) : null
  if (product !== null) return product
  const near = isStorable(externalId) ? await ctx.nearestProductId(externalId) : null
  const hint = near === null ? '' : ` Did you mean ${JSON.stringify(near)}?`
  throw new CodedError('NOT_FOUND', `There is no product ${JSON.stringify(externalId)}.${hint}`)
}

/** Something must be known of the one or of the other: else it would be the mean of all ratings, which says nothing. */
export const ratingOfPredictions = orUnavailable(
  async (
    view: PredictionsView,
    { productId }: { readonly productId: string },
    ctx: Context,
  ): Promise<RatingView | InsufficientData> => {
    const [product, run] = await Promise.all([productOf(productId, ctx), runOf(ctx, 'RATING', view)])
    if (run === null) return withoutRun(ctx, 'RATING')
    const rating = await ctx.loaders.rating.load({ runId: run.id, userId: view.user.id, productId: product.id })
    if (rating.ratingsOfUser + rating.ratingsOfProduct === 0)
      return { what: 'ratings of this user or of this product', have: 0, need: 1 }
    return { ...rating, ...computedBy(run), product }
  },
)
