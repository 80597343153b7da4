export interface Proportion {
  readonly value: number
  readonly low: number
  readonly high: number
}

const z95 = 1.959963984540054

/**
 * 95 % score interval of a proportion (Wilson 1927): never outside 0..1, and of use for a few trials or none of them successful. null without trials.
 */
export const wilsonInterval = (successes: number, trials: number): Proportion | null => {
  if (trials === 0) return null
  const value = successes / trials
  const z2 = z95 ** 2
  const centre = (value + z2 / (2 * trials)) / (1 + z2 / trials)
  const half = (z95 / (1 + z2 / trials)) * Math.sqrt((value * (1 - value)) / trials + z2 / (4 * trials ** 2))
  return { value, low: Math.max(0, centre - half), high: Math.min(1, centre + half) }
}
