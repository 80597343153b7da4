/** Days, with fractions, from one instant to a later one. */
export const daysBetween = (from: Date, to: Date): number => (to.getTime() - from.getTime()) / 86_400_000
