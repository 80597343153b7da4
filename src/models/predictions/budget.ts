/** What the choice of a model may cost, counted in work and not in seconds, so that the same data give the same choice on every machine. */
export interface PredictionBudget {
  /** Sets of options tried per family, its defaults among them, as far as the work goes. */
  readonly configurations: number
  /** What all fits of one family may come to, about nanoseconds of one core. */
  readonly work: number
  /** What one fit may take at most. */
  readonly bytes: number
  /** Each candidate is asked about so many of the three parts that the people are dealt into. */
  readonly rounds: number
  /** Families that are not tried at all. */
  readonly without: readonly string[]
  /** Of fewer rows than this these families find nothing that simpler ones do not, and take their time. */
  readonly fewestRows: Readonly<Record<string, number>>
  /** Days at which it is foretold whether the next order has come. */
  readonly steps: readonly number[]
  /** Days between cuts to learn from, where the shop is small enough for more than one a horizon; and how many of them at most. */
  readonly cuts: { readonly everyDays: number; readonly most: number }
  /** People learned from per cut, and people judged; the rest is left out evenly. */
  readonly people: number
}

export type PredictionBudgetName = 'quick' | 'standard' | 'thorough'

const steps = [3, 7, 14, 30, 60, 90]
const cuts = { everyDays: 30, most: 7 }

/** quick: seconds, for a demo; standard: for every recompute; thorough: for the night. */
export const predictionBudgets: Readonly<Record<PredictionBudgetName, PredictionBudget>> = {
  quick: {
    configurations: 1,
    work: 4e9,
    bytes: 2 ** 28,
    rounds: 1,
    without: ['additive-logistic-regression', 'multi-layer-perceptron', 'linear-regression'],
    fewestRows: { 'gradient-boosted-trees': 500, 'bayesian-network': 500 },
    steps: [7, 30, 90],
    cuts: { everyDays: 30, most: 7 },
    people: 5000,
  },
  standard: {
    configurations: 4,
    work: 2e10,
    bytes: 2 ** 30,
    rounds: 3,
    without: [],
    fewestRows: {},
    steps,
    cuts,
    people: 50_000,
  },
  thorough: {
    configurations: 12,
    work: 4e11,
    bytes: 2 ** 31,
    rounds: 3,
    without: [],
    fewestRows: {},
    steps,
    cuts,
    people: 300_000,
  },
}
