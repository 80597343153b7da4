import type { ScorePart } from './family.ts'

/**
 * Parts of a score of which some speak against it: those that speak for it, scaled so that they add up to what is left after the others. Their shares among each
 * other are kept. The largest first, of equal ones the first given; nothing where the score is 0 or less.
 */
export const positiveParts = (terms: readonly ScorePart[]): readonly ScorePart[] => {
  let [score, positive] = [0, 0]
  for (const { value } of terms) {
    score += value
    if (value > 0) positive += value
  }
  if (!(score > 0)) return []
  const scale = score / positive
  const parts: ScorePart[] = []
  for (const part of terms) if (part.value > 0) parts.push({ ...part, value: part.value * scale })
  return parts.sort((a, b) => b.value - a.value)
}
