import type { LifetimeValue } from '../domain/lifetime-value.ts'
import type { Metric } from '../domain/model-run.ts'
import type { LifetimeValuePredictions } from '../models/lifetime-value-predictions.ts'
import { abortable } from '../store/abortable.ts'
import { type PurchaseHistory, readPurchaseHistory, readReturnedValues } from '../store/purchases.ts'
import { lifetimeValueRows } from '../store/write-lifetime-values.ts'
import { computeRun, type RunInput } from './compute-run.ts'
import { daysBefore } from './horizons.ts'
import type { JobContext } from './job-context.ts'
import { runTask } from './threads.ts'

const lifetimeHorizonDays = 365

/** The fit is judged by what customers then spent in the last so many days. */
const holdoutDays = 90

/**
 * A customer's repeat days are worth what was kept of them: an order that is cancelled at once must not promise another of its
 * size. Returns rarely name their order, so the share that was kept of everything stands for each day.
 */
const spendHistoryOf = (
  { frequency, recency, tenure, repeatSpend, spend }: PurchaseHistory,
  returned: Float64Array<ArrayBuffer>,
) => {
  const kept = (i: number) => (spend[i] > 0 ? Math.max(0, spend[i] - returned[i]) / spend[i] : 1)
  return {
    frequency: frequency.slice(),
    recency: recency.slice(),
    tenure: tenure.slice(),
    monetary: repeatSpend.map((value, i) => (frequency[i] > 0 ? (kept(i) * value) / frequency[i] : Number.NaN)),
  }
}

/** What was given back, for users in ascending order as in the history. */
const returnedOf = (
  userIds: Float64Array,
  returned: { readonly userIds: Float64Array; readonly values: Float64Array },
) => {
  let at = 0
  return userIds.map((userId) => {
    while (at < returned.userIds.length && returned.userIds[at] < userId) at++
    return returned.userIds[at] === userId ? returned.values[at] : 0
  })
}

function* valuesOf(
  { userIds, spend }: PurchaseHistory,
  returned: Float64Array,
  { predicted, expectedOrders, low, high }: LifetimeValuePredictions,
): Generator<LifetimeValue> {
  for (let i = 0; i < userIds.length; i++) {
    yield {
      userId: userIds[i],
      historic: spend[i] - returned[i],
      predicted: predicted[i],
      expectedOrders: expectedOrders[i],
      low: low[i],
      high: high[i],
    }
  }
}

const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0)

const metricsOf = (
  predictions: LifetimeValuePredictions,
  holdout: Readonly<Record<string, number>> | null,
): Metric[] => [
  ...Object.entries(holdout ?? {}).map(([name, value]) => ({ name, value })),
  { name: 'customers', value: predictions.predicted.length },
  { name: 'predictedTotal', value: total(predictions.predicted) },
]

/** How often and how much everybody will buy, with the bounds of four futures in five. */
export const computeLifetimeValues = (context: JobContext<RunInput>): Promise<void> =>
  computeRun(context, async ({ asOf, seed }, { complete, refuse }) => {
    const { database, timeZone, signal, progress } = context
    progress(0, 'reading purchase histories')
    const cut = daysBefore(asOf, holdoutDays)
    const { past, current, returns, returnsBefore } = await abortable(database, signal, async (client) => ({
      past: await readPurchaseHistory(client, { asOf: cut, until: asOf, timeZone }, signal),
      current: await readPurchaseHistory(client, { asOf, timeZone }, signal),
      returns: await readReturnedValues(client, asOf, signal),
      returnsBefore: await readReturnedValues(client, cut, signal),
    }))
    const returned = returnedOf(current.userIds, returns)
    const returnedBefore = returnedOf(past.userIds, returnsBefore)
    const returnedLater = returnedOf(past.userIds, returns).map((value, i) => value - returnedBefore[i])
    progress(0.3, 'fitting')
    const result = await runTask(
      'lifetimeValues',
      {
        history: spendHistoryOf(current, returned),
        horizon: lifetimeHorizonDays,
        holdout: {
          history: spendHistoryOf(past, returnedBefore),
          purchases: past.later,
          spend: past.laterSpend.map((spend, i) => Math.max(0, spend - returnedLater[i])),
          horizon: holdoutDays,
        },
        seed,
      },
      { signal, onProgress: (fraction) => progress(0.3 + 0.5 * fraction, 'looking ahead') },
    )
    if (result.kind === 'insufficient') return refuse(result)
    const { model, scores, holdout } = result
    progress(0.8, `writing ${current.userIds.length} values`)
    await complete([lifetimeValueRows(valuesOf(current, returned, scores))], () => ({
      params: { horizonDays: lifetimeHorizonDays, holdoutDays, purchaseModel: model.purchases.name },
      metrics: metricsOf(scores, holdout),
      artefact: { ...model },
    }))
  })
