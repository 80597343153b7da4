/**
 * Choices among candidates, one set each: set c is rows `pointers[c] .. pointers[c + 1]` of `scores`, of which `chosen[c]` (a row) was taken.
 */
export interface Choices {
  readonly parts: number
  readonly pointers: Int32Array
  /** candidates x parts */
  readonly scores: Float32Array
  readonly chosen: Int32Array
}

export interface WeightOptions {
  /** Price of a unit of weight, per choice: what does not earn it weighs nothing. */
  readonly lasso: number
  /** Pull towards 0 by the square, per choice: what keeps two parts that say the same both at work. */
  readonly ridge: number
}

export const defaultWeightOptions: WeightOptions = { lasso: 0.01, ridge: 1e-4 }

interface Derivatives {
  readonly value: number
  readonly gradient: Float64Array
  /** parts x parts */
  readonly hessian: Float64Array
}

/** Probabilities of the candidates `from .. to` under the weights, into `probability`; the log of their sum. */
const softmax = (
  { parts, scores }: Choices,
  weights: Float64Array,
  from: number,
  to: number,
  probability: Float64Array,
) => {
  let largest = -Infinity
  for (let row = from; row < to; row++) {
    let utility = 0
    for (let part = 0; part < parts; part++) utility += weights[part] * scores[row * parts + part]
    probability[row - from] = utility
    if (utility > largest) largest = utility
  }
  let sum = 0
  for (let at = 0; at < to - from; at++) sum += Math.exp(probability[at] - largest)
  const whole = largest + Math.log(sum)
  for (let at = 0; at < to - from; at++) probability[at] = Math.exp(probability[at] - whole)
  return whole
}

/** Adds the means and second moments of the scores of one set, by the probabilities. */
const addMoments = (
  { parts, scores }: Choices,
  [from, to]: readonly [number, number],
  probability: Float64Array,
  mean: Float64Array,
  hessian: Float64Array,
): void => {
  mean.fill(0)
  for (let row = from; row < to; row++) {
    const p = probability[row - from]
    for (let a = 0; a < parts; a++) {
      const weighed = p * scores[row * parts + a]
      mean[a] += weighed
      for (let b = 0; b <= a; b++) hessian[a * parts + b] += weighed * scores[row * parts + b]
    }
  }
  for (let a = 0; a < parts; a++) for (let b = 0; b <= a; b++) hessian[a * parts + b] -= mean[a] * mean[b]
}

/** The penalised mean negative log-likelihood with its derivatives. */
export const weightLoss = (choices: Choices, weights: Float64Array, { lasso, ridge }: WeightOptions): Derivatives => {
  const { parts, pointers, scores, chosen } = choices
  const count = Math.max(1, chosen.length)
  let longest = 0
  for (let c = 0; c < chosen.length; c++) longest = Math.max(longest, pointers[c + 1] - pointers[c])
  const probability = new Float64Array(longest)
  const mean = new Float64Array(parts)
  const [gradient, hessian] = [new Float64Array(parts), new Float64Array(parts * parts)]
  let value = 0
  for (let c = 0; c < chosen.length; c++) {
    const whole = softmax(choices, weights, pointers[c], pointers[c + 1], probability)
    addMoments(choices, [pointers[c], pointers[c + 1]], probability, mean, hessian)
    value += whole
    for (let part = 0; part < parts; part++) {
      value -= weights[part] * scores[chosen[c] * parts + part]
      gradient[part] += mean[part] - scores[chosen[c] * parts + part]
    }
  }
  for (let a = 0; a < parts; a++) {
    gradient[a] = gradient[a] / count + lasso + ridge * weights[a]
    for (let b = 0; b <= a; b++) {
      const second = hessian[a * parts + b] / count + (a === b ? ridge : 0)
      hessian[a * parts + b] = second
      hessian[b * parts + a] = second
    }
  }
  const penalty = weights.reduce((sum, weight) => sum + lasso * weight + (ridge / 2) * weight * weight, 0)
  return { value: value / count + penalty, gradient, hessian }
}

const [mostSteps, sweeps, flat] = [60, 200, 1e-9]

/** The lowest point of the second-order model around the weights among those of 0 or more, by turns. */
const newtonPoint = (weights: Float64Array, { gradient, hessian }: Derivatives): Float64Array => {
  const parts = weights.length
  const point = weights.slice()
  for (let sweep = 0; sweep < sweeps; sweep++) {
    let moved = 0
    for (let a = 0; a < parts; a++) {
      let slope = gradient[a]
      for (let b = 0; b < parts; b++) slope += hessian[a * parts + b] * (point[b] - weights[b])
      const next = Math.max(0, point[a] - slope / Math.max(hessian[a * parts + a], 1e-12))
      moved = Math.max(moved, Math.abs(next - point[a]))
      point[a] = next
    }
    if (moved < flat) break
  }
  return point
}

/**
 * Weights of 0 or more by softmax regression (the conditional logit of McFadden 1974): of each set, candidate j is taken with probability
 *
 *   P(j) = exp(sum_p w_p s_pj) / sum_i exp(sum_p w_p s_pi)
 *
 * They minimise the mean of -log P(chosen) + lasso sum w + ridge / 2 sum w^2, which is convex, by Newton steps within the bounds; from 0, and without a draw. Ranking needs only their
 * proportions. Time: a step is candidates x parts^2. Where there are no choices, all are 0.
 */
export const fitBlendWeights = (choices: Choices, changed: Partial<WeightOptions> = {}): Float64Array => {
  const options = { ...defaultWeightOptions, ...changed }
  let weights: Float64Array = new Float64Array(choices.parts)
  let here = weightLoss(choices, weights, options)
  for (let step = 0; step < mostSteps; step++) {
    const target = newtonPoint(weights, here)
    let share = 1
    let [next, there] = [target, weightLoss(choices, target, options)]
    while (!(there.value <= here.value) && share > 1e-6) {
      share /= 2
      next = weights.map((weight, part) => weight + share * (target[part] - weight))
      there = weightLoss(choices, next, options)
    }
    if (!(there.value < here.value - flat)) break
    weights = next
    here = there
  }
  return weights
}
