import type { Compute } from '../compute/compute.ts'
import { type Histories, purchaseSignal } from '../models/recommenders/histories.ts'
import { repeatPurchase } from '../models/recommenders/repeat-purchase.ts'
import type { Desk } from './answer-question.ts'
import { historyOf, instantOf } from './evidence-history.ts'
import { filterShelf, withScores } from './filter-shelf.ts'
import type { AgainQuestion, BuysAgain } from './question.ts'

const dayMs = 86_400_000

/** What was bought once is told only where people do buy it again, what was bought on several days unless its time has long passed. */
const leastProbability = { once: 0.1, repeated: 0.02 }

/** Items bought on two days or more. */
const repeated = ({ item, signal }: Histories): ReadonlySet<number> => {
  const bought = item.filter((_, at) => signal[at] === purchaseSignal)
  return new Set(bought.filter((one, at) => bought.indexOf(one) !== at))
}

/**
 * What somebody buys again and again, the likeliest next purchase first, each with its rhythm. From the repeat-purchase model of the run, whether or not the blend has it as a part;
 * nothing for a run without.
 */
export const answerAgain = (
  { artefact, shelf }: Desk,
  { evidence, filter, limit }: AgainQuestion,
  compute: Compute,
): readonly BuysAgain[] => {
  const { again } = artefact
  if (again === undefined) return []
  const asOf = instantOf(artefact.asOf, evidence)
  const histories = historyOf(evidence, shelf.itemOf, shelf.modelItems, asOf)
  const scores = compute.float32(shelf.modelItems)
  repeatPurchase.score(again, { histories, from: 0, to: 1, scores }, compute)
  const { allowed } = withScores(filterShelf(shelf, filter, evidence), scores)
  const isAgain = repeated(histories)
  const known = [...allowed.keys()].filter((item) => allowed[item] === 1)
  const due = known
    .filter((item) => scores[item] >= leastProbability[isAgain.has(item) ? 'repeated' : 'once'])
    .sort((a, b) => scores[b] - scores[a] || a - b)
  return due.slice(0, limit).flatMap((item) =>
    repeatPurchase.explain(again, histories, 0, item, compute).flatMap((part) => {
      if (part.kind !== 'AGAIN') return []
      const lastBoughtAt = asOf - part.sinceDays * dayMs
      const { everyDays } = part
      const dueAt = lastBoughtAt + everyDays * dayMs
      return [{ productId: shelf.productIds[item], probability: scores[item], everyDays, lastBoughtAt, dueAt }]
    }),
  )
}
