import type { UserActivity } from '../domain/activity.ts'
import { sentimentOf } from './sentiment.ts'

/**
 * 0..1 over all reviews of a user, each counted once: a rating of 1..5 as (rating - 1) / 4, a review without a rating by its words.
 * null when there is neither a rating nor a telling word.
 */
export const satisfactionOf = ({
  ratingCount,
  ratingSum,
  unratedReviews,
}: Pick<UserActivity, 'ratingCount' | 'ratingSum' | 'unratedReviews'>): number | null => {
  const told = unratedReviews.map(sentimentOf).filter((score) => score !== null)
  const count = ratingCount + told.length
  return count === 0 ? null : told.reduce((sum, score) => sum + score, (ratingSum - ratingCount) / 4) / count
}
