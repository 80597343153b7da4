import { type Choices, type Steps, stepsOf } from './choice-hull.ts'
import { type Draft, spendRest, toUnits, unitsOfMoney } from './spend-rest.ts'

/** Users, what each offer would bring with each, and what may be spent in all. */
export interface AllocationProblem extends Choices {
  /** null: no limit. */
  readonly budget: number | null
}

export interface Allocation {
  /** Per user the offer, or -1 for none. */
  readonly offers: Int16Array
  /** What the offers given are expected to bring in all. */
  readonly margin: number
  /** What they cost in all: never above the budget. */
  readonly spent: number
  /** What one more unit of budget would bring, at the margin; 0 where the budget does not bind. */
  readonly shadowPrice: number
  /** What no allocation within the budget can exceed: the optimum of the linear relaxation. */
  readonly bound: number
}

const costOfStepsFrom = ({ slope, cost }: Steps, least: number): number => {
  let sum = 0
  for (let step = 0; step < slope.length; step++) if (slope[step] >= least) sum += cost[step]
  return sum
}

/** The price of a unit of budget: steps that bring more fit, those that bring just as much do not all; 0 where everything fits. */
const priceOf = (steps: Steps, budget: number): number => {
  if (costOfStepsFrom(steps, 0) <= budget) return 0
  const sorted = Float64Array.from(steps.slope).sort()
  let tooMuch = 0
  let fits = sorted.length
  while (fits - tooMuch > 1) {
    const middle = (fits + tooMuch) >>> 1
    if (costOfStepsFrom(steps, sorted[middle]) <= budget) fits = middle
    else tooMuch = middle
  }
  return sorted[tooMuch]
}

/** Takes those steps that the test lets through and that still fit, in the order of users; says what they bring. */
const takeSteps = (draft: Draft, steps: Steps, takes: (slope: number) => boolean): number => {
  let brings = 0
  for (let step = 0; step < steps.slope.length; step++) {
    if (!takes(steps.slope[step]) || steps.cost[step] > draft.left) continue
    draft.offers[steps.user[step]] = steps.offer[step]
    draft.left -= steps.cost[step]
    brings += steps.slope[step] * steps.cost[step]
  }
  return brings
}

const sumOver = (offers: Int16Array, worth: (user: number, offer: number) => number): number =>
  offers.reduce((sum, offer, user) => (offer < 0 ? sum : sum + worth(user, offer)), 0)

const check = ({ users, margins, costs, budget }: AllocationProblem): void => {
  if (margins.length !== users * costs.length)
    throw new RangeError(`There are ${margins.length} margins for ${users} users and ${costs.length} offers.`)
  const bad = costs.find((cost) => !(cost >= 0 && cost < Number.POSITIVE_INFINITY))
  if (bad !== undefined) throw new RangeError(`An offer cannot cost ${bad}.`)
  if (budget !== null && !(budget >= 0)) throw new RangeError(`A budget cannot be ${budget}.`)
}

/**
 * Which offer, or none, for each user so that margins add up to the most within the budget: the multiple-choice knapsack. Its linear relaxation is solved exactly by its Lagrangian: there is one
 * price of the budget (the shadow price), and each user gets what brings most after paying that price for its cost (Sinha & Zoltners 1979; Kellerer, Pferschy & Pisinger 2004, chapter 11).
 * At the margin, of those who bring exactly the price as many as fit are taken, in the order of users, and what is left goes to the best single changes that fit. With one cost for all offers that
 * is the optimum; otherwise it falls short of it by less than the one step that was cut, and `bound - margin` says by how much at most. Offers that bring nothing are never given.
 * Money is counted in ten-thousandths. Time users x offers x log(users x offers); 24 bytes per user and offer.
 * @throws RangeError for a cost or a budget below 0 or not a number
 */
export const allocate = (problem: AllocationProblem): Allocation => {
  check(problem)
  const { users, margins, costs } = problem
  const units = { users, margins, costs: costs.map(toUnits) }
  const budget = problem.budget === null ? Number.POSITIVE_INFINITY : Math.floor(problem.budget * unitsOfMoney + 1e-3)
  const steps = stepsOf(units)
  const price = priceOf(steps, budget)
  const draft: Draft = { offers: Int16Array.from(steps.start), left: budget }
  const marginOf = (user: number, offer: number): number => margins[user * costs.length + offer]
  const free = sumOver(draft.offers, marginOf)
  const within = takeSteps(draft, steps, (slope) => slope > price)
  const bound = free + within + (price > 0 ? price * draft.left : 0)
  if (price > 0) {
    takeSteps(draft, steps, (slope) => slope === price)
    spendRest(units, draft)
  }
  return {
    offers: draft.offers,
    margin: sumOver(draft.offers, marginOf),
    spent: sumOver(draft.offers, (_, offer) => units.costs[offer]) / unitsOfMoney,
    shadowPrice: price * unitsOfMoney,
    bound,
  }
}
