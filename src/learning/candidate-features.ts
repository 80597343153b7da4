import type { CandidateFacts } from '../domain/exploration.ts'

/** What the bandit looks at, all between 0 and 1. Append, never reorder: logged decisions are read by it. */
export const featureNames = ['one', 'affinity', 'category', 'price', 'popularity', 'newness'] as const

/** Days after which a product is half as new. */
const newnessHalfLife = 30
const mostBuyers = 10_001

/** exp(-|ln(price / usual price)|): 1 at the usual price, 1/2 at twice or half of it; 1/2 where nothing is known. */
const closeness = ({ price, usualPrice }: CandidateFacts): number =>
  price !== null && usualPrice !== null && price > 0 && usualPrice > 0
    ? Math.exp(-Math.abs(Math.log(price / usualPrice)))
    : 0.5

/**
 * The context of one candidate: a constant; its score against the best of the user's list (0: not on it); the part of the user's purchases in its category;
 * how close its price is to what the user usually pays; its buyers on a logarithmic scale; how new it is.
 */
export const candidateFeatures = (facts: CandidateFacts, affinity: number): readonly number[] => [
  1,
  Math.min(1, Math.max(0, affinity)),
  facts.categoryShare,
  closeness(facts),
  Math.log1p(facts.buyers) / Math.log1p(mostBuyers),
  2 ** (-facts.ageDays / newnessHalfLife),
]
