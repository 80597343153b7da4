// What would other ways to hand out the coupons of the generated shop have earned: as estimated from the past, and as it really turns out when they are handed out so?
//   node bench/next-best-action.ts [users] [margin rate]
// The truth is told of the same people, and of others of the same kind (twice as many), of whom no policy has seen anything.
import type { DecideCoupon } from '../src/demo/life.ts'
import { createDemoShop, type DemoShop } from '../src/demo/shop.ts'
import { couponActions, type JudgedPolicy, type PolicyJudgement } from '../src/domain/next-action.ts'
import { actingOptions } from '../src/features/choose-action.ts'
import { couponDecisions, usualDecisionSetting } from '../src/features/coupon-decisions.ts'
import { stateOfNumber } from '../src/features/customer-state.ts'
import { nextActions } from '../src/jobs/next-action-task.ts'
import { createRandom } from '../src/models/math/random.ts'
import { greedyAction } from '../src/models/reinforcement/policies.ts'
import { fitQLearning, fitSarsa } from '../src/models/reinforcement/tabular.ts'
import { demoDecisions, demoStateAt, trueValue } from '../test/support/demo-decisions.ts'

const users = Number(process.argv[2] ?? 10_000)
const marginRate = Number(process.argv[3] ?? 0.3)
const until = new Date('2025-06-01T00:00:00Z')
const habits = { typicalGapDays: 40, loyalPurchaseDays: 6, averageOrderValue: 45 }
const setting = { shop: habits, asOf: until, marginRate, ...usualDecisionSetting }

const shop = createDemoShop({ seed: 42, users, until })
const { exposures, orders } = demoDecisions(shop.events())
const started = performance.now()
const result = nextActions({ exposures, orders, setting, seed: 1 }, () => undefined)
const seconds = (performance.now() - started) / 1000
if (result.learned === null) throw new Error('That is too small a shop to learn from.')
const { judgements, values } = result.learned

const log = couponDecisions(exposures, orders, setting)
const tables = { Q_LEARNING: fitQLearning(log), SARSA: fitSarsa(log) }
const fresh = createDemoShop({ seed: 43, users: 2 * users, until })
const byTable = (name: keyof typeof tables) => (at: number, events: Parameters<typeof demoStateAt>[1]) =>
  greedyAction(tables[name], demoStateAt(at, events, habits), 3, actingOptions) === 1
const { uniform } = createRandom(44)
const ways: Partial<Record<JudgedPolicy, DecideCoupon>> = {
  LOGGED: () => uniform() < 0.5,
  NONE: () => false,
  ALWAYS: () => true,
  Q_LEARNING: byTable('Q_LEARNING'),
  SARSA: byTable('SARSA'),
}
const truthOf = (policy: JudgedPolicy, people: DemoShop): number | null => {
  const decide = ways[policy]
  return decide === undefined ? null : trueValue(people, decide, setting)
}

const money = (value: number | null | undefined): string => (value == null ? '' : value.toFixed(2))
const interval = (of: { value: number; low: number | null; high: number | null } | null | undefined): string =>
  of == null ? '' : `${money(of.value)} [${money(of.low)}, ${money(of.high)}]`
const row = ({ policy, shares, estimates, overLogged, overNone }: PolicyJudgement): string => {
  const of = (method: string) => interval(estimates.find((estimate) => estimate.method === method))
  const sent = `${Math.round(100 * (1 - (shares.NONE ?? 0)))} %`
  const cells = [policy, sent, of('DOUBLY_ROBUST') || of('MEAN_RETURN'), of('WEIGHTED_PER_DECISION'), of('FITTED_Q')]
  const more = [interval(overNone), interval(overLogged)]
  const truths = [shop, fresh].map((people) => money(truthOf(policy, people)))
  return `| ${[...cells, ...more, ...truths].join(' | ')} |`
}

console.log(
  `${users} users, margin rate ${marginRate}: ${result.decisions} decisions about ${result.customers} customers, ${seconds.toFixed(1)} s`,
)
console.log(
  '| policy | sends | doubly robust | weighted per decision | fitted Q | over nothing | over what was done | truth, same people | truth, others |',
)
console.log('|---|---|---|---|---|---|---|---|---|')
for (const judgement of judgements) console.log(row(judgement))
const sends = values.filter(({ chosen, action }) => chosen && action > 0)
console.log(`sends in ${sends.length} states`)
for (const { state, action, value, visits } of sends) {
  const { lifecycle, recency, coupon } = stateOfNumber(state)
  console.log(`  ${lifecycle} ${recency} ${coupon}: ${couponActions[action]} ${money(value)} (${visits} times)`)
}
