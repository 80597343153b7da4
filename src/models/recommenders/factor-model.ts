import type { Compute } from '../../compute/compute.ts'
import type { Interactions } from '../interactions.ts'
import { factorPositiveDefinite, solveFactored } from '../math/positive-definite.ts'
import type { RecommenderFamily } from './family.ts'
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

/** z times a row that begins at `from`, in four sums that do not wait for each other. */
const dot = (z: Float64Array, rows: Float32Array, from: number): number => {
  let [a, b, c, d] = [0, 0, 0, 0]
  let i = 0
  for (; i + 3 < z.length; i += 4) {
    a += z[i] * rows[from + i]
    b += z[i + 1] * rows[from + i + 1]
    c += z[i + 2] * rows[from + i + 2]
    d += z[i + 3] * rows[from + i + 3]
  }
  for (; i < z.length; i++) a += z[i] * rows[from + i]
  return a + b + (c + d)
}

/** score(u, i) = sum_j (1 + v_j) y_iᵀ A⁻¹ y_j: a term for each item of the history (Hu, Koren & Volinsky 2008, section 5). */
const explainScore = (model: FactorModel, histories: Histories, user: number, item: number) => {
  const { factors, itemFactors } = model
  const { heard, l } = solving(model, histories, user)
  if (l === null) return []
  const z = solveFactored(l, itemFactors.subarray(item * factors, (item + 1) * factors))
  return positiveParts(
    Array.from(heard.indices, (because, at) => {
      const alike = dot(z, itemFactors, because * factors)
      return { kind: 'ITEM', value: (1 + heard.values[at]) * alike, item: because, lift: Number.NaN } as const
    }),
  )
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
  score: (model, { histories, from, to, scores }, compute) =>
    scoreHistories(model, hear(model, histories, from, to), scores, compute),
  explain: explainScore,
}
