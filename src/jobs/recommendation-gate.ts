import type { RunError } from '../domain/model-run.ts'
import type { RecommenderChoice } from '../models/recommenders/choose.ts'

type Judged = Pick<RecommenderChoice, 'judged' | 'metrics' | 'popularity' | 'previous'>

const rounded = (ndcg: number): string => ndcg.toFixed(4)

/**
 * How far the published recipe may be ahead and still be taken for a tie: one standard error. NDCG spreads over people about as widely as its mean is high, so over n people the mean is known to
 * about one part in the root of n. Without it, half of the nightly recomputes would be refused for nothing but chance, and lists would grow old.
 */
const chance = (ndcg: number, people: number): number => ndcg / Math.sqrt(people)

/**
 * Whether what was chosen may be published: null, or why not. It has to find more than popularity does, and not less than what is published now, all on the same people; of two that tie the one
 * fitted on newer data wins. Where too few could be judged there is nothing to hold against it.
 */
export const gateOf = ({ judged, metrics, popularity, previous }: Judged): RunError | null => {
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
  const isBehind = previous !== null && candidate < previous.ndcg - chance(previous.ndcg, judged)
  if (isBehind && previous.ndcg > popularity.ndcg) {
    const message = `What is published finds clearly more (NDCG@20 ${rounded(previous.ndcg)} against ${rounded(candidate)}, ${told}): it stays.`
    return { code: 'GATE_PUBLISHED_WON', message, comparison }
  }
  if (candidate > popularity.ndcg && !isBehind) return null
  const message = `What is popular finds as much or more (NDCG@20 ${rounded(popularity.ndcg)} against ${rounded(candidate)}, ${told}): what is published stays.`
  return { code: 'GATE_POPULARITY_WON', message, comparison }
}
