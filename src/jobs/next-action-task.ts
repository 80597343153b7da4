import {
  type ActionLearning,
  type ActionValue,
  couponActions,
  type Interval,
  type JudgedPolicy,
  type LearnedBandit,
  type LearnedPolicy,
  type PolicyJudgement,
  type ValueEstimate,
} from '../domain/next-action.ts'
import { actingOptions } from '../features/choose-action.ts'
import {
  type CouponDecisions,
  type CouponOrderColumns,
  couponDecisions,
  type DecisionSetting,
  type ExposureColumns,
} from '../features/coupon-decisions.ts'
import { customerFeatures } from '../features/customer-state.ts'
import { banditPolicy, drawWeights, learnArms } from '../models/bandit/arm-contexts.ts'
import { comparePolicies, type PolicyEvaluation, type PolicyLearner } from '../models/reinforcement/compare-policies.ts'
import { checkEpisodes, type LoggedEpisodes, takeEpisodes } from '../models/reinforcement/episodes.ts'
import type { Estimate } from '../models/reinforcement/off-policy.ts'
import { constantPolicy, greedyAction, greedyPolicy } from '../models/reinforcement/policies.ts'
import { type ActionValues, fitQLearning, fitSarsa } from '../models/reinforcement/tabular.ts'

export interface NextActionInput {
  readonly exposures: ExposureColumns
  readonly orders: CouponOrderColumns
  readonly setting: DecisionSetting
  readonly seed: number
}

export interface NextActionResult {
  readonly decisions: number
  readonly customers: number
  /** Decisions to send nothing, and to send something. */
  readonly withheld: number
  readonly sent: number
  /** null: from so few nothing can be learned. */
  readonly learned: {
    readonly policy: LearnedPolicy
    readonly costs: ActionLearning['costs']
    readonly judgements: readonly PolicyJudgement[]
    readonly values: readonly ActionValue[]
    readonly bandit: LearnedBandit
  } | null
}

/** Fewer decisions either way tell next to nothing. */
export const fewestDecisions = 100

/** How the bandit tries things out, see `models/bandit/arm-contexts.ts`. */
const banditDraws = 100
const banditExploration = 0.1

const fits = { Q_LEARNING: fitQLearning, SARSA: fitSarsa } as const

const spreadOf = (values: Float64Array): number => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) || 1
}

const contextsOf = ({ contexts }: CouponDecisions) => ({ width: customerFeatures.length, values: contexts })

function* stepsOf({ starts }: LoggedEpisodes, episodes: Iterable<number>): Generator<number> {
  for (const e of episodes) for (let step = starts[e]; step < starts[e + 1]; step++) yield step
}

/** Of all coupons the one that was sent most. */
const usualCoupon = ({ actions }: CouponDecisions): number => {
  const counts = new Int32Array(couponActions.length)
  for (const action of actions) if (action > 0) counts[action]++
  return counts.indexOf(Math.max(...counts))
}

const learnersOf = (decisions: CouponDecisions, scale: number, seed: number): Record<string, PolicyLearner> => {
  const tabular =
    (name: LearnedPolicy): PolicyLearner =>
    (log, episodes) =>
      greedyPolicy(fits[name](takeEpisodes(log, episodes), { seed }), actingOptions)
  const contexts = contextsOf(decisions)
  return {
    NONE: () => constantPolicy(0, 0),
    ALWAYS: () => constantPolicy(usualCoupon(decisions), 0),
    Q_LEARNING: tabular('Q_LEARNING'),
    SARSA: tabular('SARSA'),
    BANDIT: (log, episodes) => {
      const posterior = learnArms(log, contexts, stepsOf(log, episodes), { scale, noise: 1 })
      return banditPolicy(drawWeights(posterior, { draws: banditDraws, seed }), contexts, banditExploration)
    },
  }
}

const intervalOf = ({ value, low, high }: Estimate): Interval => ({
  value,
  low: Number.isFinite(low) ? low : null,
  high: Number.isFinite(high) ? high : null,
})

const estimatesOf = (policy: PolicyEvaluation): readonly ValueEstimate[] => [
  { method: 'DOUBLY_ROBUST', ...intervalOf(policy.doublyRobust) },
  { method: 'WEIGHTED_PER_DECISION', ...intervalOf(policy.weighted) },
  { method: 'FITTED_Q', ...intervalOf(policy.fitted) },
]

