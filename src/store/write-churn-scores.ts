import type { ChurnScore } from '../domain/churn-risk.ts'
import type { RunRows } from './model-runs.ts'
import { storeCounterfactual, storePredictionReasons } from './stored-prediction.ts'

const columns = ['user_id', 'probability', 'band', 'horizon_days', 'probability_alive', 'reasons', 'counterfactual']

async function* toRows(scores: Iterable<ChurnScore> | AsyncIterable<ChurnScore>) {
  for await (const { userId, probability, band, horizonDays, probabilityAlive, reasons, counterfactual } of scores) {
    yield [
      userId,
      probability,
      band,
      horizonDays,
      probabilityAlive,
      JSON.stringify(storePredictionReasons(reasons)),
      storeCounterfactual(counterfactual),
    ]
  }
}

export const churnScoreRows = (scores: Iterable<ChurnScore> | AsyncIterable<ChurnScore>): RunRows => ({
  table: 'churn_scores',
  columns,
  rows: toRows(scores),
})
