import { createRandom } from '../math/random.ts'
import {
  type ActionProbabilities,
  episodeOfSteps,
  type LoggedEpisodes,
  loggedReturns,
  type Policy,
  takeEpisodes,
} from './episodes.ts'
import { evaluatedValue, fitQEvaluation, stateValues } from './fitted-q-evaluation.ts'
import {
  doublyRobustParts,
  type Estimate,
  meanWithInterval,
  type WeightedEstimate,
  weightedPerDecision,
} from './off-policy.ts'

/** Learns a policy from the episodes named, of which the ones it is judged on are none. */
export type PolicyLearner = (log: LoggedEpisodes, episodes: Int32Array) => Policy

export interface PolicyEvaluation {
  readonly name: string
  /** Steps at which the policy would do something, mean over the log, by action. */
  readonly shares: readonly number[]
  readonly weighted: WeightedEstimate
  readonly doublyRobust: Estimate
  readonly fitted: Estimate
  /** Doubly robust parts less those of what was logged, and of the baseline policy, episode by episode. */
  readonly overLogged: Estimate
  readonly overBaseline: Estimate
}

export interface CompareOptions {
  readonly folds: number
  /** Repetitions of the bootstrap behind the interval of the fitted estimate. */
  readonly repetitions: number
  readonly seed: number
}

export const defaultCompareOptions: CompareOptions = { folds: 5, repetitions: 60, seed: 1 }

/** The fold of each episode. */
const drawFolds = (episodes: number, folds: number, seed: number): Int32Array => {
  const order = createRandom(seed).shuffle(Array.from({ length: episodes }, (_, e) => e))
  const fold = new Int32Array(episodes)
  order.forEach((e, place) => {
    fold[e] = place % folds
  })
  return fold
}

const where = (fold: Int32Array, holds: (fold: number) => boolean): Int32Array =>
  Int32Array.from(Array.from(fold, (_, e) => e).filter((e) => holds(fold[e])))

/** Copies of the rows of some episodes back to where they are in the whole log. */
const scatter = (log: LoggedEpisodes, episodes: Int32Array, from: Float64Array, to: Float64Array): void => {
  let at = 0
  for (const e of episodes)
    for (let step = log.starts[e]; step < log.starts[e + 1]; step++)
      for (let action = 0; action < log.actionCount; action++) to[step * log.actionCount + action] = from[at++]
}

/** The rows of some episodes, as in a log of these alone. */
const gather = (log: LoggedEpisodes, episodes: Int32Array, from: ActionProbabilities): ActionProbabilities => {
  const { starts, actionCount } = log
  const rows = Array.from(episodes, (e) => from.subarray(starts[e] * actionCount, starts[e + 1] * actionCount))
  const to = new Float64Array(rows.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const row of rows) {
    to.set(row, at)
    at += row.length
  }
  return to
}

/** What the policies learned without an episode's fold would do in it, and the doubly robust part of each episode, with a table fitted without it too. */
const crossFit = (log: LoggedEpisodes, learn: PolicyLearner, fold: Int32Array, folds: number) => {
  const targets = new Float64Array(log.states.length * log.actionCount)
  const parts = new Float64Array(fold.length)
  for (let held = 0; held < folds; held++) {
    const [others, own] = [where(fold, (one) => one !== held), where(fold, (one) => one === held)]
    const would = learn(log, others)(log)
    const q = fitQEvaluation(takeEpisodes(log, others), gather(log, others, would))
    const wouldOfOwn = gather(log, own, would)
    doublyRobustParts(takeEpisodes(log, own), wouldOfOwn, q).forEach((part, i) => {
      parts[own[i]] = part
    })
    scatter(log, own, wouldOfOwn, targets)
  }
  return { targets, parts }
}

/** Fitted Q evaluation with the percentiles of a bootstrap of whole episodes (Poisson weights, Chamandy et al. 2012). */
const fittedEstimate = (
  log: LoggedEpisodes,
  targets: ActionProbabilities,
  { repetitions, seed }: CompareOptions,
): Estimate => {
  const value = evaluatedValue(log, stateValues(log, targets, fitQEvaluation(log, targets)))
  const random = createRandom(seed)
  const episodeOf = episodeOfSteps(log)
  const drawn = Array.from({ length: repetitions }, () => {
    const weights = Float64Array.from({ length: log.starts.length - 1 }, () => random.poisson(1))
    const q = fitQEvaluation(
      log,
      targets,
      Float64Array.from(episodeOf, (e) => weights[e]),
    )
    return evaluatedValue(log, stateValues(log, targets, q), weights)
  }).sort((a, b) => a - b)
  const quantile = (p: number) => drawn[Math.min(drawn.length - 1, Math.floor(p * drawn.length))]
  return { value, low: Math.min(value, quantile(0.025)), high: Math.max(value, quantile(0.975)) }
}

const sharesOf = ({ states, actionCount }: LoggedEpisodes, targets: ActionProbabilities): readonly number[] => {
  const sums = new Float64Array(actionCount)
  for (let at = 0; at < targets.length; at++) sums[at % actionCount] += targets[at]
  return Array.from(sums, (sum) => sum / Math.max(1, states.length))
}

const lessEach = (parts: Float64Array, others: Float64Array): Estimate =>
  meanWithInterval(parts.map((part, e) => part - others[e]))

/**
 * What each of several ways to learn a policy would have earned per episode, judged on episodes that it did not learn from: folds of whole episodes, and a policy learned
 * without each. `baseline` names one of the learners.
 */
export const comparePolicies = (
  log: LoggedEpisodes,
  learners: Readonly<Record<string, PolicyLearner>>,
  baseline: string,
  options: Partial<CompareOptions> = {},
): { readonly logged: Estimate; readonly policies: readonly PolicyEvaluation[] } => {
  const settings = { ...defaultCompareOptions, ...options }
  const fold = drawFolds(log.starts.length - 1, settings.folds, settings.seed)
  const returns = loggedReturns(log)
  const fits = new Map(Object.keys(learners).map((name) => [name, crossFit(log, learners[name], fold, settings.folds)]))
  const base = fits.get(baseline)
  if (base === undefined) throw new Error(`There is no policy ${baseline} to compare with.`)
  const policies = Array.from(fits, ([name, { targets, parts }]) => ({
    name,
    shares: sharesOf(log, targets),
    weighted: weightedPerDecision(log, targets),
    doublyRobust: meanWithInterval(parts),
    fitted: fittedEstimate(log, targets, settings),
    overLogged: lessEach(parts, returns),
    overBaseline: lessEach(parts, base.parts),
  }))
  return { logged: meanWithInterval(returns), policies }
}
