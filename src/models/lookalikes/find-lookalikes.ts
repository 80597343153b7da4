import type { Compute } from '../../compute/compute.ts'
import { type Column, columnOf, type Table } from '../classifiers/table.ts'
import { decodeVectors } from '../clustering/vectors.ts'
import { auc } from '../evaluation/auc.ts'
import { createRandom, type Random } from '../math/random.ts'
import { type Examples, type Likeness, likenesses } from './likeness.ts'

export interface LookalikeQuestion {
  /** people x columns, of `encodeVectors`. */
  readonly vectors: Int8Array
  readonly columns: readonly Column[]
  /** Per person 1: is in the segment. */
  readonly isSeed: Uint8Array
  /** How many to name at most. */
  readonly most: number
  readonly seed: number
}

/** How well a way found members that it was not shown. */
export interface LookalikeTrial {
  readonly model: string
  /** How often a member that was held out ranks above somebody else. 0.5: by lot. */
  readonly auc: number
  /** Of the members held out how many are among the first tenth, 0..1. By lot: 0.1. */
  readonly foundInFirstTenth: number
}

export interface Lookalikes {
  readonly model: string
  /** How many members were held out to choose by. */
  readonly heldOut: number
  readonly trials: readonly LookalikeTrial[]
  /** Places of people outside the segment, most alike first, with 0..1. */
  readonly people: Int32Array
  readonly scores: Float64Array
}

/** Members and others that are learned from, at most. */
const mostMembers = 5000
const mostOthers = 20_000
const heldOutShare = 0.3
/** Fewer members tell no likeness: six of them are held out. */
export const fewestSeeds = 20
/** People scored at a time. */
const blockRows = 20_000

const placesOf = (isSeed: Uint8Array, wanted: number): number[] =>
  Array.from(isSeed.keys()).filter((at) => isSeed[at] === wanted)

const split = (places: readonly number[], most: number, random: Random) => {
  const drawn = random.shuffle(places).slice(0, most)
  const held = Math.max(1, Math.floor(heldOutShare * drawn.length))
  return { drawn, held: drawn.slice(0, held), learned: drawn.slice(held) }
}

const foundInFirst = (share: number, scores: Float64Array, labels: Uint8Array): number => {
  const order = [...scores.keys()].sort((a, b) => scores[b] - scores[a] || a - b)
  const first = order.slice(0, Math.ceil(share * order.length))
  const found = first.filter((at) => labels[at] === 1).length
  return (
    found /
    Math.max(
      1,
      labels.reduce((sum, label) => sum + label, 0),
    )
  )
}

const judge = (score: (table: Table) => Float64Array, { table, labels }: Examples, model: string): LookalikeTrial => {
  const scores = score(table)
  return { model, auc: auc(scores, labels) ?? 0.5, foundInFirstTenth: foundInFirst(0.1, scores, labels) }
}

/** Places of the columns that differ among rows: the others say nothing, and families refuse them. */
const tellingColumns = (table: Table): readonly number[] =>
  [...table.columns.keys()].filter((c) => new Set(columnOf(table, c)).size > 1)

const takeColumns = (table: Table, kept: readonly number[]): Table => {
  const values = new Float32Array(kept.length * table.rows)
  kept.forEach((c, at) => {
    values.set(columnOf(table, c), at * table.rows)
  })
  return { rows: table.rows, columns: kept.map((c) => table.columns[c]), values }
}

/** Everybody outside, in blocks: most alike first, of equals the one that comes first. */
const rank = (
  { vectors, columns, isSeed, most }: LookalikeQuestion,
  score: (table: Table) => Float64Array,
): Pick<Lookalikes, 'people' | 'scores'> => {
  const width = columns.length
  const all = new Float64Array(isSeed.length)
  for (let from = 0; from < isSeed.length; from += blockRows) {
    const to = Math.min(isSeed.length, from + blockRows)
    all.set(score(decodeVectors(vectors.subarray(from * width, to * width), columns)), from)
  }
  const people = Int32Array.from(placesOf(isSeed, 0))
    .sort((a, b) => all[b] - all[a] || a - b)
    .slice(0, most)
  return { people, scores: Float64Array.from(people, (at) => all[at]) }
}

const examplesOf = (
  { vectors, columns }: LookalikeQuestion,
  members: readonly number[],
  others: readonly number[],
): Examples => {
  const width = columns.length
  const places = [...members, ...others]
  const bytes = new Int8Array(places.length * width)
  places.forEach((place, at) => {
    bytes.set(vectors.subarray(place * width, (place + 1) * width), at * width)
  })
  const labels = Uint8Array.from(places, (_, at) => (at < members.length ? 1 : 0))
  return { table: decodeVectors(bytes, columns), labels }
}

/**
 * Who outside a segment is most like its members, by behaviour. Of several ways (nearness to the centres of the members; classifiers that tell members from others) the one is
 * taken that ranks members which it was not shown best among others which it was not shown, by the area under the ROC curve; then it learns from all of them. Among the "others"
 * are those who are alike, so that scores tell an order and no probability; the order is the same (Elkan & Noto 2008).
 * @throws RangeError for fewer than 20 members, or nobody outside
 */
export const findLookalikes = (question: LookalikeQuestion, compute: Compute): Lookalikes => {
  const { isSeed, seed } = question
  const [inside, outside] = [placesOf(isSeed, 1), placesOf(isSeed, 0)]
  if (inside.length < fewestSeeds) throw new RangeError(`It takes ${fewestSeeds} members; there are ${inside.length}.`)
  if (outside.length < 2) throw new RangeError('Everybody is a member.')
  const random = createRandom(seed)
  const [members, others] = [split(inside, mostMembers, random), split(outside, mostOthers, random)]
  const all = examplesOf(question, members.drawn, others.drawn)
  const telling = tellingColumns(all.table)
  const learn = (likeness: Likeness, { table, labels }: Examples) => {
    const score = likeness.learn({ table: takeColumns(table, telling), labels }, { compute, seed })
    return (rows: Table): Float64Array => score(takeColumns(rows, telling))
  }
  const shown = examplesOf(question, members.learned, others.learned)
  const hidden = examplesOf(question, members.held, others.held)
  const trials = likenesses.map((likeness) => judge(learn(likeness, shown), hidden, likeness.name))
  const best = trials.reduce((chosen, trial) => (trial.auc > chosen.auc ? trial : chosen))
  const score = learn(likenesses[trials.indexOf(best)], all)
  return { model: best.model, heldOut: members.held.length, trials, ...rank(question, score) }
}
