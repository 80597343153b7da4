/** Counts to shares that add up to 1; all 0 when nothing was counted. */
export const sharesOf = (counts: readonly number[]): readonly number[] => {
  const total = counts.reduce((sum, count) => sum + count, 0)
  return counts.map((count) => (total === 0 ? 0 : count / total))
}

/** 24 shares of a user's events by hour, in the shop's time zone: they add up to 1, or are all 0 without any event. */
export const activeHours = (hourCounts: readonly number[]): readonly number[] => sharesOf(hourCounts)

/** The part of a day that begins at hour `from` and ends before hour `to`, over midnight if `to` is smaller. */
export const shareOfHours = (hours: readonly number[], from: number, to: number): number =>
  hours.reduce((sum, share, hour) => {
    const within = from < to ? hour >= from && hour < to : hour >= from || hour < to
    return within ? sum + share : sum
  }, 0)
