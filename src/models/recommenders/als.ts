import type { Compute } from '../../compute/compute.ts'
import { transpose } from '../interactions.ts'
import { createRandom } from '../math/random.ts'
import { confidencesOf, type FactorModel, gramOf, readingFactors } from './factor-model.ts'
import type { FitTools, RecommenderFamily, TrainingData } from './family.ts'
import { sparseOf } from './sparse-of.ts'
import {
  everySignal,
  everySignalAlike,
  lovedAndBought,
  purchasesOnly,
  type SignalWeights,
  toInteractions,
} from './to-interactions.ts'

export interface AlsOptions {
  readonly factors: number
  /** How much more than 1 the confidence in a full-weight event is. */
  readonly alpha: number
  /** lambda > 0 */
  readonly regularisation: number
  /** Of people and then items, each. */
  readonly iterations: number
  readonly solver: 'cholesky' | 'conjugate-gradient'
  /** Of conjugate gradient. */
  readonly steps: number
  readonly weights: SignalWeights
  /** Of the history that is read; the factors are fitted on everything alike. 0: nothing fades. */
  readonly halfLifeDays: number
}

/** Small draws: large enough to tell the factors apart, small enough to be forgotten. */
const startingFactors = (compute: Compute, items: number, factors: number, seed: number): Float32Array => {
  const random = createRandom(seed)
  const start = compute.float32(items * factors)
  for (let at = 0; at < start.length; at++) start[at] = (0.1 * random.normal()) / Math.sqrt(factors)
  return start
}

const fitFactors = ({ histories, catalogue }: TrainingData, options: AlsOptions, tools: FitTools): Float32Array => {
  const { factors, regularisation, iterations, solver, steps, alpha, weights } = options
  const { compute, seed, report } = tools
  const heard = toInteractions(histories, catalogue.recommendable, { weights, halfLifeDays: 0 })
  if (heard.indices.length === 0) throw new Error('ALS has no interactions to factorise')
  const own = confidencesOf(heard, alpha)
  return compute.scope(() => {
    const [byUser, byItem] = [sparseOf(compute, own), sparseOf(compute, transpose(own))]
    const itemFactors = startingFactors(compute, own.items, factors, seed)
    const userFactors = compute.float32(own.users * factors)
    const shared = { factors, regularisation, solver, steps }
    for (let iteration = 0; iteration < iterations; iteration++) {
      compute.alsSweep({ ...shared, interactions: byUser, fixed: itemFactors, solved: userFactors })
      compute.alsSweep({ ...shared, interactions: byItem, fixed: userFactors, solved: itemFactors })
      report?.((iteration + 1) / iterations)
    }
    return itemFactors.slice()
  })
}

const fitAls = (data: TrainingData, options: AlsOptions, tools: FitTools): FactorModel => {
  const { factors, alpha, regularisation, weights, halfLifeDays } = options
  const { items, recommendable } = data.catalogue
  const itemFactors = fitFactors(data, options, tools)
  const gram = gramOf(itemFactors, items, factors)
  if (!gram.every(Number.isFinite)) throw new Error(`ALS did not converge at a regularisation of ${regularisation}`)
  const hearing = { recommendable, weights, halfLifeDays }
  return Object.freeze({ items, factors, itemFactors, gram, alpha, regularisation, ...hearing })
}

/**
 * Matrix factorisation of implicit feedback by alternating least squares (Hu, Koren & Volinsky 2008, "Collaborative filtering for implicit feedback datasets").
 *
 *   min sum_ui c_ui (p_ui - x_uᵀ y_i)² + lambda (sum |x_u|² + sum |y_i|²),   p_ui = 1 where w_ui > 0, else 0,   c_ui = 1 + alpha w_ui
 *   x_u = (YᵀY + Yᵀ(C_u - I)Y + lambda I)⁻¹ Yᵀ C_u p_u, and likewise y_i
 *
 * Each row is solved by a few steps of conjugate gradient from its last value (Takács, Pilászy & Tikk 2011), preconditioned by YᵀY + lambda I, or exactly. One iteration takes
 * (interactions x factors + (users + items) x factors²) x steps multiplications. People are not kept: any history is solved for when it is scored.
 */
export const als: RecommenderFamily<AlsOptions, FactorModel> = {
  ...readingFactors,
  name: 'als',
  defaults: {
    factors: 64,
    alpha: 10,
    regularisation: 10,
    iterations: 15,
    solver: 'conjugate-gradient',
    steps: 2,
    weights: everySignalAlike,
    halfLifeDays: 180,
  },
  space: {
    factors: [32, 64, 128],
    alpha: [1, 3, 10, 30, 100, 300],
    regularisation: [1, 3, 10, 30, 100, 300],
    weights: [purchasesOnly, lovedAndBought, everySignal, everySignalAlike],
    halfLifeDays: [0, 30, 90, 180],
  },
  work: ({ histories, catalogue }, { factors, iterations, solver, steps }) => {
    const rows = histories.users + catalogue.items
    const sweeps =
      solver === 'cholesky'
        ? 2 * histories.item.length * factors ** 2 + rows * factors ** 3
        : 2 * (steps + 1) * histories.item.length * factors + steps * rows * factors ** 2
    return 0.15 * iterations * sweeps
  },
  fit: fitAls,
}
