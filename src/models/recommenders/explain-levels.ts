import type { Compute } from '../../compute/compute.ts'
import type { ScorePart } from './family.ts'
import { heardOf, type Said } from './heard-parts.ts'
import type { Histories } from './histories.ts'
import type { Levels } from './levels.ts'
import type { Blend, FamilyFinder } from './recipe.ts'

/** How much of a part, told for a product, speaks for this product and not for its category alone. */
const ofProduct: Readonly<Record<ScorePart['kind'], number>> = {
  FEATURE: 1,
  AGAIN: 1,
  ALIKE: 1,
  NEW: 1,
  ITEM: 0.5,
  NEXT: 0.5,
  USERS: 0.5,
  CATEGORY: 0,
  POPULAR: 0,
}

const speaksOfCategory = ({ kind }: ScorePart): boolean => ofProduct[kind] < 1

const scaledTo = (parts: readonly ScorePart[], whole: number): readonly ScorePart[] => {
  const sum = parts.reduce((sum, { value }) => sum + value, 0)
  return sum > 0 ? parts.map((part) => ({ ...part, value: (part.value * whole) / sum })) : []
}

/** The product itself, where the part knows it, or the one that it finds best in the category. */
const bestOf = (said: Said, { categoryOf }: Levels, item: number): number => {
  if (said.row[item] > 0) return item
  const best = said.best()[categoryOf[item]]
  return best < 0 ? item : best
}

/**
 * Why a score of two levels is what it is. What the parts say of the product among its like (a feature, a rhythm, half of what goes with it) is told as that; the rest is owed to the category, and is told by
 * the parts that say which category, each by its share: of the product, or where a part does not know it of the one that it finds best there. The parts add up to the score.
 */
export const explainLevels = (
  blend: Blend,
  levels: Levels,
  histories: Histories,
  user: number,
  item: number,
  compute: Compute,
  find: FamilyFinder,
): readonly ScorePart[] => {
  const category = levels.categoryOf[item]
  const said = heardOf(blend, levels, histories, user, compute, find)
  const tell = ({ part }: Said, which: number) => find(part.family).explain(part.model, histories, user, which, compute)
  const interests = said.map(({ part, mass }) => (part.weight * mass[category]) / part.categoryScale)
  const withins = said.map(({ part, row, mass }) =>
    row[item] > 0 ? ((part.within ?? 0) * row[item]) / mass[category] : 0,
  )
  const interest = interests.reduce((sum, value) => sum + value, 0)
  const score = interest * withins.reduce((sum, value) => sum + value, 0) * (blend.season?.[item] ?? 1)
  if (!(score > 0)) return []
  const share = score / withins.reduce((sum, value) => sum + value, 0)
  const product = said.flatMap((one, at) =>
    withins[at] > 0
      ? scaledTo(tell(one, item), withins[at] * share).map((told) => ({
          ...told,
          value: told.value * ofProduct[told.kind],
        }))
      : [],
  )
  const rest = Math.max(0, score - product.reduce((sum, { value }) => sum + value, 0))
  const ofCategory = said.flatMap((one, at) => {
    if (!(interests[at] > 0)) return []
    const told = tell(one, bestOf(one, levels, item))
    const speaking = told.filter(speaksOfCategory)
    return scaledTo(speaking.length > 0 ? speaking : told, interests[at])
  })
  return [...product, ...scaledTo(ofCategory, rest)]
}
