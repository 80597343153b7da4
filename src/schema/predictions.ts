import type { CategoryChance as CategoryChanceNoun, Estimate } from '../domain/prediction.ts'
import type { PredictionUnavailable as PredictionUnavailableView, RunArgs } from '../resolvers/chosen-run.ts'
import { firstOf, reliabilityOf } from '../resolvers/model-report.ts'
import { counterfactualOf, reasonsOf } from '../resolvers/prediction-reasons.ts'
import {
  browseIntensity,
  type ExpectedAmountView,
  expectedQuantity,
  expectedSpend,
  type NextCategoryView,
  type NextOrderView,
  nextCategoryOfPredictions,
  nextOrderOfPredictions,
  type PredictionsView,
  type PurchaseView,
  predictionsOfUser,
  purchaseOfPredictions,
  type RatingView,
  ratingOfPredictions,
} from '../resolvers/predictions.ts'
import { builder } from './builder.ts'
import { ComputedInterface } from './computed.ts'
import { InsufficientData } from './insufficient-data.ts'
import { Counterfactual, PredictionReason } from './prediction-reason.ts'
import { PredictionUnavailable, runArgs } from './prediction-unavailable.ts'
import { Product } from './product.ts'
import { ReliabilityPoint } from './reliability.ts'
import { User } from './user.ts'

const PredictedAmount = builder.objectRef<Estimate>('PredictedAmount').implement({
  description: 'An amount that is foretold, and where it lies in four of five cases.',
  fields: (t) => ({
    value: t.exposeFloat('value', { description: 'What is expected.' }),
    low: t.exposeFloat('low', { description: 'Lower bound of the central 80 % of what it may be.' }),
    high: t.exposeFloat('high', { description: 'Upper bound of the central 80 % of what it may be.' }),
  }),
})

const PurchasePrediction = builder.objectRef<PurchaseView>('PurchasePrediction').implement({
  description:
    'How likely somebody is to buy: at least one event of type PURCHASE within `withinDays` times 24 hours of the as-of of the run.',
  interfaces: [ComputedInterface],
  fields: (t) => ({
    withinDays: t.exposeInt('withinDays', { description: 'Days of 24 hours after the as-of: 7, 30 or 90.' }),
    probability: t.exposeFloat('probability', { description: 'Calibrated, 0..1.' }),
    reasons: t.field({
      type: [PredictionReason],
      description: 'What the probability is made of: the baseline, then what weighs most.',
      resolve: ({ withinDays, reasons }, _args, ctx) => reasonsOf(`PURCHASE_${withinDays}`, reasons, ctx),
    }),
    counterfactual: t.field({
      type: Counterfactual,
      nullable: true,
      description: 'What would make an order likelier; null when nothing within reach would, noticeably.',
      resolve: ({ withinDays, counterfactual }) => counterfactualOf(`PURCHASE_${withinDays}`, counterfactual),
    }),
    reliability: t.field({
      type: ReliabilityPoint,
      nullable: true,
      description:
        'What came of those of whom about the same was foretold, with its interval; null where the run has not measured it.',
      resolve: (prediction, _args, ctx) => reliabilityOf(`PURCHASE_${prediction.withinDays}`, prediction, ctx),
    }),
  }),
})

const CategoryChance = builder.objectRef<CategoryChanceNoun>('CategoryChance').implement({
  description: 'A category and how likely it is.',
  fields: (t) => ({
    category: t.exposeString('category', {
      description: 'The first level of its path; `other` for all beyond the 24 most frequent.',
    }),
    probability: t.exposeFloat('probability', { description: '0..1; those of one prediction add up to 1.' }),
  }),
})

