import type { Compute } from '../../compute/compute.ts'
import type { ScoreBlock } from './family.ts'
import type { Histories } from './histories.ts'
import type { Levels } from './levels.ts'
import { addByCategory } from './levels.ts'
import type { Blend, BlendPart, FamilyFinder } from './recipe.ts'

/** What one part says of one person. */
export interface Said {
  readonly part: BlendPart
  readonly row: Float32Array
  readonly mass: Float64Array
  /** Per category the item of which it says most, the first of several, -1 where it says nothing; looked for when first asked. */
  readonly best: () => Int32Array
}

/** What the parts say of a block of people: of row r part p says `scores[p][(r - from) * items ..]`, by category `masses[p][(r - from) * categories ..]`. */
interface HeardBlock extends Pick<ScoreBlock, 'histories' | 'from' | 'to'> {
  readonly scores: readonly Float32Array[]
  readonly masses: readonly Float64Array[]
}

const bestByCategory = (row: Float32Array, mass: Float64Array, { categoryOf }: Levels): Int32Array => {
  const best = new Int32Array(mass.length).fill(-1)
  for (let item = 0; item < row.length; item++) {
    if (!(row[item] > 0)) continue
    const category = categoryOf[item]
    if (best[category] < 0 || row[item] > row[best[category]]) best[category] = item
  }
  return best
}

const sayingOf = (part: BlendPart, row: Float32Array, mass: Float64Array, levels: Levels): Said => {
  let best: Int32Array | undefined
  const whenAsked = (): Int32Array => {
    best ??= bestByCategory(row, mass, levels)
    return best
  }
  return { part, row, mass, best: whenAsked }
}

/** The last block that was scored in order to be explained, and the last person explained: a list asks about one many times. */
const lastBlock = new WeakMap<Blend, HeardBlock>()
const lastHeard = new WeakMap<Blend, { histories: Histories; user: number; said: readonly Said[] }>()

/** Keeps what the parts said of a block whose scores are explained next. */
export const keepHeard = (blend: Blend, block: HeardBlock): void => {
  lastBlock.set(blend, block)
  lastHeard.delete(blend)
}

const listen = (
  { parts }: Blend,
  levels: Levels,
  histories: Histories,
  user: number,
  compute: Compute,
  find: FamilyFinder,
): readonly Said[] =>
  parts.map((part) => {
    const row = compute.scope(() => {
      const scores = compute.float32(histories.items)
      find(part.family).score(part.model, { histories, from: user, to: user + 1, scores }, compute)
      return scores.slice()
    })
    const mass = new Float64Array(levels.categories)
    addByCategory(row, levels, mass)
    return sayingOf(part, row, mass, levels)
  })

/** Of a block that was kept, what was said of one person; null of anybody else. */
const keptOf = (blend: Blend, levels: Levels, histories: Histories, user: number): readonly Said[] | null => {
  const block = lastBlock.get(blend)
  if (block?.histories !== histories || user < block.from || user >= block.to) return null
  const row = user - block.from
  const cut = <Numbers extends Float32Array | Float64Array>(all: Numbers, width: number) =>
    all.subarray(row * width, (row + 1) * width) as Numbers
  return blend.parts.map((part, at) =>
    sayingOf(part, cut(block.scores[at], histories.items), cut(block.masses[at], levels.categories), levels),
  )
}

/** What the parts say of one person, in the order of the parts. */
export const heardOf = (
  blend: Blend,
  levels: Levels,
  histories: Histories,
  user: number,
  compute: Compute,
  find: FamilyFinder,
): readonly Said[] => {
  const last = lastHeard.get(blend)
  if (last?.histories === histories && last.user === user) return last.said
  const said = keptOf(blend, levels, histories, user) ?? listen(blend, levels, histories, user, compute, find)
  lastHeard.set(blend, { histories, user, said })
  return said
}
