import type { Compute } from '../../compute/compute.ts'
import { blockRows, leaveOut } from '../evaluation/judge.ts'
import type { Split } from '../evaluation/split.ts'
import { createTopK } from '../top-k.ts'
import type { Choices } from './blend-weights.ts'
import type { BlendPart, FamilyFinder } from './recipe.ts'

/** What the parts of a blend would show to people, with what those then took. Person u has the candidates `pointers[u] .. pointers[u + 1]`. */
export interface CandidatePools {
  readonly parts: number
  readonly pointers: Int32Array
  /** candidates x parts, each part on its scale */
  readonly scores: Float32Array
  /** Per candidate 1 if it was taken. */
  readonly isTaken: Uint8Array
  /** Per person what was taken, among the candidates or not. */
  readonly taken: Int32Array
}

/** Candidates are the best so many of each part: where lists are decided. */
const bestOfPart = 60
/** Candidates of all people together, for the sake of memory. */
const mostCandidates = 1_500_000

/** The best of each part, without what the person may not be shown, in ascending order. */
const poolOf = (rows: readonly Float32Array[]): readonly number[] => {
  const pool = new Set<number>()
  const top = createTopK(bestOfPart)
  for (const row of rows) {
    top.clear()
    for (let item = 0; item < row.length; item++) if (row[item] > 0) top.offer(item, row[item])
    for (const item of top.items.subarray(0, top.size())) pool.add(item)
  }
  return [...pool].sort((a, b) => a - b)
}

/** Of the first `people` of a split, or as many as there is memory for. */
export const collectPools = (
  parts: readonly BlendPart[],
  split: Split,
  people: number,
  compute: Compute,
  familyNamed: FamilyFinder,
): CandidatePools => {
  const { read, wanted } = split
  const [pointers, isTaken, taken]: number[][] = [[0], [], []]
  const scores = new Float32Array((mostCandidates + parts.length * bestOfPart) * parts.length)
  let length = 0
  const readPerson = (user: number, rows: readonly Float32Array[]): void => {
    const own = new Set(wanted.indices.subarray(wanted.pointers[user], wanted.pointers[user + 1]))
    for (const item of poolOf(rows)) {
      for (let part = 0; part < parts.length; part++) scores[length++] = rows[part][item] / parts[part].scale
      isTaken.push(own.has(item) ? 1 : 0)
    }
    taken.push(own.size)
    pointers.push(isTaken.length)
  }
  const readBlock = (from: number, to: number): void => {
    const blocks = parts.map(({ family, model }) => {
      const own = compute.float32((to - from) * read.items)
      familyNamed(family).score(model, { histories: read, from, to, scores: own }, compute)
      leaveOut(own, split, from, to)
      return own
    })
    for (let user = from; user < to && isTaken.length < mostCandidates; user++) {
      const [start, end] = [(user - from) * read.items, (user - from + 1) * read.items]
      readPerson(
        user,
        blocks.map((own) => own.subarray(start, end)),
      )
    }
  }
  const most = Math.max(1, Math.floor(blockRows(read.items) / Math.max(1, parts.length)))
  for (let from = 0; from < people && isTaken.length < mostCandidates; from += most)
    compute.scope(() => readBlock(from, Math.min(people, from + most)))
  return {
    parts: parts.length,
    pointers: Int32Array.from(pointers),
    scores: scores.slice(0, length),
    isTaken: Uint8Array.from(isTaken),
    taken: Int32Array.from(taken),
  }
}

/** The pools of several periods, as one. Of the same parts. */
export const joinPools = (all: readonly CandidatePools[]): CandidatePools => {
  if (all.length === 1) return all[0]
  const scores = new Float32Array(all.reduce((length, pools) => length + pools.scores.length, 0))
  const pointers: number[] = [0]
  let [at, candidates] = [0, 0]
  for (const pools of all) {
    scores.set(pools.scores, at)
    at += pools.scores.length
    for (const end of pools.pointers.subarray(1)) pointers.push(candidates + end)
    candidates += pools.isTaken.length
  }
  return {
    parts: all[0].parts,
    pointers: Int32Array.from(pointers),
    scores,
    isTaken: Uint8Array.from(all.flatMap(({ isTaken }) => [...isTaken])),
    taken: Int32Array.from(all.flatMap(({ taken }) => [...taken])),
  }
}

/** Of what one person took so many are learned from, and so many of all people together. */
const [mostOfOne, mostChoices] = [10, 4000]

/**
 * Each thing taken against those not taken of the same person. What somebody took that no part would have shown is left out: given that the choice fell on one of the candidates, its odds are
 * those of the softmax over them (independence of irrelevant alternatives), while candidates that are all good against a choice from anywhere would teach that a high score speaks against an item.
 */
export const choicesOf = ({ parts, pointers, scores, isTaken }: CandidatePools): Choices => {
  const [rows, starts, chosen]: number[][] = [[], [0], []]
  for (let user = 0; user + 1 < pointers.length && chosen.length < mostChoices; user++) {
    const own = Array.from({ length: pointers[user + 1] - pointers[user] }, (_, at) => pointers[user] + at)
    const others = own.filter((at) => isTaken[at] === 0)
    for (const at of own.filter((at) => isTaken[at] === 1).slice(0, mostOfOne)) {
      chosen.push(rows.length)
      rows.push(at)
      for (const other of others) rows.push(other)
      starts.push(rows.length)
    }
  }
  const copied = new Float32Array(rows.length * parts)
  rows.forEach((row, at) => {
    copied.set(scores.subarray(row * parts, (row + 1) * parts), at * parts)
  })
  return { parts, pointers: Int32Array.from(starts), scores: copied, chosen: Int32Array.from(chosen) }
}

const discount = (rank: number): number => 1 / Math.log2(rank + 2)

/** Mean NDCG at k of the candidates ranked by the weighted scores; what was taken from outside of them counts as not found. */
export const poolNdcg = (pools: CandidatePools, weights: ArrayLike<number>, k: number): number => {
  const { parts, pointers, scores, isTaken, taken } = pools
  const top = createTopK(k)
  let sum = 0
  for (let user = 0; user < taken.length; user++) {
    if (taken[user] === 0) continue
    top.clear()
    for (let at = pointers[user]; at < pointers[user + 1]; at++) {
      let score = 0
      for (let part = 0; part < parts; part++) score += weights[part] * scores[at * parts + part]
      if (score > 0) top.offer(at, score)
    }
    top.sort()
    let [gain, ideal] = [0, 0]
    for (let rank = 0; rank < top.size(); rank++) if (isTaken[top.items[rank]] === 1) gain += discount(rank)
    for (let rank = 0; rank < Math.min(k, taken[user]); rank++) ideal += discount(rank)
    sum += gain / ideal
  }
  return taken.length === 0 ? 0 : sum / taken.length
}
