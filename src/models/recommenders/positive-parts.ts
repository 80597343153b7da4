import type { ScorePart } from './family.ts'

/**
 * Parts of a score of which some speak against it: those that speak for it, scaled so that they add up to what is left after the others. Their shares among each
 * other are kept. The largest first, of equal ones the first given; nothing where the score is 0 or less.
 */
export const positiveParts = (terms: readonly ScorePart[]): readonly ScorePart[] => {
  const score = terms.reduce((sum, { value }) => sum + value, 0)
  const speakFor = terms.filter(({ value }) => value > 0)
  const positive = speakFor.reduce((sum, { value }) => sum + value, 0)
  if (!(score > 0)) return []
  return speakFor.map((part) => ({ ...part, value: (part.value * score) / positive })).sort((a, b) => b.value - a.value)
}
