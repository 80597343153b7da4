import type { RunError } from '../domain/model-run.ts'
import type { RecommenderChoice } from '../models/recommenders/choose.ts'

type Judged = Pick<RecommenderChoice, 'judged' | 'metrics' | 'popularity' | 'previous'>

const rounded = (ndcg: number): string => ndcg.toFixed(4)

/**
 * Whether what was chosen may be published: null, or why not. It has to find more than popularity does, and not less than what is published now, all on the same people; the same recipe
 * ties with itself, and then the one fitted on newer data wins. `isPublished`: whether there is anything, perhaps of a recipe that cannot be judged. Where too few could be judged there is nothing to hold against it.
 */
export const gateOf = (
  { judged, metrics, popularity, previous }: Judged,
  isPublished = previous !== null,
): RunError | null => {
  if (judged === 0 || metrics === null || popularity === null) return null
  const candidate = metrics.ndcg
  const comparison = {
    measure: 'ndcg@20',
    candidate,
    popularity: popularity.ndcg,
    published: previous?.ndcg ?? null,
    people: judged,
  }
  const told = `on ${judged} people whose latest purchases were held out`
  const isBehind = previous !== null && candidate < previous.ndcg
  if (isBehind && previous.ndcg > popularity.ndcg) {
    const message = `What is published finds more (NDCG@20 ${rounded(previous.ndcg)} against ${rounded(candidate)}, ${told}): it stays.`
    return { code: 'GATE_PUBLISHED_WON', message, comparison }
  }
  if (candidate > popularity.ndcg && !isBehind) return null
  const message = `What is popular finds as much or more (NDCG@20 ${rounded(popularity.ndcg)} against ${rounded(candidate)}, ${told}): ${isPublished ? 'what is published stays' : 'nothing is published'}.`
  return { code: 'GATE_POPULARITY_WON', message, comparison }
}
