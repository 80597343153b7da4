/** By when something has happened: probabilities at some days, rising, joined by lines from 0 at day 0. */
export interface WaitingTime {
  readonly days: readonly number[]
  /** One per day. */
  readonly chances: readonly number[]
}

/** What was foretold day by day may fall back a little: it is held at the highest before. */
export const rising = (chances: readonly number[]): readonly number[] => {
  let highest = 0
  return chances.map((chance) => {
    highest = Math.max(highest, chance)
    return highest
  })
}

/** The day by which `share` of such people have done it; null: later than the last day. */
export const dayOf = ({ days, chances }: WaitingTime, share: number): number | null => {
  let [fromDay, fromChance] = [0, 0]
  for (let at = 0; at < days.length; at++) {
    if (chances[at] >= share)
      return fromDay + ((days[at] - fromDay) * (share - fromChance)) / Math.max(1e-12, chances[at] - fromChance)
    fromDay = days[at]
    fromChance = chances[at]
  }
  return null
}
