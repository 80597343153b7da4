import type { Database } from '../store/database.ts'
import { readDecisions, readNewcomers, type SettledDecision, writeExploration } from '../store/exploration.ts'
import { writeGroupPopularity } from '../store/group-popularity.ts'
import { readPopularProducts, readSimilarPairs } from '../store/survey.ts'
import { featureNames } from './candidate-features.ts'
import type { KeptModel } from './exploration-model.ts'
import { type LearningInput, learnExploration } from './learn-exploration.ts'

const dayMs = 86_400_000

/** Decisions of so many days count, at most so many; the last day's may still be clicked. */
const memoryDays = 90
const settledDays = 1
const mostDecisions = 50_000

export interface Learned {
  readonly decisions: number
  readonly newcomers: number
  readonly groups: number
}

/** The chosen features of the decisions that were logged with today's, and what came of them. */
const observed = (settled: readonly SettledDecision[]): Pick<LearningInput, 'features' | 'rewards'> => {
  const d = featureNames.length
  const own = settled.filter(({ features, chosen }) => features[chosen].length === d)
  const features = new Float64Array(own.length * d)
  own.forEach((decision, at) => {
    features.set(decision.features[decision.chosen], at * d)
  })
  return { features, rewards: Float64Array.from(own, ({ reward }) => reward) }
}

/** Where the mathematics is done: here, unless somebody has a thread for it. */
type Learn = (input: LearningInput) => Promise<KeptModel>
const learnHere: Learn = async (input) => learnExploration(input)

/**
 * What goes with a run of recommendations beside its lists: what exploration has learned up to `asOf` from what it showed, which products are new, what people of a kind buy,
 * and what newcomers can be asked. Its lists must be written. Done again, it comes to the same.
 */
export const learnForRun = async (
  database: Database,
  { runId, asOf }: { readonly runId: number; readonly asOf: Date },
  learn = learnHere,
): Promise<Learned> => {
  const since = new Date(asOf.getTime() - memoryDays * dayMs)
  const until = new Date(asOf.getTime() - settledDays * dayMs)
  const settled = await readDecisions(database, { since, until, upTo: asOf, most: mostDecisions })
  const observations = observed(settled)
  const decisions = observations.rewards.length
  const newcomers = await readNewcomers(database, asOf)
  const popular = await readPopularProducts(database)
  const pairs = await readSimilarPairs(
    database,
    runId,
    popular.map(({ productId }) => productId),
  )
  const model = await learn({ ...observations, popular, pairs })
  await writeExploration(database, runId, { model, newcomers })
  const groups = await writeGroupPopularity(database, runId)
  return { decisions, newcomers: newcomers.length, groups }
}
