import type { ChurnScore } from '../domain/churn-risk.ts'
import {
  baselineReason,
  type Counterfactual,
  type NextOrderPrediction,
  othersReason,
  type PredictionReason,
  type PurchasePrediction,
  type PurchaseWindow,
  predictionLevers,
} from '../domain/prediction.ts'
import { churnBandOf } from '../features/churn-band.ts'
import type { Column } from '../models/classifiers/table.ts'
import { sigmoid } from '../models/math/sigmoid.ts'
import type { PredictionItem, ScoredBlock } from './prediction-items.ts'
import { nextOrderAt } from './score-next-orders.ts'

const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value)

const reasonOf = (column: Column, value: number, contribution: number): PredictionReason =>
  column.kind === 'NUMBER'
    ? { feature: column.name, value: orNull(value), level: null, contribution }
    : { feature: column.name, value: null, level: column.levels[value] ?? null, contribution }

/** The baseline first, then the named ones by size, and all others as one. */
const reasonsAt = (
  { explained, values }: ScoredBlock,
  columns: readonly Column[],
  row: number,
): readonly PredictionReason[] => {
  const { features, contributions, baselines, others } = explained
  const named = features.length / explained.probabilities.length
  const own = Array.from({ length: named }, (_, place) => row * named + place).filter((at) => features[at] >= 0)
  const baseline = baselines[row]
  return [
    { feature: baselineReason, value: sigmoid(baseline), level: null, contribution: baseline },
    ...own.map((at) => reasonOf(columns[features[at]], values[at], contributions[at])),
    { feature: othersReason, value: null, level: null, contribution: others[row] },
  ]
}

const counterfactualAt = (
  { counterfactual, explained }: ScoredBlock,
  columns: readonly Column[],
  row: number,
): Counterfactual | null => {
  const { lever, feature, from, to, probability } = counterfactual
  if (lever[row] < 0) return null
  return {
    lever: predictionLevers[lever[row]],
    feature: columns[feature[row]].name,
    from: orNull(from[row]),
    to: orNull(to[row]),
    before: explained.probabilities[row],
    probability: probability[row],
  }
}

type Columns = Readonly<Partial<Record<ScoredBlock['target'], readonly Column[]>>>

/** The items of one run up to its end. */
async function* blocksOf(items: AsyncGenerator<PredictionItem>): AsyncGenerator<PredictionItem> {
  // By hand: a for loop would close the generator, which goes on with the next run.
  for (let next = await items.next(); !next.done && next.value.kind !== 'end'; next = await items.next())
    yield next.value
}

async function* scoresOf(items: AsyncGenerator<PredictionItem>, columns: Columns) {
  for await (const item of blocksOf(items)) {
    if (item.kind !== 'scores') continue
    const { block } = item
    const own = columns[block.target] ?? []
    for (let row = 0; row < block.userIds.length; row++) {
      yield {
        block,
        row,
        userId: block.userIds[row],
        probability: block.explained.probabilities[row],
        reasons: reasonsAt(block, own, row),
        counterfactual: counterfactualAt(block, own, row),
      }
    }
  }
}

export async function* churnScoresOf(
  items: AsyncGenerator<PredictionItem>,
  columns: Columns,
): AsyncGenerator<ChurnScore> {
  for await (const { block, row, ...score } of scoresOf(items, columns))
    yield {
      ...score,
      band: churnBandOf(score.probability),
      horizonDays: block.horizonDays?.[row] ?? Number.NaN,
      probabilityAlive: block.probabilityAlive?.[row] ?? Number.NaN,
    }
}

export async function* purchasesOf(
  items: AsyncGenerator<PredictionItem>,
  columns: Columns,
): AsyncGenerator<PurchasePrediction> {
  for await (const { block, row: _, ...score } of scoresOf(items, columns))
    yield { ...score, withinDays: Number(block.target.replace('PURCHASE_', '')) as PurchaseWindow }
}

export async function* nextOrdersOf(items: AsyncGenerator<PredictionItem>): AsyncGenerator<NextOrderPrediction> {
  for await (const item of blocksOf(items))
    if (item.kind === 'nextOrders')
      for (let row = 0; row < item.block.userIds.length; row++) yield nextOrderAt(item.block, row)
}
