/** What an arm's people come to, added up: enough for means, variances and how they go with what was known before. */
export interface Moments {
  readonly people: number
  /** Sum of y. */
  readonly y: number
  /** Sum of y^2. */
  readonly yy: number
  /** Sums of a covariate from before, x. */
  readonly x: number
  readonly xx: number
  readonly xy: number
}

/** Mean of y. */
export const meanOf = ({ people, y }: Moments): number => y / people

/** Unbiased; 0 for fewer than two people. */
export const varianceOf = ({ people, y, yy }: Moments): number =>
  people < 2 ? 0 : Math.max(0, (yy - (y * y) / people) / (people - 1))

/** Of people one by one: `y` and, as long, `x`. */
export const momentsOf = (y: ArrayLike<number>, x: ArrayLike<number> | null = null): Moments => {
  const sums = { people: y.length, y: 0, yy: 0, x: 0, xx: 0, xy: 0 }
  for (let i = 0; i < y.length; i++) {
    const before = x === null ? 0 : x[i]
    sums.y += y[i]
    sums.yy += y[i] ** 2
    sums.x += before
    sums.xx += before ** 2
    sums.xy += before * y[i]
  }
  return sums
}
