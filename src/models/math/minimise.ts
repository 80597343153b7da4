/** The value at a point; writes the gradient there into `gradient`. Infinity or NaN marks a point out of bounds. */
export type Objective = (point: Float64Array, gradient: Float64Array) => number

export interface Minimum {
  readonly point: Float64Array
  readonly value: number
  readonly iterations: number
  /** The largest part of the gradient fell below the tolerance. */
  readonly converged: boolean
}

export interface MinimiseOptions {
  readonly maximumIterations?: number
  readonly tolerance?: number
  /** Stops a search that has come to a point no minimum is wanted at. */
  readonly isLost?: (point: Float64Array) => boolean
}

interface Position {
  readonly point: Float64Array
  readonly value: number
  readonly gradient: Float64Array
}

const longestStep = 4

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, v, i) => sum + v * b[i], 0)
const largest = (a: Float64Array): number => a.reduce((max, v) => Math.max(max, Math.abs(v)), 0)

const evaluate = (objective: Objective, point: Float64Array): Position => {
  const gradient = new Float64Array(point.length)
  return { point, value: objective(point, gradient), gradient }
}

/** Weak Wolfe conditions by doubling and bisection (Lewis & Overton 2013, algorithm 4.6); null where no step descends. */
const lineSearch = (objective: Objective, from: Position, direction: Float64Array): Position | null => {
  const slope = dot(from.gradient, direction)
  let low = 0
  let high = Infinity
  let step = Math.min(1, longestStep / largest(direction))
  let descended: Position | null = null
  for (let i = 0; i < 50; i++) {
    const there = evaluate(
      objective,
      from.point.map((v, j) => v + step * direction[j]),
    )
    if (!(there.value <= from.value + 1e-4 * step * slope)) {
      high = step
    } else {
      descended = there
      if (dot(there.gradient, direction) >= 0.9 * slope) return there
      low = step
    }
    step = high < Infinity ? (low + high) / 2 : 2 * low
    if (step * largest(direction) > longestStep) return descended
  }
  return descended
}

/** The BFGS update of the inverse Hessian `h`, row by row in one array (Nocedal & Wright 2006, eq. 6.17). */
const updateInverseHessian = (h: Float64Array, s: Float64Array, y: Float64Array): Float64Array => {
  const n = s.length
  const curvature = dot(s, y)
  if (!(curvature > 1e-300)) return h
  const hy = Float64Array.from(s, (_, i) => dot(h.subarray(i * n, i * n + n), y))
  const scale = (1 + dot(y, hy) / curvature) / curvature
  return h.map((v, k) => {
    const i = Math.floor(k / n)
    const j = k % n
    return v + scale * s[i] * s[j] - (hy[i] * s[j] + s[i] * hy[j]) / curvature
  })
}

const identity = (n: number, scale: number): Float64Array =>
  Float64Array.from({ length: n * n }, (_, k) => (k % (n + 1) === 0 ? scale : 0))

/** A local minimum of a smooth function of a few variables by BFGS, from `start`. */
export const minimise = (objective: Objective, start: Float64Array, options: MinimiseOptions = {}): Minimum => {
  const { maximumIterations = 200, tolerance = 1e-7, isLost = () => false } = options
  const n = start.length
  let here = evaluate(objective, start)
  let h = identity(n, 1 / Math.max(1, largest(here.gradient)))
  let iterations = 0
  while (iterations < maximumIterations && largest(here.gradient) > tolerance) {
    const { gradient, point } = here
    const direction = Float64Array.from(gradient, (_, i) => -dot(h.subarray(i * n, i * n + n), gradient))
    const next = lineSearch(objective, here, direction)
    // Steps that no longer lower the value have met the limit of rounding.
    if (next === null || !(next.value < here.value)) break
    const s = next.point.map((v, i) => v - point[i])
    const y = next.gradient.map((v, i) => v - gradient[i])
    if (iterations === 0) h = identity(n, dot(s, y) > 0 ? dot(s, y) / dot(y, y) : 1)
    h = updateInverseHessian(h, s, y)
    here = next
    iterations++
    if (isLost(here.point)) break
  }
  // Rounding may end the search a little above the tolerance: this close is the bottom all the same.
  const converged = Number.isFinite(here.value) && largest(here.gradient) <= 100 * tolerance
  return { point: here.point, value: here.value, iterations, converged }
}
