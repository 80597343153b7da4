/** What may be given to each of many: several offers or none. */
export interface Choices {
  readonly users: number
  /** users x offers, row-major: what offer o is expected to bring with user u, its cost already taken off. NaN: may not be given. */
  readonly margins: Float64Array
  /** Per offer what giving it to one user takes from the budget, 0 or more. */
  readonly costs: Float64Array
}

/** The steps by which users go from nothing to dearer offers, each bringing less for its cost than the one before. */
export interface Steps {
  /** What each user is given before any of the budget is spent: an offer that costs nothing and brings something, or -1. */
  readonly start: Int16Array
  /** Of step s: whose it is, the offer it leads to, what it costs and what it brings per unit of cost. A user's steps follow each other. */
  readonly user: Int32Array
  readonly offer: Int16Array
  readonly cost: Float64Array
  readonly slope: Float64Array
}

/** A corner of a user's hull. */
interface Corner {
  readonly offer: number
  readonly cost: number
  readonly margin: number
}

const slopeBetween = (from: Corner, to: Corner): number => (to.margin - from.margin) / (to.cost - from.cost)

/** Puts an offer that is at least as dear as all before it on the upper hull, and takes off those that it makes worthless. */
const addCorner = (hull: Corner[], next: Corner): void => {
  let last = hull[hull.length - 1]
  if (!(next.margin > last.margin)) return
  while (hull.length > 0) {
    last = hull[hull.length - 1]
    const dearer = next.cost > last.cost
    const before = hull[hull.length - 2]
    if (dearer && (!before || slopeBetween(last, next) < slopeBetween(before, last))) break
    hull.pop()
  }
  hull.push(next)
}

/** Corners of one user's upper hull, from nothing on. */
const hullOf = ({ margins, costs }: Choices, order: readonly number[], user: number): Corner[] => {
  const hull: Corner[] = [{ offer: -1, cost: 0, margin: 0 }]
  for (const offer of order) {
    const margin = margins[user * costs.length + offer]
    if (margin > 0) addCorner(hull, { offer, cost: costs[offer], margin })
  }
  return hull
}

/**
 * Upper hulls of what users may be given (cost across, margin up): whatever lies under a hull is never chosen at any price of the budget (Sinha & Zoltners 1979,
 * "The Multiple-Choice Knapsack Problem", dominance 1 and 2). Time users x offers; 24 bytes a step, at most one step per user and offer.
 */
export const stepsOf = (choices: Choices): Steps => {
  const { users, costs } = choices
  const order = [...costs.keys()].sort((a, b) => costs[a] - costs[b] || a - b)
  const most = users * costs.length
  const start = new Int16Array(users)
  const user = new Int32Array(most)
  const offer = new Int16Array(most)
  const cost = new Float64Array(most)
  const slope = new Float64Array(most)
  let steps = 0
  for (let u = 0; u < users; u++) {
    const hull = hullOf(choices, order, u)
    start[u] = hull[0].offer
    for (let corner = 1; corner < hull.length; corner++) {
      user[steps] = u
      offer[steps] = hull[corner].offer
      cost[steps] = hull[corner].cost - hull[corner - 1].cost
      slope[steps] = slopeBetween(hull[corner - 1], hull[corner])
      steps++
    }
  }
  return {
    start,
    user: user.subarray(0, steps),
    offer: offer.subarray(0, steps),
    cost: cost.subarray(0, steps),
    slope: slope.subarray(0, steps),
  }
}
