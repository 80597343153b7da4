import { z } from 'zod'

import type { Metric } from '../domain/model-run.ts'
import type { ModelReport, PredictionReport } from '../domain/prediction-report.ts'
import { distributionOf } from '../models/predictions/distributions.ts'
import type { RatingOptions } from '../models/predictions/rating-factors.ts'
import { abortable } from '../store/abortable.ts'
import type { RatingScale } from '../store/predictions.ts'
import { readPublishedModels } from '../store/published-predictions.ts'
import { readRatings } from '../store/ratings.ts'
import { type RatingSide, ratingProductRows, ratingUserRows } from '../store/write-predictions.ts'
import { computeRun, type RunInput } from './compute-run.ts'
import type { JobContext } from './job-context.ts'
import { reportOf, scoreDrift } from './prediction-report.ts'
import type { RatingResult } from './rating-task.ts'
import { runTask } from './threads.ts'

/** Fewer ratings than this tell nobody's taste. */
const fewestRatings = 50

const paramsShape = z.object({ options: z.object({ factors: z.int().min(0), strength: z.number().positive() }) })

const readPublished = async ({ database }: Pick<JobContext, 'database'>) => {
  const [published] = await readPublishedModels(database, ['RATING'])
  const params = paramsShape.safeParse(published?.params)
  return {
    options: params.success ? (params.data.options satisfies RatingOptions) : null,
    report: published?.report ?? null,
  }
}

function* sidesOf(
  ids: ArrayLike<number>,
  bias: Float64Array,
  { factors, width }: { readonly factors: Float32Array; readonly width: number },
  known: Int32Array,
): Generator<RatingSide> {
  for (let place = 0; place < ids.length; place++)
    yield {
      id: ids[place],
      bias: bias[place],
      factors: [...factors.subarray(place * width, (place + 1) * width)],
      ratings: known[place],
    }
}

const tablesOf = ({ model, userIds, productIds, known }: RatingResult) => {
  const width = model.options.factors
  return [
    ratingUserRows(sidesOf(userIds, model.userBias, { factors: model.userFactors, width }, known.users)),
    ratingProductRows(sidesOf(productIds, model.productBias, { factors: model.productFactors, width }, known.products)),
  ]
}

const scaleOf = ({ model, choice }: RatingResult): RatingScale => ({
  mean: model.mean,
  residualVariance: model.residualVariance,
  userVariance: model.userVariance,
  productVariance: model.productVariance,
  userShrinkage: model.userShrinkage,
  productShrinkage: model.productShrinkage,
  width: choice.width,
})

const known = (metrics: object): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(metrics).filter(([, value]) => value !== null)) as Readonly<Record<string, number>>

const familyName = 'biases-and-factors'

const modelReport = ({ choice }: RatingResult, published: PredictionReport | null): ModelReport => {
  const { options, judged, baseline, margin, trials, predictions, stars } = choice
  const refusal =
    margin.low > 0
      ? null
      : {
          code: 'GATE_BASELINE_WON',
          message: `What people give is foretold no better than by the mean of all ratings, beyond noise (on ${stars.length} later ratings): what is published stays.`,
        }
  return {
    target: 'RATING',
    family: familyName,
    options: { ...options },
    measures: known(judged),
    refusal,
    baseline: {
      family: 'mean',
      options: {},
      measures: known(baseline),
      margin: { measure: 'squaredError', ...margin },
    },
    champion: null,
    championKept: null,
    comparators: [],
    trials: trials.map((trial) => ({
      family: familyName,
      options: { ...trial.options },
      loss: trial.loss,
      problem: null,
    })),
    calibration: 'NONE',
    reliability: [],
    distribution: distributionOf(predictions, false),
    importances: [],
    groups: [],
    drift: scoreDrift(published?.models.find(({ target }) => target === 'RATING')?.distribution, predictions),
  }
}

const metricsOf = ({ choice, userIds, productIds }: RatingResult, ratings: number): readonly Metric[] => [
  ...Object.entries(known(choice.judged)).map(([name, value]) => ({ name, value })),
  { name: 'baselineMse', value: choice.baseline.mse },
  { name: 'baselineMae', value: choice.baseline.mae },
  { name: 'ratings', value: ratings },
  { name: 'users', value: userIds.length },
  { name: 'products', value: productIds.length },
]

/** How users would rate products, learned from the ratings they gave. */
export const computeRatings = (context: JobContext<RunInput>): Promise<void> =>
  computeRun(context, async ({ asOf, seed }, { complete, refuse, keepOut }) => {
    const { database, signal, progress } = context
    progress(0, 'reading ratings')
    const entries = await abortable(database, signal, (client) => readRatings(client, asOf, signal))
    const count = entries.stars.length
    if (count < fewestRatings) return refuse({ what: 'ratings of products', have: count, need: fewestRatings })
    const published = await readPublished(context)
    progress(0.3, 'learning who rates how')
    const onProgress = (part: number) => progress(0.3 + 0.6 * part, 'learning who rates how')
    const result = await runTask('ratings', { ...entries, seed, published: published.options }, { signal, onProgress })
    const model = modelReport(result, published.report)
    const judged = result.choice.stars.length
    const data = {
      trainedAt: [asOf.toISOString()],
      judgedAt: asOf.toISOString(),
      refittedAt: [asOf.toISOString()],
      scoredAt: asOf.toISOString(),
      trainedRows: result.choice.trained,
      judgedRows: judged,
      refittedRows: count,
      scoredRows: result.userIds.length,
      columns: ['user', 'product', 'stars'],
      leftOut: [],
    }
    const params = { options: result.choice.options, seed }
    const outcome = {
      params,
      metrics: metricsOf(result, count),
      artefact: { ...scaleOf(result) },
      report: reportOf([model], data),
    }
    if (model.refusal !== null) return keepOut(model.refusal, outcome)
    await complete(tablesOf(result), () => outcome)
  })
