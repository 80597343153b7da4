import type { ChurnScore } from '../domain/churn-risk.ts'
import type { Metric } from '../domain/model-run.ts'
import { baselineReason, type Counterfactual, type PredictionReason } from '../domain/prediction.ts'
import { churnBandOf } from '../features/churn-band.ts'
import type { ChurnRisk } from '../models/churn-risk.ts'
import type { ChurnScores } from '../models/churn-scores.ts'
import { abortable } from '../store/abortable.ts'
import { type PurchaseHistory, readPurchaseHistory } from '../store/purchases.ts'
import { churnScoreRows } from '../store/write-churn-scores.ts'
import { computeRun, type RunInput } from './compute-run.ts'
import { daysBefore } from './horizons.ts'
import type { JobContext } from './job-context.ts'
import { runTask } from './threads.ts'

/** Churned: no purchase for as long as this. */
const churnHorizonDays = 90

/** What the thread takes away is copied, what the scores are written from stays. */
const summaryOf = ({ frequency, recency, tenure }: PurchaseHistory) => ({
  frequency: frequency.slice(),
  recency: recency.slice(),
  tenure: tenure.slice(),
})

const features = [baselineReason, 'daysSinceLastOrder', 'purchaseDays', 'tenure'] as const

/** The baseline first, then what moves it most. */
const reasonsOf = (
  values: readonly number[],
  { contributions }: ChurnScores,
  i: number,
): readonly PredictionReason[] => {
  const own = contributions.subarray(4 * i, 4 * i + 4)
  const reason = (feature: string, at: number) => ({ feature, value: values[at], level: null, contribution: own[at] })
  const [baseline, ...others] = features.map(reason)
  return [baseline, ...others.sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))]
}

const counterfactualOf = (scores: ChurnScores, gap: number, i: number): Counterfactual | null => {
  const [before, probability] = [scores.probability[i], scores.counterfactual[i]]
  if (Number.isNaN(probability)) return null
  return { lever: 'ORDER', feature: 'daysSinceLastOrder', from: gap, to: 0, before, probability }
}

const scoreOf = (
  { userIds, frequency, recency, tenure }: PurchaseHistory,
  model: ChurnRisk,
  scores: ChurnScores,
  i: number,
): ChurnScore => {
  return {
    userId: userIds[i],
    probability: scores.probability[i],
    band: churnBandOf(scores.probability[i]),
    horizonDays: churnHorizonDays,
    probabilityAlive: scores.probabilityAlive[i],
    reasons: reasonsOf([model.typicalProbability, tenure[i] - recency[i], frequency[i] + 1, tenure[i]], scores, i),
    counterfactual: counterfactualOf(scores, tenure[i] - recency[i], i),
  }
}

function* scoresOf(history: PurchaseHistory, model: ChurnRisk, scores: ChurnScores): Generator<ChurnScore> {
  for (let i = 0; i < history.userIds.length; i++) yield scoreOf(history, model, scores, i)
}

const metricsOf = (
  { metrics: { customers, churned, calibrated, uncalibrated } }: ChurnRisk,
  scored: number,
): Metric[] => [
  { name: 'auc', value: calibrated.auc },
  { name: 'brier', value: calibrated.brier },
  { name: 'logLoss', value: calibrated.logLoss },
  { name: 'calibrationError', value: calibrated.calibrationError },
  { name: 'uncalibratedBrier', value: uncalibrated.brier },
  { name: 'uncalibratedCalibrationError', value: uncalibrated.calibrationError },
  { name: 'holdoutCustomers', value: customers },
  { name: 'holdoutChurned', value: churned },
  { name: 'customers', value: scored },
]

/** Learns from what customers did after a cut one horizon ago, and says who will not come back within the next. */
export const computeChurnRisk = (context: JobContext<RunInput>): Promise<void> =>
  computeRun(context, async ({ asOf }, { complete, refuse }) => {
    const { database, timeZone, signal, progress } = context
    progress(0, 'reading purchase histories')
    const { past, current } = await abortable(database, signal, async (client) => ({
      past: await readPurchaseHistory(
        client,
        { asOf: daysBefore(asOf, churnHorizonDays), until: asOf, timeZone },
        signal,
      ),
      current: await readPurchaseHistory(client, { asOf, timeZone }, signal),
    }))
    progress(0.3, 'fitting')
    const training = { ...summaryOf(past), boughtAgain: Uint8Array.from(past.later, (days) => (days > 0 ? 1 : 0)) }
    const input = { training, current: summaryOf(current), horizon: churnHorizonDays }
    const onProgress = (fraction: number) => progress(0.3 + 0.5 * fraction, 'scoring')
    const result = await runTask('churnRisk', input, { signal, onProgress })
    if (result.kind === 'insufficient') return refuse(result)
    const { model, scores } = result
    progress(0.8, `writing ${current.userIds.length} scores`)
    await complete([churnScoreRows(scoresOf(current, model, scores))], () => ({
      params: { horizonDays: churnHorizonDays },
      metrics: metricsOf(model, current.userIds.length),
      artefact: { ...model },
    }))
  })