const sharesOf = (shares: ArrayLike<number>): PolicyJudgement['shares'] =>
  Object.fromEntries(couponActions.map((action, i) => [action, shares[i]]).filter(([, share]) => share !== 0))

const loggedShares = ({ actions }: CouponDecisions): Float64Array => {
  const shares = new Float64Array(couponActions.length)
  for (const action of actions) shares[action] += 1 / actions.length
  return shares
}

const judge = (decisions: CouponDecisions, scale: number, seed: number): readonly PolicyJudgement[] => {
  const { logged, policies } = comparePolicies(decisions, learnersOf(decisions, scale, seed), 'NONE', { seed })
  const ofLogged: PolicyJudgement = {
    policy: 'LOGGED',
    shares: sharesOf(loggedShares(decisions)),
    estimates: [{ method: 'MEAN_RETURN', ...intervalOf(logged) }],
    overLogged: null,
    overNone: null,
  }
  const others = policies.map((policy): PolicyJudgement => {
    const name = policy.name as JudgedPolicy
    return {
      policy: name,
      shares: sharesOf(policy.shares),
      estimates: estimatesOf(policy),
      overLogged: intervalOf(policy.overLogged),
      overNone: name === 'NONE' ? null : intervalOf(policy.overBaseline),
    }
  })
  return [ofLogged, ...others]
}

/** What a policy adds at the least, over what was done and over doing nothing, whichever it adds less to. */
export const surestGain = ({ overLogged, overNone }: Pick<PolicyJudgement, 'overLogged' | 'overNone'>): number =>
  Math.min(overLogged?.low ?? Number.NEGATIVE_INFINITY, overNone?.low ?? Number.NEGATIVE_INFINITY)

const surest = (judgements: readonly PolicyJudgement[]): LearnedPolicy => {
  const gainOf = (name: LearnedPolicy) => surestGain(judgements.find(({ policy }) => policy === name)!)
  return gainOf('SARSA') > gainOf('Q_LEARNING') ? 'SARSA' : 'Q_LEARNING'
}

const valuesOf = (table: ActionValues): readonly ActionValue[] => {
  const { stateCount, actionCount, values, errors, visits } = table
  return Array.from({ length: stateCount * actionCount }, (_, cell) => cell)
    .filter((cell) => visits[cell] > 0)
    .map((cell) => {
      const state = Math.floor(cell / actionCount)
      const action = cell % actionCount
      return {
        ...{ state, action, value: values[cell], visits: visits[cell] },
        error: Number.isFinite(errors[cell]) ? errors[cell] : null,
        chosen: greedyAction(table, state, 2 ** actionCount - 1, actingOptions) === action,
      }
    })
}

/** Mean over the decisions. */
const meanCosts = ({ available, action, cost }: ExposureColumns): ActionLearning['costs'] => {
  const [sums, counts] = [new Float64Array(couponActions.length), new Float64Array(couponActions.length)]
  for (let i = 0; i < action.length; i++) {
    if (available[i] === 0) continue
    sums[action[i]] += cost[i]
    counts[action[i]]++
  }
  return Object.fromEntries(couponActions.flatMap((name, a) => (counts[a] > 0 ? [[name, sums[a] / counts[a]]] : [])))
}

/** Learns what to send to whom from what was sent, and judges it on customers it has not learned from. */
export const nextActions = (
  { exposures, orders, setting, seed }: NextActionInput,
  report: (part: number) => void,
): NextActionResult => {
  const decisions = couponDecisions(exposures, orders, setting)
  checkEpisodes(decisions)
  const withheld = decisions.actions.filter((action) => action === 0).length
  const sent = decisions.actions.length - withheld
  const counts = { decisions: decisions.actions.length, customers: decisions.userIds.length, withheld, sent }
  if (Math.min(withheld, sent) < fewestDecisions) return { ...counts, learned: null }
  report(0.1)
  const scale = spreadOf(decisions.rewards)
  const judgements = judge(decisions, scale, seed)
  report(0.8)
  const policy = surest(judgements)
  const posterior = learnArms(decisions, contextsOf(decisions), decisions.actions.keys(), { scale, noise: 1 })
  const bandit = { features: customerFeatures, actions: couponActions, scale, posterior }
  const values = valuesOf(fits[policy](decisions, { seed }))
  return { ...counts, learned: { policy, costs: meanCosts(exposures), judgements, values, bandit } }
}
