import type { BehaviourColumn, BehaviourTargets } from '../../src/domain/behaviour.ts'
import { churnHorizonsOf } from '../../src/features/behaviour-targets.ts'
import type { PredictionInput } from '../../src/jobs/prediction-items.ts'
import { createRandom, type Random } from '../../src/models/math/random.ts'
import { sigmoid } from '../../src/models/math/sigmoid.ts'

const numbers = [
  'daysSinceLastOrder',
  'purchaseDays',
  'tenure',
  'usualGapDays',
  'daysSinceLastSeen',
  'views30',
  'noise',
]
const languages = ['en', 'zh', 'other']
const day = 86_400_000

export interface PlantedPeople {
  readonly people: number
  readonly seed: number
  /** How far looks weigh in the logit of buying; 0: nothing is to be learned from them. */
  readonly weight?: number
  /** Added to everybody's looks. */
  readonly shift?: number
  /** A trait that tells the outcome. */
  readonly leaks?: boolean
  /** Everybody buys. */
  readonly oneClass?: boolean
}

/** The probability that somebody with so many looks buys. */
export const truthOf = (views: number, weight = 1): number => sigmoid(weight * (views - 4))

const personOf = (random: Random, shift: number) => {
  const tenure = 40 + random.integer(300)
  const purchaseDays = 1 + random.integer(5)
  const daysSinceLastOrder = purchaseDays === 1 ? tenure : random.integer(tenure)
  const views = random.integer(9) + shift
  return {
    daysSinceLastOrder,
    purchaseDays,
    tenure,
    usualGapDays: 20 + random.integer(30),
    daysSinceLastSeen: random.integer(20),
    views30: views,
    noise: random.normal(),
  }
}

/** Everybody as they were at a cut, and whether they bought, which hangs on their looks alone. */
export const plantedSnapshot = (
  asOf: number,
  { people, seed, weight = 1, shift = 0, leaks = false, oneClass = false }: PlantedPeople,
) => {
  const random = createRandom(seed)
  const columns: readonly BehaviourColumn[] = [
    ...numbers.map((name) => ({ kind: 'NUMBER', name }) as const),
    { kind: 'CATEGORY', name: 'trait:language', levels: languages },
    ...(leaks ? [{ kind: 'CATEGORY', name: 'trait:status', levels: ['here', 'gone', 'other'] } as const] : []),
  ]
  const values = new Float32Array(columns.length * people)
  const bought = new Uint8Array(people)
  for (let row = 0; row < people; row++) {
    const person = personOf(random, shift)
    numbers.forEach((name, place) => {
      values[place * people + row] = person[name as keyof typeof person]
    })
    values[numbers.length * people + row] = random.integer(2)
    bought[row] = oneClass || random.uniform() < truthOf(person.views30 - shift, weight) ? 1 : 0
    if (leaks) values[(numbers.length + 1) * people + row] = 1 - bought[row]
  }
  const table = { userIds: Float64Array.from({ length: people }, (_, row) => row + 1), rows: people, columns, values }
  const levels = {
    categories: ['toys', 'tools', 'other'],
    channels: ['other'],
    traits: [{ name: 'language', values: languages }],
  }
  const ifBought = (value: (row: number) => number, otherwise: number) =>
    Float64Array.from(bought, (label, row) => (label === 1 ? value(row) : otherwise))
  const targets: BehaviourTargets = {
    boughtWithin7: bought,
    boughtWithin30: bought,
    boughtWithin90: bought,
    churned: bought.map((label) => 1 - label),
    churnHorizonDays: churnHorizonsOf(table),
    daysToNextOrder: ifBought((row) => 1 + (row % 6), Number.NaN),
    nextOrderSpend: ifBought((row) => 10 * values[numbers.indexOf('views30') * people + row] + 5, Number.NaN),
    nextOrderQuantity: ifBought((row) => 1 + (row % 3), Number.NaN),
    nextCategory: ifBought((row) => row % 2, Number.NaN),
    spendWithin90: ifBought((row) => 10 * values[numbers.indexOf('views30') * people + row] + 5, 0),
    activeDaysWithin30: Float64Array.from(bought, (label) => 1 + label),
  }
  return { asOf, table, levels, targets }
}

/** What a run is learned from: the same people at three cuts, and now. */
export const plantedInput = (people: PlantedPeople, change: Partial<PredictionInput> = {}): PredictionInput => {
  const now = Date.UTC(2025, 0, 1)
  const past = [1, 2].map((cut) => plantedSnapshot(now - cut * 90 * day, { ...people, seed: people.seed + cut }))
  return {
    kinds: ['CHURN_RISK'],
    current: { ...plantedSnapshot(now, people), targets: null },
    past,
    history: { days: 400, needed: 210 },
    budget: 'quick',
    seed: 1,
    published: {},
    ...change,
  }
}
