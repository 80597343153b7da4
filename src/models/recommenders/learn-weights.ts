import type { Compute } from '../../compute/compute.ts'
import { blockRows, leaveOut } from '../evaluation/judge.ts'
import type { Split } from '../evaluation/split.ts'
import { createRandom } from '../math/random.ts'
import { createTopK } from '../top-k.ts'
import type { BlendPart, FamilyFinder } from './blend.ts'
import { type Choices, fitBlendWeights } from './blend-weights.ts'

/** Candidates per person: the best of each part, where lists are decided, and some drawn from all. */
const [bestOfPart, drawn] = [40, 40]
/** Of what one person wants, so many are learned from. */
const mostWanted = 10

/** The best of each part and some others, without what the person may not be shown. */
const poolOf = (rows: readonly Float32Array[], random: ReturnType<typeof createRandom>): Set<number> => {
  const pool = new Set<number>()
  const top = createTopK(bestOfPart)
  for (const row of rows) {
    top.clear()
    for (let item = 0; item < row.length; item++) if (row[item] > 0) top.offer(item, row[item])
    for (const item of top.items.subarray(0, top.size())) pool.add(item)
  }
  for (let draw = 0; draw < drawn && rows.length > 0; draw++) {
    const item = random.integer(rows[0].length)
    if (rows[0][item] > -Infinity) pool.add(item)
  }
  return pool
}

/** What the first `people` of a split took among what the parts would have shown them. Parts are on their scales. */
export const collectChoices = (
  parts: readonly BlendPart[],
  split: Split,
  people: number,
  seed: number,
  compute: Compute,
  familyNamed: FamilyFinder,
): Choices => {
  const { read, wanted } = split
  const random = createRandom(seed)
  const [pointers, chosen, scores]: number[][] = [[0], [], []]
  const addChoice = (rows: readonly Float32Array[], others: readonly number[], item: number): void => {
    chosen.push(scores.length / parts.length)
    for (const candidate of [item, ...others]) {
      rows.forEach((row, part) => {
        scores.push(row[candidate] / parts[part].scale)
      })
    }
    pointers.push(scores.length / parts.length)
  }
  const readPerson = (user: number, rows: readonly Float32Array[]): void => {
    const pool = poolOf(rows, random)
    const taken = wanted.indices.subarray(wanted.pointers[user], wanted.pointers[user + 1])
    for (const item of taken) pool.delete(item)
    const others = [...pool]
    for (const item of taken.subarray(0, mostWanted)) {
      // What no part speaks of cannot be learned from.
      if (rows.some((row) => row[item] > 0)) addChoice(rows, others, item)
    }
  }
  const readBlock = (from: number, to: number): void => {
    const blocks = parts.map(({ family, model }) => {
      const own = compute.float32((to - from) * read.items)
      familyNamed(family).score(model, { histories: read, from, to, scores: own }, compute)
      leaveOut(own, split, from, to)
      return own
    })
    for (let user = from; user < to; user++) {
      const [start, end] = [(user - from) * read.items, (user - from + 1) * read.items]
      readPerson(
        user,
        blocks.map((own) => own.subarray(start, end)),
      )
    }
  }
  const most = Math.max(1, Math.floor(blockRows(read.items) / Math.max(1, parts.length)))
  for (let from = 0; from < people; from += most) compute.scope(() => readBlock(from, Math.min(people, from + most)))
  return {
    parts: parts.length,
    pointers: Int32Array.from(pointers),
    scores: Float32Array.from(scores),
    chosen: Int32Array.from(chosen),
  }
}

/** A part with less than this share of the weights is not worth its memory and time. */
const leastShare = 0.01

/** The parts with weights learned from what the first `people` of a split took; they add up to 1, and parts that add nothing weigh 0. All 0 where nothing can be learned. */
export const learnWeights = (
  parts: readonly BlendPart[],
  split: Split,
  people: number,
  seed: number,
  compute: Compute,
  familyNamed: FamilyFinder,
): readonly BlendPart[] => {
  const weights = fitBlendWeights(collectChoices(parts, split, people, seed, compute, familyNamed))
  const whole = weights.reduce((sum, weight) => sum + weight, 0)
  const kept = weights.map((weight) => (whole > 0 && weight / whole >= leastShare ? weight : 0))
  const sum = kept.reduce((sum, weight) => sum + weight, 0)
  return parts.map((part, at) => ({ ...part, weight: sum > 0 ? kept[at] / sum : 0 }))
}
