import type { TopOfRows } from '../compute.ts'

/** Keeps the best in order by insertion: what comes later enters only above what is there, so ties stay with the smaller column. */
export const topOfRows = ({ scores, rows, columns, k, best, bestScores }: TopOfRows): void => {
  best.fill(-1, 0, rows * k)
  bestScores.fill(-Infinity, 0, rows * k)
  if (k === 0) return
  for (let row = 0; row < rows; row++) {
    const last = row * k + k - 1
    for (let column = 0; column < columns; column++) {
      const score = scores[row * columns + column]
      if (!(score > bestScores[last])) continue
      let at = last
      for (; at > row * k && score > bestScores[at - 1]; at--) {
        best[at] = best[at - 1]
        bestScores[at] = bestScores[at - 1]
      }
      best[at] = column
      bestScores[at] = score
    }
  }
}
