import type { Compute } from '../../compute/compute.ts'
import type { Interactions } from '../interactions.ts'
import { dotWithRow } from '../math/dot.ts'
import { factorPositiveDefinite, solveFactored, solveLowerFactored } from '../math/positive-definite.ts'
import { addPlaceScores, leastForKernel, setNegativesToZero } from './add-factor-scores.ts'
import type { RecommenderFamily, ScorePart } from './family.ts'
import type { Histories } from './histories.ts'
import { positiveParts } from './positive-parts.ts'
import { rememberUser } from './remember-user.ts'
import { sparseOf } from './sparse-of.ts'
import { type SignalWeights, toInteractions } from './to-interactions.ts'

/** Items as points in a space of tastes; people are put there by their history alone, whoever they are. 4 bytes an item and factor. */
export interface FactorModel {
  readonly items: number
  readonly factors: number
  /** Y: items x factors */
  readonly itemFactors: Float32Array
  /** YᵀY: factors x factors */
  readonly gram: Float32Array
  /** How much more than 1 the confidence in a full-weight event is. */
  readonly alpha: number
  readonly regularisation: number
  readonly recommendable: Uint8Array
  readonly weights: SignalWeights
  readonly halfLifeDays: number
}

/** People are scored so many at a time: 4 bytes times that times the items of extra memory. */
const peopleAtOnce = 256

/** A history as confidences above 1: alpha w. */
export const confidencesOf = (interactions: Interactions, alpha: number): Interactions => ({
  ...interactions,
  values: interactions.values.map((value) => alpha * value),
})

/** YᵀY in doubles, for explaining one score at a time. */
export const gramOf = (itemFactors: Float32Array, items: number, factors: number): Float32Array => {
  const gram = new Float64Array(factors * factors)
  for (let item = 0; item < items; item++) {
    const y = itemFactors.subarray(item * factors, (item + 1) * factors)
    for (let i = 0; i < factors; i++) for (let j = 0; j < factors; j++) gram[i * factors + j] += y[i] * y[j]
  }
  return Float32Array.from(gram)
}

/** Rows of a histories' block, from `first` on. */
const rowsOf = ({ items, pointers, indices, values }: Interactions, first: number, last: number): Interactions => ({
  users: last - first,
  items,
  pointers: pointers.slice(first, last + 1).map((pointer) => pointer - pointers[first]),
  indices: indices.subarray(pointers[first], pointers[last]),
  values: values.subarray(pointers[first], pointers[last]),
})

/** x_u = (YᵀY + sum_j v_j y_j y_jᵀ + lambda I)⁻¹ sum_j (1 + v_j) y_j, then Y x_u. */
const scoreHistories = (model: FactorModel, heard: Interactions, scores: Float32Array, compute: Compute): void =>
  compute.scope(() => {
    const { items, factors, itemFactors, regularisation } = model
    const fixed = compute.float32(items * factors)
    fixed.set(itemFactors)
    for (let first = 0; first < heard.users; first += peopleAtOnce) {
      const last = Math.min(heard.users, first + peopleAtOnce)
      const people = last - first
      compute.scope(() => {
        const solved = compute.float32(people * factors)
        const interactions = sparseOf(compute, rowsOf(heard, first, last))
        compute.alsSweep({ interactions, fixed, solved, factors, regularisation, solver: 'cholesky', steps: 0 })
        const block = compute.float32(people * items)
        compute.multiply({ m: people, n: items, k: factors, a: solved, b: fixed, transposeB: true, c: block })
        for (let at = 0; at < block.length; at++) if (!(block[at] > 0)) block[at] = 0
        scores.set(block, first * items)
      })
    }
  })

/** A of the person: gram + lambda I + sum v y yᵀ, in doubles; only its lower half is right. */
const systemOf = ({ factors, itemFactors, gram, regularisation }: FactorModel, { indices, values }: Interactions) => {
  const a = Float64Array.from(gram)
  for (let i = 0; i < factors; i++) a[i * factors + i] += regularisation
  indices.forEach((item, at) => {
    const y = itemFactors.subarray(item * factors, (item + 1) * factors)
    for (let i = 0; i < factors; i++) {
      const weighted = values[at] * y[i]
      for (let j = 0; j <= i; j++) a[i * factors + j] += weighted * y[j]
    }
  })
  return a
}

