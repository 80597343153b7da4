import type { Compute } from '../../compute/compute.ts'
import type { ScorePart } from './family.ts'
import type { Histories } from './histories.ts'
import { addByCategory } from './level-scores.ts'
import type { Levels } from './levels.ts'
import type { Blend, BlendPart, FamilyFinder } from './recipe.ts'

/** What one part says of one person. */
interface Said {
  readonly part: BlendPart
  readonly row: Float32Array
  readonly mass: Float64Array
}

const listen = (
  blend: Blend,
  levels: Levels,
  histories: Histories,
  user: number,
  compute: Compute,
  find: FamilyFinder,
) =>
  blend.parts.map((part): Said => {
    const row = new Float32Array(histories.items)
    compute.scope(() => {
      const scores = compute.float32(histories.items)
      find(part.family).score(part.model, { histories, from: user, to: user + 1, scores }, compute)
      row.set(scores)
    })
    const mass = new Float64Array(levels.categories)
    addByCategory(row, levels, mass)
    return { part, row, mass }
  })

/** The last person explained: a list asks about one many times. */
const lastHeard = new WeakMap<Blend, { histories: Histories; user: number; said: readonly Said[] }>()

const heardOf = (
  blend: Blend,
  levels: Levels,
  histories: Histories,
  user: number,
  compute: Compute,
  find: FamilyFinder,
): readonly Said[] => {
  const last = lastHeard.get(blend)
  if (last?.histories === histories && last.user === user) return last.said
  const said = listen(blend, levels, histories, user, compute, find)
  lastHeard.set(blend, { histories, user, said })
  return said
}

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

const bestOf = ({ row, mass }: Said, { categoryOf }: Levels, item: number): number => {
  const category = categoryOf[item]
  if (row[item] > 0 || !(mass[category] > 0)) return item
  let best = item
  for (let other = 0; other < row.length; other++)
    if (categoryOf[other] === category && row[other] > row[best]) best = other
  return best
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
