import type { LoggedDecision } from '../domain/impression.ts'
import { choiceProbabilities, drawArm } from '../models/bandit/policies.ts'
import { createRandom } from '../models/math/random.ts'
import type { Database } from '../store/database.ts'
import { readCandidateFacts } from '../store/exploration.ts'
import { candidateFeatures } from './candidate-features.ts'
import { explorationOf, policyOf } from './exploration-model.ts'

/** Candidates from the list beyond what is shown, and newcomers beside them. */
const mostOfList = 10
const mostOfNewcomers = 10

export interface TryOutRequest {
  readonly userId: number
  readonly runId: number
  /** Products that are shown anyway. */
  readonly shown: readonly number[]
  /** The user's list after them, best first. */
  readonly beyond: readonly { readonly productId: number; readonly score: number }[]
  /** Score of the best product of the list. */
  readonly bestScore: number
  readonly now: Date
  /** Of the draw: another one for every list that is shown. */
  readonly seed: number
}

/**
 * Chooses a product to try out, by a distribution that is known exactly, so that what comes of it can be weighed; null where there is nothing to choose from. Everything that
 * was weighed is in the decision, to be logged with the impression.
 */
export const tryOut = async (
  database: Database,
  { userId, runId, shown, beyond, bestScore, now, seed }: TryOutRequest,
): Promise<LoggedDecision | null> => {
  const { posterior, newcomers } = await explorationOf(database, runId)
  const ofList = beyond.filter(({ productId }) => !shown.includes(productId)).slice(0, mostOfList)
  const affinity = new Map(ofList.map(({ productId, score }) => [productId, bestScore > 0 ? score / bestScore : 0]))
  const others = newcomers.filter((id) => !shown.includes(id) && !affinity.has(id))
  const facts = await readCandidateFacts(database, userId, [...affinity.keys(), ...others], now)
  const listed = facts.filter(({ productId }) => affinity.has(productId))
  const fresh = facts
    .filter(({ productId }) => !affinity.has(productId))
    // Those of the user's own categories first; otherwise the newest.
    .sort((a, b) => b.categoryShare - a.categoryShare)
    .slice(0, mostOfNewcomers)
  const candidates = [...listed, ...fresh]
  if (candidates.length === 0) return null
  const features = candidates.map((one) => candidateFeatures(one, affinity.get(one.productId) ?? 0))
  const probabilities = choiceProbabilities(policyOf(seed), posterior, features.flat())
  // Of another sequence than the draws that the distribution is made of.
  const chosen = drawArm(probabilities, createRandom(seed + 2 ** 40).uniform())
  return {
    candidates: candidates.map(({ productId }) => productId),
    features,
    probabilities: Array.from(probabilities),
    chosen,
  }
}
