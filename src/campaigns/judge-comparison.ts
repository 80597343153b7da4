import { mismatchBelow } from '../domain/campaign-result.ts'
import type { Comparison, ComparisonStatus, SideOutcome } from '../domain/comparison.ts'
import { confidenceSequence } from '../models/experiments/confidence-sequence.ts'
import { standardErrorOf } from '../models/experiments/difference-of-means.ts'
import type { Estimate } from '../models/experiments/estimate.ts'
import { type Moments, meanOf } from '../models/experiments/moments.ts'
import { sampleRatioPValue } from '../models/experiments/sample-ratio.ts'
import { readSides } from '../store/campaigns/comparison-people.ts'
import type { Database } from '../store/database.ts'

/** Of each side, before anything is decided: what is said of large numbers is not yet true of fewer. */
const leastPeople = 100

export interface ComparisonState {
  readonly a: SideOutcome
  readonly b: SideOutcome
  readonly meanA: number | null
  readonly meanB: number | null
  /** B less A, by an interval that holds at all times at once; null before both sides have a hundred people who count. */
  readonly difference: Estimate | null
  readonly sampleRatioPValue: number
  /** What it says now. */
  readonly verdict: Extract<ComparisonStatus, 'RUNNING' | 'A_BETTER' | 'B_BETTER' | 'NO_DIFFERENCE'>
}

const moments = ({ people, y, yy }: SideOutcome): Moments => ({ people, y, yy, x: 0, xx: 0, xy: 0 })

const meanOrNull = (side: SideOutcome): number | null => (side.people === 0 ? null : side.y / side.people)

const differenceOf = ({ alpha, expectedPeople }: Comparison, a: SideOutcome, b: SideOutcome): Estimate | null => {
  if (Math.min(a.people, b.people) < leastPeople) return null
  const [one, other] = [moments(b), moments(a)]
  const error = standardErrorOf(one, other)
  if (error === 0) return null
  return confidenceSequence(meanOf(one) - meanOf(other), error, a.people + b.people, {
    alpha,
    tightestAt: expectedPeople,
  })
}

const verdictOf = (
  { indifference }: Comparison,
  difference: Estimate | null,
  sampleRatio: number,
): ComparisonState['verdict'] => {
  if (difference === null || sampleRatio < mismatchBelow) return 'RUNNING'
  if (difference.low > 0) return 'B_BETTER'
  if (difference.high < 0) return 'A_BETTER'
  const isSmall = indifference !== null && difference.low > -indifference && difference.high < indifference
  return isSmall ? 'NO_DIFFERENCE' : 'RUNNING'
}

/** How a comparison stands at an instant. It may be asked as often as one likes, and stopped at the first verdict. */
export const judgeComparison = async (
  database: Pick<Database, 'pool'>,
  comparison: Comparison,
  now: Date,
): Promise<ComparisonState> => {
  const { A: a, B: b } = await readSides(database, comparison, now)
  const difference = differenceOf(comparison, a, b)
  const sampleRatio = sampleRatioPValue(a.people + a.waiting, b.people + b.waiting, 0.5)
  return {
    a,
    b,
    meanA: meanOrNull(a),
    meanB: meanOrNull(b),
    difference,
    sampleRatioPValue: sampleRatio,
    verdict: verdictOf(comparison, difference, sampleRatio),
  }
}
