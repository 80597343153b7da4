import type { FitTools } from '../models/classifiers/family.ts'
import { calibrateUplift, holdUplift, type UpliftCalibration } from '../models/uplift/calibrate-uplift.ts'
import {
  chooseUplift,
  fitUplift,
  foldsOfPeople,
  predictUpliftOutOfFold,
  type UpliftRecipe,
  type UpliftTrial,
} from '../models/uplift/choose-uplift.ts'
import type { TreatedTable } from '../models/uplift/treated-table.ts'
import { upliftOf } from '../models/uplift/uplift-family.ts'
import { type UpliftMetrics, upliftMetrics } from '../models/uplift/uplift-metrics.ts'

/** How somebody took the coupons of before tells most of how the next is taken; so few columns are learned from few exposures. */
const ofCoupons = ['coupon']
/** And what tells the thrifty from the others. */
const few = [
  ...ofCoupons,
  'ordersPerVisit',
  'spendPerPurchaseDay',
  'purchasesPerMonth',
  'priceComplaints',
  'activeDays90',
]
const ridge = { classifier: 'logistic-regression', classifierOptions: { strength: 30 } } as const
const lasso = { classifier: 'logistic-regression', classifierOptions: { penalty: 'L1', strength: 40 } } as const
const trees = { classifier: 'gradient-boosted-trees', classifierOptions: { leaves: 4 } } as const

const treesOfFew: UpliftRecipe = { learner: 's-learner', ...trees, columns: few }

/** What a shop's model of coupons is chosen among, the one that is kept while nothing is clearly better first. */
export const shopRecipes: readonly UpliftRecipe[] = [
  { learner: 's-learner', ...ridge, columns: ofCoupons },
  { learner: 't-learner', ...ridge, columns: ofCoupons },
  { learner: 'class-transformation', ...ridge, columns: ofCoupons },
  { learner: 'x-learner', ...ridge, columns: ofCoupons },
  { learner: 's-learner', ...lasso, columns: few },
  { learner: 's-learner', ...lasso },
  treesOfFew,
]

/** Of fewer exposures trees find nothing that lines do not. */
const fewestForTrees = 5000

const folds = 5

export interface LearnedUplift {
  readonly recipe: UpliftRecipe
  readonly trials: readonly UpliftTrial[]
  /** Out of fold, over people. */
  readonly metrics: UpliftMetrics
  readonly calibration: UpliftCalibration
  /** Uplift of each row, by a model that did not see its person. */
  readonly outOfFold: Float64Array
  readonly fitted: ReturnType<typeof fitUplift>
}

/** Chooses how, judges it on people it did not see, takes back what did not hold there, and learns from all. */
export const learnUplift = (
  data: Required<TreatedTable>,
  published: UpliftRecipe | null,
  tools: FitTools,
): LearnedUplift => {
  const isMany = data.table.rows >= fewestForTrees
  const others = shopRecipes.filter(
    (recipe) => (isMany || recipe !== treesOfFew) && JSON.stringify(recipe) !== JSON.stringify(published),
  )
  const { recipe, trials } = chooseUplift(data, tools, published === null ? others : [published, ...others])
  const told = predictUpliftOutOfFold(data, foldsOfPeople(data, folds, tools.seed), () => recipe, tools)
  const calibration = calibrateUplift(told, data)
  const outOfFold = upliftOf(told)
  const judged = { uplift: outOfFold, treated: data.treated, outcomes: data.outcomes, people: data.people }
  return {
    recipe,
    trials,
    metrics: upliftMetrics(judged, { seed: tools.seed }),
    calibration,
    outOfFold,
    fitted: fitUplift(recipe, data, tools),
  }
}

/** Without and with a coupon, as it holds. */
export const tellUplift = (
  { fitted, calibration }: Pick<LearnedUplift, 'fitted' | 'calibration'>,
  table: TreatedTable['table'],
) => holdUplift(calibration, fitted.predict(table))