const NextOrder = builder.objectRef<NextOrderView>('NextOrder').implement({
  description:
    'The next order of a customer: the first 24 hours with a purchase after the as-of of the run, looked for within `horizonDays`.',
  interfaces: [ComputedInterface],
  fields: (t) => ({
    horizonDays: t.exposeInt('horizonDays', {
      description: 'Days of 24 hours after the as-of that are looked at: 90.',
    }),
    date: t.expose('date', {
      type: 'DateTime',
      nullable: true,
      description: 'By when half of such customers have ordered; null: not within the horizon.',
    }),
    earliest: t.expose('earliest', {
      type: 'DateTime',
      nullable: true,
      description: 'By when one in ten such customers has ordered; null: not within the horizon.',
    }),
    latest: t.expose('latest', {
      type: 'DateTime',
      nullable: true,
      description: 'By when nine in ten such customers have ordered; null: not within the horizon.',
    }),
    days: t.float({
      nullable: true,
      description: 'Days from the as-of to `date`; null: not within the horizon.',
      resolve: ({ days }) => days.median,
    }),
    probabilityOfNone: t.float({
      description: 'Probability of no order within the horizon, 0..1.',
      resolve: ({ noneWithin90 }) => noneWithin90,
    }),
    spend: t.expose('spend', {
      type: PredictedAmount,
      description: "What is spent on it, should it come within the horizon, in the shop's currency.",
    }),
    quantity: t.expose('quantity', {
      type: PredictedAmount,
      description: 'Pieces bought, should it come within the horizon.',
    }),
  }),
})

const NextCategory = builder.objectRef<NextCategoryView>('NextCategory').implement({
  description:
    'What the next order of a customer is likely to be of: the top category that most is spent on, should it come within `horizonDays`.',
  interfaces: [ComputedInterface],
  fields: (t) => ({
    horizonDays: t.exposeInt('horizonDays', {
      description: 'Days of 24 hours after the as-of that are looked at: 90.',
    }),
    category: t.string({ description: 'The likeliest.', resolve: ({ categories }) => categories[0].category }),
    probability: t.float({
      description: 'How likely it is, 0..1, should an order come.',
      resolve: ({ categories }) => categories[0].probability,
    }),
    categories: t.field({
      type: [CategoryChance],
      description: 'All of them, the likeliest first.',
      args: { first: t.arg.int({ defaultValue: 5, description: 'At most so many.' }) },
      resolve: ({ categories }, args) => firstOf(categories, args),
    }),
  }),
})

const ExpectedAmount = builder.objectRef<ExpectedAmountView>('ExpectedAmount').implement({
  description: 'An amount that is foretold for the days after the as-of of the run.',
  interfaces: [ComputedInterface],
  fields: (t) => ({
    horizonDays: t.exposeInt('horizonDays', { description: 'Days of 24 hours after the as-of that it speaks of.' }),
    value: t.exposeFloat('value', { description: 'What is expected.' }),
    low: t.exposeFloat('low', { description: 'Lower bound of the central 80 % of what it may be.' }),
    high: t.exposeFloat('high', { description: 'Upper bound of the central 80 % of what it may be.' }),
  }),
})

const PredictedRating = builder.objectRef<RatingView>('PredictedRating').implement({
  description: 'How a user would rate a product.',
  interfaces: [ComputedInterface],
  fields: (t) => ({
    product: t.expose('product', { type: Product, description: 'The product.' }),
    value: t.exposeFloat('value', { description: 'Stars, 1 to 5.' }),
    low: t.exposeFloat('low', { description: 'Lower bound of the central 80 % of what it may be.' }),
    high: t.exposeFloat('high', { description: 'Upper bound of the central 80 % of what it may be.' }),
    ratingsOfUser: t.exposeInt('ratingsOfUser', { description: 'Ratings that the run knows from this user.' }),
    ratingsOfProduct: t.exposeInt('ratingsOfProduct', { description: 'Ratings that the run knows of this product.' }),
  }),
})

const isMissing = (result: object): boolean => 'need' in result
const isUnavailable = (result: object): result is PredictionUnavailableView => 'code' in result