const hear = (model: FactorModel, histories: Histories, from: number, to: number): Interactions =>
  confidencesOf(toInteractions(histories, model.recommendable, model, from, to), model.alpha)

/** A history as it is heard, with the L of A = L Lᵀ; null where A has none. */
const solving = rememberUser((model: FactorModel, histories, user) => {
  const heard = hear(model, histories, user, user + 1)
  const a = systemOf(model, heard)
  return { heard, l: factorPositiveDefinite(a, model.factors) ? a : null }
})

/** L⁻¹ y_j of what is heard, one row each: y_iᵀ A⁻¹ y_j = (L⁻¹ y_i)ᵀ (L⁻¹ y_j), so that each item that is explained takes one triangular solve and not two. */
const halfway = rememberUser((model: FactorModel, histories, user) => {
  const { heard, l } = solving(model, histories, user)
  const { factors, itemFactors } = model
  if (l === null) return null
  const rows = new Float32Array(heard.indices.length * factors)
  heard.indices.forEach((item, at) => {
    rows.set(solveLowerFactored(l, itemFactors.subarray(item * factors, (item + 1) * factors)), at * factors)
  })
  return { l, heard, rows }
})

/** x_u = A⁻¹ sum_j (1 + v_j) y_j; null where A has no Cholesky factor. */
const placeOf = (model: FactorModel, histories: Histories, user: number): Float64Array | null => {
  const { factors, itemFactors } = model
  const { heard, l } = solving(model, histories, user)
  if (l === null) return null
  const sum = new Float64Array(factors)
  heard.indices.forEach((item, at) => {
    for (let i = 0; i < factors; i++) sum[i] += (1 + heard.values[at]) * itemFactors[item * factors + i]
  })
  return solveFactored(l, sum)
}

/** One by one, from the factors where they are: a copy of them to where kernels reach them costs more than the kernels save. false where somebody's system cannot be solved so. */
const scoreFew = (
  model: FactorModel,
  histories: Histories,
  from: number,
  to: number,
  scores: Float32Array,
): boolean => {
  scores.fill(0, 0, (to - from) * model.items)
  for (let user = from; user < to; user++) {
    const place = placeOf(model, histories, user)
    if (place === null) return false
    const [first, last] = [(user - from) * model.items, (user - from + 1) * model.items]
    addPlaceScores(place, model.itemFactors, scores.subarray(first, last))
  }
  setNegativesToZero(scores)
  return true
}

/** score(u, i) = sum_j (1 + v_j) y_iᵀ A⁻¹ y_j: a term for each item of the history (Hu, Koren & Volinsky 2008, section 5). */
const explainScore = (model: FactorModel, histories: Histories, user: number, item: number) => {
  const { factors, itemFactors } = model
  const known = halfway(model, histories, user)
  if (known === null) return []
  const { l, heard, rows } = known
  const z = solveLowerFactored(l, itemFactors.subarray(item * factors, (item + 1) * factors))
  const parts: ScorePart[] = []
  for (let at = 0; at < heard.indices.length; at++) {
    const value = (1 + heard.values[at]) * dotWithRow(z, rows, at * factors)
    parts.push({ kind: 'ITEM', value, item: heard.indices[at], lift: Number.NaN })
  }
  return positiveParts(parts)
}

/** All but the fit of a family whose model is factors of items. */
export const readingFactors: Pick<
  RecommenderFamily<{ readonly factors: number }, FactorModel>,
  'isSequential' | 'memory' | 'score' | 'explain'
> = {
  isSequential: false,
  memory: ({ histories, catalogue }, { factors }) => {
    const people = histories.users
    return {
      model: 4 * factors * (catalogue.items + factors) + catalogue.items + 256,
      fit: 16 * factors * (catalogue.items + people) + 48 * histories.item.length + 8 * factors * factors,
    }
  },
  score: (model, { histories, from, to, scores }, compute) => {
    const isFew = to - from < leastForKernel
    if (isFew && scoreFew(model, histories, from, to, scores)) return
    scoreHistories(model, hear(model, histories, from, to), scores, compute)
  },
  explain: explainScore,
}
