/** A number that was estimated, with the interval that covers the true one in 95 of 100 experiments. */
export interface Estimate {
  readonly value: number
  readonly low: number
  readonly high: number
}

/** Symmetric about the value. */
export const within = (value: number, half: number): Estimate => ({ value, low: value - half, high: value + half })

/** The same in another unit, by a factor of at least 0. */
export const scaled = ({ value, low, high }: Estimate, factor: number): Estimate => ({
  value: value * factor,
  low: low * factor,
  high: high * factor,
})
