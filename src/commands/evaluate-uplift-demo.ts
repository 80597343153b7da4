import { openCompute } from '../compute/open.ts'
import { learnUplift, tellUplift } from '../jobs/uplift-recipes.ts'
import type { FitTools } from '../models/classifiers/family.ts'
import { allocate } from '../models/uplift/allocate.ts'
import { type CouponTerms, expectedIncrementalMargin } from '../models/uplift/expected-margin.ts'
import { type DemoTarget, type DemoUpliftData, readDemoUplift } from './demo-uplift-data.ts'
import { table } from './table.ts'

/** The shop of the demo, with an end that does not move. */
const until = new Date('2026-11-01T00:00:00Z')
const demoDays = 900

/** A coupon, and how much of an order is margin. `budgetShare`: the part of all targets that the budget is enough for; null: no limit. */
export interface DemoCampaign {
  readonly coupon: CouponTerms
  readonly marginRate: number
  readonly budgetShare: number | null
}

const percent = (value: number, marginRate: number, budgetShare: number | null = null): DemoCampaign => ({
  coupon: { kind: 'PERCENT', value, cost: 0.1 },
  marginRate,
  budgetShare,
})

/** The coupon that the people of the shop were shown (15 %) and cheaper ones, at two margins, without a limit and with a budget for one in ten. */
export const demoCampaigns: readonly DemoCampaign[] = [
  percent(15, 0.5),
  percent(15, 0.7),
  percent(5, 0.3),
  percent(5, 0.5),
  percent(5, 0.5, 0.1),
  percent(15, 0.7, 0.1),
]

export interface DemoAllocation {
  readonly campaign: DemoCampaign
  /** True incremental margin of what the allocator sends by what was learned; and to how many. */
  readonly allocator: number
  readonly sent: number
  readonly all: number
  /** To those whose last order is longest ago, as many as the budget is enough for, or a third of all. */
  readonly riskiest: number
  /** Of one who knows everybody's rates and how coupons before were taken, but cannot look into heads. */
  readonly knowable: number
  /** Of one who knows how each responds. */
  readonly clairvoyant: number
}

type Chances = DemoTarget['truth']

const marginsOf = (
  targets: readonly DemoTarget[],
  { coupon, marginRate }: DemoCampaign,
  chancesOf: (target: DemoTarget, place: number) => Chances,
): Float64Array =>
  Float64Array.from(targets, (target, place) => {
    const { without, with: having } = chancesOf(target, place)
    const { orderValue } = target
    return expectedIncrementalMargin(coupon, {
      probabilityWithout: without,
      probabilityWith: having,
      orderValue,
      marginRate,
    })
  })

const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0)

/** What sending by one's own expectation brings, by the truth. */
const bring = (expected: Float64Array, truth: Float64Array, { coupon, budgetShare }: DemoCampaign) => {
  const users = truth.length
  const budget = budgetShare === null ? null : budgetShare * users * coupon.cost
  const { offers } = allocate({ users, margins: expected, costs: Float64Array.of(coupon.cost), budget })
  const chosen = [...offers.keys()].filter((place) => offers[place] >= 0)
  return { margin: sum(chosen.map((place) => truth[place])), sent: chosen.length }
}

const allocateDemo = (
  { targets }: DemoUpliftData,
  told: { readonly without: Float64Array; readonly with: Float64Array },
  campaign: DemoCampaign,
): DemoAllocation => {
  const truth = marginsOf(targets, campaign, (target) => target.truth)
  const learned = marginsOf(targets, campaign, (_, place) => ({ without: told.without[place], with: told.with[place] }))
  const knowable = marginsOf(targets, campaign, (target) => target.knowable)
  const risk = [...targets.keys()].sort((a, b) => targets[b].daysSinceOrder - targets[a].daysSinceOrder)
  const { margin, sent } = bring(learned, truth, campaign)
  return {
    campaign,
    allocator: margin,
    sent,
    all: sum(truth),
    riskiest: sum(
      risk.slice(0, Math.round((campaign.budgetShare ?? 1 / 3) * risk.length)).map((place) => truth[place]),
    ),
    knowable: bring(knowable, truth, campaign).margin,
    clairvoyant: bring(truth, truth, campaign).margin,
  }
}

/** Learns from the campaigns of the generated shop whom a coupon moves, hands out those of its next one, and says what that really brings. */
export const measureDemoUplift = (
  { users, seed }: { readonly users: number; readonly seed: number },
  tools: FitTools,
) => {
  const data = readDemoUplift({ seed, users, until, days: demoDays })
  const started = performance.now()
  const learned = learnUplift(data.learned, null, tools)
  const told = tellUplift(learned, data.table)
  const { recipe, metrics, calibration, trials } = learned
  return {
    exposures: data.learned.table.rows,
    campaigns: data.campaigns,
    targets: data.targets.length,
    recipe,
    metrics,
    calibration,
    trials,
    seconds: (performance.now() - started) / 1000,
    allocations: demoCampaigns.map((campaign) => allocateDemo(data, told, campaign)),
  }
}

export interface EvaluateUpliftDemoOptions {
  readonly users: number
  readonly seed: number
  readonly threads: number
  readonly json?: boolean
}

const protocol = `The generated shop, ${demoDays} days: learned from the campaigns before, which were shown to half of those who came; decided for those who come during a campaign of the last months.`

const rowsOf = (allocations: readonly DemoAllocation[]) =>
  allocations.map(({ campaign: { coupon, marginRate, budgetShare }, ...brought }) => [
    `${coupon.value} % off, margin ${Math.round(100 * marginRate)} %, ${budgetShare === null ? 'no limit' : `budget for ${Math.round(100 * budgetShare)} %`}`,
    ...[brought.allocator, brought.all, brought.riskiest, brought.knowable, brought.clairvoyant].map((value) =>
      value.toFixed(0),
    ),
    String(brought.sent),
  ])

export const evaluateUpliftDemo = async ({ users, seed, threads, json }: EvaluateUpliftDemoOptions): Promise<void> => {
  const compute = openCompute({ threads })
  try {
    const measured = measureDemoUplift({ users, seed }, { compute, seed })
    const { exposures, campaigns, targets, recipe, metrics, calibration, allocations } = measured
    if (json) {
      process.stdout.write(`${JSON.stringify({ dataSet: 'demo', users, seed, protocol, ...measured })}\n`)
      return
    }
    const { ate, qini } = metrics
    process.stdout.write(
      [
        `${protocol}\n${exposures} exposures in ${campaigns} campaigns; ${targets} people to decide on.\n`,
        `${recipe.learner} on ${recipe.classifier}${recipe.columns ? ` of columns that begin with ${recipe.columns.join(', ')}` : ''}; out of fold:\n`,
        `ATE ${ate.value.toFixed(4)} (${ate.low.toFixed(4)} to ${ate.high.toFixed(4)}), Qini ${qini.value.toFixed(4)} (${qini.low.toFixed(4)} to ${qini.high.toFixed(4)}); of differences ${Math.round(100 * calibration.slope)} % hold.\n\n`,
        'True incremental margin, in the shop’s currency:\n',
        table(['', 'allocator', 'to all', 'to the riskiest', 'knowable', 'clairvoyant', 'sent'], rowsOf(allocations)),
      ].join(''),
    )
  } finally {
    await compute.close()
  }
}
