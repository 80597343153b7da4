import type { ChurnScore } from '../domain/churn-risk.ts'
import type { RunRows } from './model-runs.ts'

const columns = ['user_id', 'probability', 'band', 'probability_alive', 'reasons', 'counterfactual']

function* toRows(scores: Iterable<ChurnScore>) {
  for (const { userId, probability, band, probabilityAlive, reasons, counterfactual } of scores) {
    yield [
      userId,
      probability,
      band,
      probabilityAlive,
      JSON.stringify(reasons),
      counterfactual && JSON.stringify(counterfactual),
    ]
  }
}

export const churnScoreRows = (scores: Iterable<ChurnScore>): RunRows => ({
  table: 'churn_scores',
  columns,
  rows: toRows(scores),
})
