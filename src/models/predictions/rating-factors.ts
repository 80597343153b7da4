import { type LossMargin, pairedLosses } from '../evaluation/paired-losses.ts'
import type { RegressionMetrics } from '../evaluation/regression-metrics.ts'
import { regressionMetrics } from '../evaluation/regression-metrics.ts'
import { createRandom } from '../math/random.ts'

/** Who rated what how: one entry each, oldest first. */
export interface RatingRows {
  readonly users: Int32Array
  readonly products: Int32Array
  /** 1..5 */
  readonly stars: Float32Array
  readonly userCount: number
  readonly productCount: number
}

export interface RatingOptions {
  /** 0: biases alone. */
  readonly factors: number
  /** lambda of the factors. */
  readonly strength: number
}

/** stars = mean + bias of the user + bias of the product + factors . factors. */
export interface RatingFactors {
  readonly mean: number
  readonly userBias: Float64Array
  readonly productBias: Float64Array
  readonly userShrinkage: number
  readonly productShrinkage: number
  readonly userVariance: number
  readonly productVariance: number
  readonly residualVariance: number
  readonly options: RatingOptions
  /** users x factors, products x factors */
  readonly userFactors: Float32Array
  readonly productFactors: Float32Array
}

const rounds = 20

const meanOf = (values: ArrayLike<number>): number => {
  let sum = 0
  for (let at = 0; at < values.length; at++) sum += values[at]
  return sum / Math.max(1, values.length)
}

/** Entries by side: those of side s are `order[from[s] .. from[s + 1]]`. */
const groupBy = (sides: Int32Array, count: number) => {
  const from = new Int32Array(count + 1)
  for (const side of sides) from[side + 1]++
  for (let side = 0; side < count; side++) from[side + 1] += from[side]
  const next = from.slice()
  const order = new Int32Array(sides.length)
  sides.forEach((side, entry) => {
    order[next[side]++] = entry
  })
  return { from, order }
}

type Groups = ReturnType<typeof groupBy>

/** Shrunk means of what is left: sum / (n + shrinkage). */
const biasesOf = ({ from, order }: Groups, left: Float64Array, shrinkage: number): Float64Array =>
  Float64Array.from({ length: from.length - 1 }, (_, side) => {
    let sum = 0
    for (let at = from[side]; at < from[side + 1]; at++) sum += left[order[at]]
    return sum / (from[side + 1] - from[side] + shrinkage)
  })

/** The variance of the true means of sides, and how many entries outweigh it: method of moments over sides with two entries or more (one-way random effects, Searle 1971). */
const spreadOf = (
  { from, order }: Groups,
  left: Float64Array,
): { readonly variance: number; readonly shrinkage: number } => {
  let [within, freedom, between, weight] = [0, 0, 0, 0]
  for (let side = 0; side + 1 < from.length; side++) {
    const n = from[side + 1] - from[side]
    if (n < 2) continue
    const own = Float64Array.from(order.subarray(from[side], from[side + 1]), (entry) => left[entry])
    const mean = meanOf(own)
    within += own.reduce((sum, value) => sum + (value - mean) ** 2, 0)
    freedom += n - 1
    between += n * mean ** 2
    weight += n
  }
  const noise = freedom > 0 ? within / freedom : 1
  const sides = Math.max(1, weight - freedom)
  const variance = weight > 0 ? Math.max(1e-4, (between - sides * noise) / weight) : 1e-4
  return { variance, shrinkage: Math.min(1e4, noise / variance) }
}

/** Solves (A + lambda I) x = b in place by Gauss-Jordan without pivoting: A is symmetric, and lambda > 0. */
const solve = (a: Float64Array, b: Float64Array, size: number): void => {
  for (let column = 0; column < size; column++) {
    const pivot = a[column * size + column]
    for (let row = 0; row < size; row++) {
      if (row === column) continue
      const factor = a[row * size + column] / pivot
      for (let k = column; k < size; k++) a[row * size + k] -= factor * a[column * size + k]
      b[row] -= factor * b[column]
    }
  }
  for (let row = 0; row < size; row++) b[row] /= a[row * size + row]
}

