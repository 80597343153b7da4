import type { Compute } from '../../compute/compute.ts'
import { blockRows, leaveOut } from '../evaluation/judge.ts'
import type { Split } from '../evaluation/split.ts'
import type { Levels } from './levels.ts'
import { addByCategory } from './levels.ts'
import type { BlendPart, FamilyFinder } from './recipe.ts'

/** How probable each part held what people took: choices x parts. */
export interface LevelChoices {
  readonly parts: number
  /** Its category. */
  readonly category: Float64Array
  /** Its category, at this time of the year. */
  readonly seasonal: Float64Array
}

/** Nothing is held less probable: a part that never heard of something does not rule it out. */
const leastProbable = 1e-4

/** What one part says of one person, as sums by category: of all, and of all by season. */
const createSums = ({ categories }: Levels) =>
  [0, 1].map(() => new Float64Array(categories)) as [Float64Array, Float64Array]

const over = (part: number, whole: number): number => Math.max(leastProbable, whole > 0 ? part / whole : 0)

const sumOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0)

/** What the people of a split took, of what could be listed. Memory: 4 bytes a score of a block, and 16 a choice and part. */
export const collectLevelChoices = (
  parts: readonly BlendPart[],
  levels: Levels,
  season: Float32Array,
  split: Split,
  people: number,
  compute: Compute,
  familyNamed: FamilyFinder,
): LevelChoices => {
  const { read, wanted } = split
  const { items } = read
  const { categoryOf } = levels
  const [category, seasonal]: number[][] = [[], []]
  const inSeason = new Float32Array(items)
  const readPerson = (user: number, rows: readonly Float32Array[], allowed: Float32Array): void => {
    const taken = wanted.indices.subarray(wanted.pointers[user], wanted.pointers[user + 1])
    const sums = rows.map((row) => {
      const [all, bySeason] = createSums(levels)
      for (let item = 0; item < items; item++) inSeason[item] = row[item] * season[item]
      addByCategory(row, levels, all)
      addByCategory(inSeason, levels, bySeason)
      return { all, bySeason, whole: sumOf(all), wholeBySeason: sumOf(bySeason) }
    })
    for (const item of taken) {
      if (allowed[item] !== 0) continue
      const c = categoryOf[item]
      rows.forEach((_, part) => {
        const { all, bySeason, whole, wholeBySeason } = sums[part]
        category.push(over(all[c], whole))
        seasonal.push(over(bySeason[c], wholeBySeason))
      })
    }
  }
  const readBlock = (from: number, to: number): void => {
    const rows = (to - from) * items
    const blocks = parts.map(({ family, model }) => {
      const scores = compute.float32(rows)
      familyNamed(family).score(model, { histories: read, from, to, scores }, compute)
      return scores
    })
    // 0 where an item can be listed, -Infinity where it cannot.
    const allowed = compute.float32(rows)
    leaveOut(allowed, split, from, to)
    for (let user = from; user < to; user++) {
      const rowOf = (block: Float32Array) => block.subarray((user - from) * items, (user - from + 1) * items)
      readPerson(user, blocks.map(rowOf), rowOf(allowed))
    }
  }
  const most = Math.max(1, Math.floor(blockRows(items) / (parts.length + 1)))
  for (let from = 0; from < people; from += most) compute.scope(() => readBlock(from, Math.min(people, from + most)))
  return {
    parts: parts.length,
    category: Float64Array.from(category),
    seasonal: Float64Array.from(seasonal),
  }
}

const joined = (all: readonly Float64Array[]): Float64Array => {
  const values = new Float64Array(all.reduce((length, one) => length + one.length, 0))
  let at = 0
  for (const one of all) {
    values.set(one, at)
    at += one.length
  }
  return values
}

/** What the people of several periods took, as one. Of the same parts. */
export const joinLevelChoices = (all: readonly LevelChoices[]): LevelChoices => ({
  parts: all[0].parts,
  category: joined(all.map(({ category }) => category)),
  seasonal: joined(all.map(({ seasonal }) => seasonal)),
})

const iterations = 300
/** A part with less than this share of a level is not worth its memory and time. */
const leastShare = 0.05

/**
 * The weights of a mixture of what parts hold probable under which what was taken is most probable: the linear opinion pool, by expectation-maximisation (Dempster, Laird & Rubin 1977). One optimum, and
 * nothing to tune. Small ones become 0; they add up to 1, but are all 0 where nothing was taken.
 */
export const mixtureWeights = (probable: Float64Array, parts: number): readonly number[] => {
  const choices = probable.length / parts
  if (choices === 0) return Array.from({ length: parts }, () => 0)
  let weights = new Float64Array(parts).fill(1 / parts)
  for (let step = 0; step < iterations; step++) {
    const owed = new Float64Array(parts)
    for (let at = 0; at < probable.length; at += parts) {
      let whole = 0
      for (let part = 0; part < parts; part++) whole += weights[part] * probable[at + part]
      for (let part = 0; part < parts; part++) owed[part] += (weights[part] * probable[at + part]) / whole
    }
    weights = owed.map((sum) => sum / choices)
  }
  const kept = Array.from(weights, (weight) => (weight >= leastShare ? weight : 0))
  const sum = kept.reduce((sum, weight) => sum + weight, 0)
  return kept.map((weight) => weight / sum)
}

/** How much each part says of the category: that of the product in it is what it says in a sum, for lists are made of products. */
export const learnCategoryWeights = (choices: LevelChoices, isSeasonal: boolean): readonly number[] =>
  mixtureWeights(isSeasonal ? choices.seasonal : choices.category, choices.parts)
