import { learnFrom } from '../models/bandit/evaluate-policy.ts'
import { priorPosterior } from '../models/bandit/linear-posterior.ts'
import type { Database } from '../store/database.ts'
import { readDecisions, readNewcomers, writeExploration } from '../store/exploration.ts'
import { writeGroupPopularity } from '../store/group-popularity.ts'
import { readPopularProducts, readSimilarPairs } from '../store/survey.ts'
import { featureNames } from './candidate-features.ts'
import type { KeptModel } from './exploration-model.ts'
import { decisionOf } from './policy-estimates.ts'
import { surveyPoolOf } from './survey-pool.ts'

const dayMs = 86_400_000

/** Decisions of so many days count, at most so many (learning from all of them holds the event loop for about 50 ms); the last day's may still be clicked. */
const memoryDays = 90
const settledDays = 1
const mostDecisions = 50_000

export interface Learned {
  readonly decisions: number
  readonly newcomers: number
  readonly groups: number
}

/**
 * What goes with a run of recommendations beside its lists: what exploration has learned up to `asOf` from what it showed, which products are new, what people of a kind buy,
 * and what newcomers can be asked. Its lists must be written. Done again, it comes to the same.
 */
export const learnForRun = async (
  database: Database,
  { runId, asOf }: { readonly runId: number; readonly asOf: Date },
): Promise<Learned> => {
  const since = new Date(asOf.getTime() - memoryDays * dayMs)
  const until = new Date(asOf.getTime() - settledDays * dayMs)
  const settled = await readDecisions(database, { since, until, upTo: asOf, most: mostDecisions })
  const decisions = settled.flatMap((decision) => decisionOf(decision) ?? [])
  const newcomers = await readNewcomers(database, asOf)
  const popular = await readPopularProducts(database)
  const pairs = await readSimilarPairs(
    database,
    runId,
    popular.map(({ productId }) => productId),
  )
  const model: KeptModel = {
    features: featureNames,
    posterior: learnFrom(priorPosterior(featureNames.length), decisions),
    survey: surveyPoolOf(popular, pairs),
  }
  await writeExploration(database, runId, { model, newcomers })
  const groups = await writeGroupPopularity(database, runId)
  return { decisions: decisions.length, newcomers: newcomers.length, groups }
}
