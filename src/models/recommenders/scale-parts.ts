import type { ScorePart } from './family.ts'

/**
 * Parts of which some may speak against the item: those that speak for it, scaled so that they add up to the score, the largest first. None where the score is 0.
 */
export const scaleParts = (parts: readonly ScorePart[], score: number): readonly ScorePart[] => {
  const speaking = parts.filter(({ value }) => value > 0).sort((a, b) => b.value - a.value)
  const sum = speaking.reduce((sum, { value }) => sum + value, 0)
  return score > 0 ? speaking.map((part) => ({ ...part, value: (part.value * score) / sum })) : []
}
