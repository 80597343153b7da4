import type { Compute } from '../../src/compute/compute.ts'
import type { RecommenderFamily } from '../../src/models/recommenders/family.ts'
import type { Histories } from '../../src/models/recommenders/histories.ts'

/** The scores of users `from .. to` as rows; the block was full of NaN before, so that what is not overwritten shows. */
export const scoreRows = <Options extends object, Model extends object>(
  family: RecommenderFamily<Options, Model>,
  model: Model,
  histories: Histories,
  compute: Compute,
  [from, to]: readonly [number, number] = [0, histories.users],
): readonly Float32Array[] => {
  const scores = new Float32Array((to - from) * histories.items).fill(Number.NaN)
  family.score(model, { histories, from, to, scores }, compute)
  return Array.from({ length: to - from }, (_, row) =>
    scores.subarray(row * histories.items, (row + 1) * histories.items),
  )
}