/** One half of an iteration of ALS with weighted lambda (Zhou et al. 2008). */
const sweep = (
  { from, order }: Groups,
  others: Int32Array,
  fixed: Float32Array,
  left: Float64Array,
  { factors, strength }: RatingOptions,
): Float32Array => {
  const solved = new Float32Array((from.length - 1) * factors)
  const [a, b] = [new Float64Array(factors * factors), new Float64Array(factors)]
  for (let side = 0; side + 1 < from.length; side++) {
    const n = from[side + 1] - from[side]
    if (n === 0) continue
    a.fill(0)
    b.fill(0)
    for (let at = from[side]; at < from[side + 1]; at++) {
      const start = others[order[at]] * factors
      for (let i = 0; i < factors; i++) {
        b[i] += fixed[start + i] * left[order[at]]
        for (let j = 0; j < factors; j++) a[i * factors + j] += fixed[start + i] * fixed[start + j]
      }
    }
    for (let i = 0; i < factors; i++) a[i * factors + i] += strength * n
    solve(a, b, factors)
    solved.set(b, side * factors)
  }
  return solved
}

/**
 * Biases of users and products, each shrunk by what a method of moments finds, and factors of both by alternating ridge regressions on what biases leave (Koren, Bell & Volinsky 2009,
 * "Matrix factorization techniques for recommender systems"). One rating at least.
 */
export const fitRatingFactors = (rows: RatingRows, options: RatingOptions, seed: number): RatingFactors => {
  const { users, products, stars, userCount, productCount } = rows
  const [byUser, byProduct] = [groupBy(users, userCount), groupBy(products, productCount)]
  const mean = meanOf(stars)
  const centred = Float64Array.from(stars, (value) => value - mean)
  const [ofUsers, ofProducts] = [spreadOf(byUser, centred), spreadOf(byProduct, centred)]
  let userBias: Float64Array = new Float64Array(userCount)
  let productBias: Float64Array = new Float64Array(productCount)
  for (let round = 0; round < rounds; round++) {
    productBias = biasesOf(
      byProduct,
      centred.map((value, at) => value - userBias[users[at]]),
      ofProducts.shrinkage,
    )
    userBias = biasesOf(
      byUser,
      centred.map((value, at) => value - productBias[products[at]]),
      ofUsers.shrinkage,
    )
  }
  const left = centred.map((value, at) => value - userBias[users[at]] - productBias[products[at]])
  const random = createRandom(seed)
  const { factors } = options
  let userFactors: Float32Array = new Float32Array(userCount * factors)
  let productFactors: Float32Array = Float32Array.from({ length: productCount * factors }, () => 0.3 * random.normal())
  for (let round = 0; factors > 0 && round < rounds / 2; round++) {
    userFactors = sweep(byUser, products, productFactors, left, options)
    productFactors = sweep(byProduct, users, userFactors, left, options)
  }
  const model = {
    mean,
    userBias,
    productBias,
    userShrinkage: ofUsers.shrinkage,
    productShrinkage: ofProducts.shrinkage,
    userVariance: ofUsers.variance,
    productVariance: ofProducts.variance,
    residualVariance: 0,
    options,
    userFactors,
    productFactors,
  }
  const off = predictRatings(model, rows).map((value, at) => (value - stars[at]) ** 2)
  return Object.freeze({ ...model, residualVariance: Math.max(1e-3, meanOf(off)) })
}

/** 1..5 stars each. */
export const predictRatings = (
  model: RatingFactors,
  { users, products }: Pick<RatingRows, 'users' | 'products'>,
): Float64Array => {
  const { mean, userBias, productBias, userFactors, productFactors, options } = model
  const { factors } = options
  return Float64Array.from(users, (user, at) => {
    const product = products[at]
    let sum = mean + userBias[user] + productBias[product]
    for (let f = 0; f < factors; f++) sum += userFactors[user * factors + f] * productFactors[product * factors + f]
    return Math.max(1, Math.min(5, sum))
  })
}

