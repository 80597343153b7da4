import {
  type ActionLearning,
  type ActionValue,
  couponActions,
  type PolicyJudgement,
} from '../../src/domain/next-action.ts'
import { customerFeatures, stateCount, stateOfNumber } from '../../src/features/customer-state.ts'
import { priorPosterior } from '../../src/models/bandit/linear-posterior.ts'

const around = (value: number) => ({ value, low: value - 1, high: value + 1 })

const judged = (policy: PolicyJudgement['policy'], value: number): PolicyJudgement => ({
  policy,
  shares: { NONE: 0.75, PERCENT: 0.25 },
  estimates: [{ method: policy === 'LOGGED' ? 'MEAN_RETURN' : 'DOUBLY_ROBUST', ...around(value) }],
  overLogged: policy === 'LOGGED' ? null : around(value - 10),
  overNone: policy === 'LOGGED' || policy === 'NONE' ? null : around(value - 11),
})

/** What a shop learned in which a coupon of so many per cent brings back whoever is dormant, and costs money with everybody else. */
export const exampleLearning: ActionLearning = {
  habits: { typicalGapDays: 30, loyalPurchaseDays: 5, averageOrderValue: 40 },
  costs: { NONE: 0, PERCENT: 1 },
  marginRate: 0.3,
  outcomeDays: 28,
  halfLifeDays: 60,
  decisions: 4000,
  customers: 1500,
  policy: 'Q_LEARNING',
  judgements: [
    judged('LOGGED', 10),
    judged('NONE', 11),
    judged('ALWAYS', 8),
    judged('Q_LEARNING', 14),
    judged('SARSA', 13),
  ],
  bandit: {
    features: customerFeatures,
    actions: couponActions,
    scale: 10,
    posterior: priorPosterior(customerFeatures.length * couponActions.length, { noise: 1 }),
  },
}

/** By state: nothing is worth 10; per cent 15 to who is dormant and 8 to everybody else. */
export const exampleActionValues: readonly ActionValue[] = Array.from({ length: stateCount }, (_, state) => {
  const isDormant = stateOfNumber(state).lifecycle === 'DORMANT'
  const shared = { state, error: 0.5, visits: 100 }
  return [
    { ...shared, action: 0, value: 10, chosen: !isDormant },
    { ...shared, action: 1, value: isDormant ? 15 : 8, chosen: isDormant },
  ]
}).flat()
