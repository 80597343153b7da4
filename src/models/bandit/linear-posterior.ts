/**
 * Bayesian ridge regression of a reward on d context features, as both LinUCB (Li, Chu, Langford & Schapire 2010) and linear Thompson sampling (Agrawal & Goyal 2013) keep it:
 *
 *   A = lambda I + sum x x',  b = sum r x,  theta ~ N(A^-1 b, noise^2 A^-1)
 *
 * Plain data: it survives JSON.
 */
export interface LinearPosterior {
  readonly features: number
  /** Observations that it has seen. */
  readonly count: number
  /** features x features, symmetric, row-major. */
  readonly precision: readonly number[]
  /** b */
  readonly weighted: readonly number[]
  /** A^-1 b */
  readonly mean: readonly number[]
  /** Lower triangle L of L L' = A, row-major, zeros above. */
  readonly cholesky: readonly number[]
  /** Standard deviation of a reward around its expectation. */
  readonly noise: number
}

export interface PosteriorOptions {
  /** lambda > 0: so many observations the prior is worth. */
  readonly ridge: number
  readonly noise: number
}

export const defaultPosteriorOptions: PosteriorOptions = { ridge: 1, noise: 0.5 }

/** One decision's outcome: the features of what was shown, and its reward. */
export interface Observation {
  readonly features: ArrayLike<number>
  readonly reward: number
}

/** A = L L' (Cholesky). A is positive definite: lambda is above 0. */
const choleskyOf = (a: Float64Array, d: number): Float64Array => {
  const l = new Float64Array(d * d)
  for (let i = 0; i < d; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * d + j]
      for (let k = 0; k < j; k++) sum -= l[i * d + k] * l[j * d + k]
      l[i * d + j] = i === j ? Math.sqrt(sum) : sum / l[j * d + j]
    }
  }
  return l
}

/** Solves L z = y. */
export const solveLower = (l: ArrayLike<number>, y: ArrayLike<number>, d: number): Float64Array => {
  const z = new Float64Array(d)
  for (let i = 0; i < d; i++) {
    let sum = y[i]
    for (let k = 0; k < i; k++) sum -= l[i * d + k] * z[k]
    z[i] = sum / l[i * d + i]
  }
  return z
}

/** Solves L' x = z. */
export const solveUpper = (l: ArrayLike<number>, z: ArrayLike<number>, d: number): Float64Array => {
  const x = new Float64Array(d)
  for (let i = d - 1; i >= 0; i--) {
    let sum = z[i]
    for (let k = i + 1; k < d; k++) sum -= l[k * d + i] * x[k]
    x[i] = sum / l[i * d + i]
  }
  return x
}

const posteriorOf = (a: Float64Array, b: Float64Array, count: number, noise: number): LinearPosterior => {
  const d = b.length
  const l = choleskyOf(a, d)
  const mean = solveUpper(l, solveLower(l, b, d), d)
  const plain = (values: Float64Array) => Object.freeze(Array.from(values))
  return Object.freeze({
    features: d,
    count,
    precision: plain(a),
    weighted: plain(b),
    mean: plain(mean),
    cholesky: plain(l),
    noise,
  })
}

/** What is believed before anything was seen: every weight 0, give or take noise / sqrt(ridge). */
export const priorPosterior = (features: number, options: Partial<PosteriorOptions> = {}): LinearPosterior => {
  const { ridge, noise } = { ...defaultPosteriorOptions, ...options }
  const a = new Float64Array(features * features)
  for (let i = 0; i < features; i++) a[i * features + i] = ridge
  return posteriorOf(a, new Float64Array(features), 0, noise)
}

/** What is believed after these observations; those of another number of features are an error. The order does not matter beyond rounding. */
export const updatePosterior = (prior: LinearPosterior, observations: Iterable<Observation>): LinearPosterior => {
  const { features: d, noise } = prior
  const a = Float64Array.from(prior.precision)
  const b = Float64Array.from(prior.weighted)
  let { count } = prior
  for (const { features: x, reward } of observations) {
    if (x.length !== d) throw new Error(`An observation has ${x.length} features where the posterior has ${d}.`)
    for (let i = 0; i < d; i++) {
      b[i] += reward * x[i]
      for (let j = 0; j < d; j++) a[i * d + j] += x[i] * x[j]
    }
    count++
  }
  return posteriorOf(a, b, count, noise)
}

/** x' A^-1 b: the expected reward of each context (rows of n x features). */
export const expectedRewards = ({ mean, features: d }: LinearPosterior, contexts: ArrayLike<number>): Float64Array =>
  Float64Array.from({ length: contexts.length / d }, (_, row) => {
    let sum = 0
    for (let i = 0; i < d; i++) sum += contexts[row * d + i] * mean[i]
    return sum
  })
