import type { Compute } from '../../compute/compute.ts'
import type { ScoreBlock } from './family.ts'
import { keepHeard } from './heard-parts.ts'
import type { Levels } from './levels.ts'
import type { Blend, FamilyFinder } from './recipe.ts'

/** Adds up one row of scores by category, into `mass`, and tells which items there are scores of: so many at the front of `spoken`. Most parts say something of few. */
const addSpoken = (row: Float32Array, { categoryOf }: Levels, mass: Float64Array, spoken: Int32Array): number => {
  mass.fill(0)
  let length = 0
  for (let item = 0; item < row.length; item++) {
    if (!(row[item] > 0)) continue
    mass[categoryOf[item]] += row[item]
    spoken[length++] = item
  }
  return length
}

/**
 * Scores of a block as a choice of a category and then of a product in it (the nested logit of McFadden 1978, with what parts say in place of utilities):
 *
 *   score(u, j) = season(c) · sum_p w_p S_p(u, c) / M_p · sum_q v_q s_q(u, j) / S_q(u, c)        c: the category of j;  S_p(u, c) = sum over i of c of s_p(u, i)
 *
 * M_p: the mean over people of sum_c S_p(u, c), as it was when p was fitted. So one part may say which category, and another which product of it. Needs 4 bytes a score of the block beside it.
 */
export const scoreLevels = (
  blend: Blend,
  levels: Levels,
  { histories, from, to, scores, forReasons = false }: ScoreBlock,
  compute: Compute,
  familyNamed: FamilyFinder,
): void => {
  const { parts, season } = blend
  const { items } = histories
  const { categories, categoryOf } = levels
  const rows = to - from
  const mass = new Float64Array(categories)
  const interest = new Float64Array(rows * categories)
  const spoken = new Int32Array(items)
  const kept: Float32Array[] = []
  const masses: Float64Array[] = []
  scores.fill(0, 0, rows * items)
  compute.scope(() => {
    const own = compute.float32(rows * items)
    for (const { family, model, weight, within = 0, categoryScale } of parts) {
      familyNamed(family).score(model, { histories, from, to, scores: own }, compute)
      const massOf = new Float64Array(forReasons ? rows * categories : 0)
      if (forReasons) kept.push(own.slice())
      masses.push(massOf)
      for (let row = 0; row < rows; row++) {
        const said = own.subarray(row * items, (row + 1) * items)
        const length = addSpoken(said, levels, mass, spoken)
        if (forReasons) massOf.set(mass, row * categories)
        for (let c = 0; c < categories; c++) interest[row * categories + c] += (weight / categoryScale) * mass[c]
        if (within === 0) continue
        for (let at = 0; at < length; at++) {
          const item = spoken[at]
          scores[row * items + item] += (within * said[item]) / mass[categoryOf[item]]
        }
      }
    }
  })
  if (forReasons) keepHeard(blend, { histories, from, to, scores: kept, masses })
  for (let row = 0; row < rows; row++) {
    for (let item = 0; item < items; item++)
      scores[row * items + item] *= interest[row * categories + categoryOf[item]] * (season?.[item] ?? 1)
  }
}
