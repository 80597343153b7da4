import type { ScoreBlock } from './family.ts'

/** The same scores for everybody, by item. */
export const scoreAlike = (score: Float32Array, { from, to, scores }: ScoreBlock): void => {
  for (let row = 0; row < to - from; row++) scores.set(score, row * score.length)
}