export interface RatingChoice {
  readonly options: RatingOptions
  readonly judged: RegressionMetrics
  /** The mean of all ratings. */
  readonly baseline: RegressionMetrics
  /** Of squared errors over the baseline. */
  readonly margin: LossMargin
  readonly trials: readonly { readonly options: RatingOptions; readonly loss: number }[]
  readonly predictions: Float64Array
  readonly stars: Float64Array
  /** Half widths in standard deviations of the model's own, of four in five. */
  readonly width: number
  readonly trained: number
}

export const ratingSpace: readonly RatingOptions[] = [
  { factors: 0, strength: 1 },
  { factors: 2, strength: 0.3 },
  { factors: 4, strength: 0.3 },
  { factors: 8, strength: 0.3 },
]

const slice = (rows: RatingRows, from: number, to: number): RatingRows => ({
  ...rows,
  users: rows.users.subarray(from, to),
  products: rows.products.subarray(from, to),
  stars: rows.stars.subarray(from, to),
})

const squaredErrors = (predictions: Float64Array, stars: ArrayLike<number>): Float64Array =>
  predictions.map((value, at) => (value - stars[at]) ** 2)

/** Of each prediction the standard deviation that the model gives itself; `known` counts the ratings of each side. */
export const ratingDeviations = (
  model: RatingFactors,
  rows: Pick<RatingRows, 'users' | 'products'>,
  known: { readonly users: Int32Array; readonly products: Int32Array },
): Float64Array =>
  Float64Array.from(rows.users, (user, at) => {
    const unknown = (variance: number, shrinkage: number, count: number) => (variance * shrinkage) / (shrinkage + count)
    return Math.sqrt(
      model.residualVariance +
        unknown(model.userVariance, model.userShrinkage, known.users[user]) +
        unknown(model.productVariance, model.productShrinkage, known.products[rows.products[at]]),
    )
  })

export const countSides = ({ users, products, userCount, productCount }: RatingRows) => {
  const known = { users: new Int32Array(userCount), products: new Int32Array(productCount) }
  for (const user of users) known.users[user]++
  for (const product of products) known.products[product]++
  return known
}

/** The latest fifth of the ratings judges, the sixth of the rest before it chooses. */
export const chooseRatingFactors = (rows: RatingRows, seed: number, published: RatingOptions | null): RatingChoice => {
  const judgedFrom = Math.floor(0.8 * rows.stars.length)
  const chosenFrom = Math.floor((5 / 6) * judgedFrom)
  const [early, asked] = [slice(rows, 0, chosenFrom), slice(rows, chosenFrom, judgedFrom)]
  const space = published === null ? ratingSpace : [published, ...ratingSpace]
  const trials = space
    .map((options) => {
      const predictions = predictRatings(fitRatingFactors(early, options, seed), asked)
      return { options, loss: meanOf(squaredErrors(predictions, asked.stars)) }
    })
    .sort((a, b) => a.loss - b.loss)
  const [{ options }] = trials
  const [train, judge] = [slice(rows, 0, judgedFrom), slice(rows, judgedFrom, rows.stars.length)]
  const model = fitRatingFactors(train, options, seed)
  const predictions = predictRatings(model, judge)
  const stars = Float64Array.from(judge.stars)
  const crowd = new Float64Array(stars.length).fill(model.mean)
  const deviations = ratingDeviations(model, judge, countSides(train))
  const off = Float64Array.from(stars, (value, at) => Math.abs(value - predictions[at]) / deviations[at]).sort()
  return {
    options,
    judged: regressionMetrics(predictions, stars),
    baseline: regressionMetrics(crowd, stars),
    margin: pairedLosses(squaredErrors(predictions, stars), squaredErrors(crowd, stars), seed),
    trials,
    predictions,
    stars,
    width: off[Math.min(off.length - 1, Math.floor(0.8 * off.length))],
    trained: train.stars.length,
  }
}
