import type { Estimate, NextOrderPrediction, PurchasePrediction } from '../domain/prediction.ts'
import type { RunRows } from './model-runs.ts'
import { storeCounterfactual, storePredictionReasons } from './stored-prediction.ts'

async function* purchasesOf(predictions: AsyncIterable<PurchasePrediction>) {
  for await (const { userId, withinDays, probability, reasons, counterfactual } of predictions) {
    const stored = JSON.stringify(storePredictionReasons(reasons))
    yield [userId, withinDays, probability, stored, storeCounterfactual(counterfactual)]
  }
}

export const purchaseRows = (predictions: AsyncIterable<PurchasePrediction>): RunRows => ({
  table: 'purchase_predictions',
  columns: ['user_id', 'within_days', 'probability', 'reasons', 'counterfactual'],
  rows: purchasesOf(predictions),
})

const triple = ({ value, low, high }: Estimate): readonly number[] => [value, low, high]

async function* nextOrdersOf(predictions: AsyncIterable<NextOrderPrediction>) {
  for await (const next of predictions) {
    yield [
      next.userId,
      next.noneWithin90,
      next.days.median,
      next.days.low,
      next.days.high,
      JSON.stringify(next.categories.flatMap(({ category, probability }) => [category, probability])),
      triple(next.spend),
      triple(next.quantity),
      triple(next.spendWithin90),
      triple(next.activeDaysWithin30),
    ]
  }
}

export const nextOrderRows = (predictions: AsyncIterable<NextOrderPrediction>): RunRows => ({
  table: 'next_orders',
  columns: [
    'user_id',
    'none_within_90',
    'days_median',
    'days_low',
    'days_high',
    'categories',
    'spend',
    'quantity',
    'spend_within_90',
    'active_days_within_30',
  ],
  rows: nextOrdersOf(predictions),
})

/** What is known of one side of ratings. */
export interface RatingSide {
  readonly id: number
  /** In stars. */
  readonly bias: number
  readonly factors: readonly number[]
  readonly ratings: number
}

function* sidesOf(sides: Iterable<RatingSide>) {
  for (const { id, bias, factors, ratings } of sides) yield [id, bias, factors, ratings]
}

export const ratingUserRows = (users: Iterable<RatingSide>): RunRows => ({
  table: 'rating_users',
  columns: ['user_id', 'bias', 'factors', 'ratings'],
  rows: sidesOf(users),
})

export const ratingProductRows = (products: Iterable<RatingSide>): RunRows => ({
  table: 'rating_products',
  columns: ['product_id', 'bias', 'factors', 'ratings'],
  rows: sidesOf(products),
})
