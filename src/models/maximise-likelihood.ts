import type { Fallback } from './fit.ts'
import { type MinimiseOptions, type Minimum, minimise } from './math/minimise.ts'

/** The log-likelihood at positive parameters; writes its derivatives by them into `gradient`. */
type LogLikelihood = (parameters: Float64Array, gradient: Float64Array) => number

export interface Likelihood {
  readonly logLikelihood: LogLikelihood
  readonly observations: number
  /** Where a search may begin. */
  readonly starts: readonly Float64Array[]
  /** Log-normal prior medians: the centre of the weak penalty, and the answer of last resort. */
  readonly prior: Float64Array
}

export interface LikelihoodMaximum {
  readonly parameters: Float64Array
  readonly logLikelihood: number
  readonly iterations: number
  readonly fallback: Fallback
}

/** Standard deviation of the weak prior, in log-parameters: a factor of 7 either way is one standard deviation. */
const priorDeviation = 2
/**
 * Deviations from the prior's median past which the penalty grows with the data, for a likelihood that rises without end
 * (every customer always spends the same, say) outgrows any fixed prior.
 */
const wall = 3
/** A log-parameter this far from its prior is on its way to infinity: the likelihood has no maximum. */
const farAway = 9
const outOfBounds = 30

/** Mean negative log-likelihood in log-parameters; `weight` 1 adds the weak prior, 0 leaves it out. */
const objectiveOf = ({ logLikelihood, observations, prior }: Likelihood, weight: 0 | 1) => {
  const centre = prior.map(Math.log)
  return (point: Float64Array, gradient: Float64Array): number => {
    if (point.some((v, i) => Math.abs(v - centre[i]) > outOfBounds)) return Infinity
    const parameters = point.map(Math.exp)
    let value = -logLikelihood(parameters, gradient)
    for (let i = 0; i < point.length; i++) {
      const distance = (point[i] - centre[i]) / priorDeviation
      const beyond = Math.sign(distance) * Math.max(0, Math.abs(distance) - wall)
      value += (weight * (distance * distance + observations * beyond * beyond)) / 2
      const pull = (weight * (distance + observations * beyond)) / priorDeviation
      gradient[i] = (pull - gradient[i] * parameters[i]) / observations
    }
    return value / observations
  }
}

const best = (minima: readonly Minimum[]): Minimum =>
  minima.reduce((found, next) => (!(found.value <= next.value) ? next : found))

const search = (likelihood: Likelihood, weight: 0 | 1, options: MinimiseOptions): Minimum => {
  const objective = objectiveOf(likelihood, weight)
  return best(likelihood.starts.map((start) => minimise(objective, start.map(Math.log), options)))
}

/**
 * Maximum likelihood over positive parameters, in logs, from every start; where that has no finite maximum, the maximum
 * of the posterior under a weak log-normal prior; where not even that converges, the prior's medians. Never NaN.
 */
export const maximiseLikelihood = (likelihood: Likelihood, options: MinimiseOptions = {}): LikelihoodMaximum => {
  const { logLikelihood, prior } = likelihood
  const answer = (parameters: Float64Array, iterations: number, fallback: Fallback): LikelihoodMaximum => ({
    parameters,
    logLikelihood: logLikelihood(parameters, new Float64Array(prior.length)),
    iterations,
    fallback,
  })
  const isLost = (point: Float64Array) => point.some((v, i) => Math.abs(v - Math.log(prior[i])) > farAway)
  const free = search(likelihood, 0, { ...options, isLost })
  if (free.converged && !isLost(free.point)) return answer(free.point.map(Math.exp), free.iterations, null)
  const penalised = search(likelihood, 1, options)
  const iterations = free.iterations + penalised.iterations
  if (penalised.converged) return answer(penalised.point.map(Math.exp), iterations, 'penalised')
  return answer(prior, iterations, 'prior')
}