const PurchaseResult = builder.unionType('PurchaseResult', {
  description: 'A prediction of purchase, or why there is none.',
  types: [PurchasePrediction, InsufficientData, PredictionUnavailable],
  resolveType: (result) =>
    isMissing(result) ? InsufficientData : isUnavailable(result) ? PredictionUnavailable : PurchasePrediction,
})

const NextOrderResult = builder.unionType('NextOrderResult', {
  description: 'A prediction of the next order, or why there is none: no order yet, or no run.',
  types: [NextOrder, InsufficientData, PredictionUnavailable],
  resolveType: (result) =>
    isMissing(result) ? InsufficientData : isUnavailable(result) ? PredictionUnavailable : NextOrder,
})

const NextCategoryResult = builder.unionType('NextCategoryResult', {
  description:
    'A prediction of the next category, or why there is none: no order yet, products without categories, no run.',
  types: [NextCategory, InsufficientData, PredictionUnavailable],
  resolveType: (result) =>
    isMissing(result) ? InsufficientData : isUnavailable(result) ? PredictionUnavailable : NextCategory,
})

const ExpectedAmountResult = builder.unionType('ExpectedAmountResult', {
  description: 'An amount that is foretold, or why there is none: no order yet, or no run.',
  types: [ExpectedAmount, InsufficientData, PredictionUnavailable],
  resolveType: (result) =>
    isMissing(result) ? InsufficientData : isUnavailable(result) ? PredictionUnavailable : ExpectedAmount,
})

const RatingResult = builder.unionType('RatingResult', {
  description: 'A rating that is foretold, or why there is none: nothing is known of either, no such product, no run.',
  types: [PredictedRating, InsufficientData, PredictionUnavailable],
  resolveType: (result) =>
    isMissing(result) ? InsufficientData : isUnavailable(result) ? PredictionUnavailable : PredictedRating,
})

const Predictions = builder.objectRef<PredictionsView>('Predictions').implement({
  description: 'What is foretold of somebody. `PredictionTarget` says exactly what each of these counts.',
  fields: (t) => ({
    purchase: t.field({
      type: PurchaseResult,
      description: 'Whether they buy within so many days.',
      args: { withinDays: t.arg.int({ required: true, description: '7, 30 or 90.' }) },
      resolve: purchaseOfPredictions,
    }),
    nextOrder: t.field({
      type: NextOrderResult,
      description: 'When they order next, and for how much.',
      resolve: nextOrderOfPredictions,
    }),
    nextCategory: t.field({
      type: NextCategoryResult,
      description: 'What they order next.',
      resolve: nextCategoryOfPredictions,
    }),
    expectedSpend: t.field({
      type: ExpectedAmountResult,
      description:
        "What they spend within 90 days, whether or not they order, in the shop's currency; returns are not taken off.",
      resolve: expectedSpend,
    }),
    expectedQuantity: t.field({
      type: ExpectedAmountResult,
      description: 'Pieces of the next order, should it come within 90 days.',
      resolve: expectedQuantity,
    }),
    browseIntensity: t.field({
      type: ExpectedAmountResult,
      description: 'Days within the next 30 on which they do anything, 0 to 30.',
      resolve: browseIntensity,
    }),
    rating: t.field({
      type: RatingResult,
      description: 'How they would rate a product.',
      args: { productId: t.arg.id({ required: true, description: "The shop's own id of the product." }) },
      resolve: ratingOfPredictions,
    }),
  }),
})

builder.objectField(User, 'predictions', (t) =>
  t.field({
    type: Predictions,
    description:
      'What is foretold of the user beside `churnRisk` and `lifetimeValue`. A `modelRun` of one kind stands for its whole recompute: what other kinds foretell comes from its sisters.',
    args: { asOf: t.arg(runArgs.asOf), modelRun: t.arg.id(runArgs.modelRun) },
    resolve: (user, args: RunArgs) => predictionsOfUser(user, args),
  }),
)
