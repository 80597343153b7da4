import type { Choices } from './choice-hull.ts'

/** Money is counted in whole ten-thousandths, so that sums are exact: three times .1 fit into .3. */
export const unitsOfMoney = 10_000

/** A cost in units, rounded up where it is finer than they are. */
export const toUnits = (money: number): number => Math.max(0, Math.ceil(money * unitsOfMoney - 1e-3))

/** An allocation while it is being made. */
export interface Draft {
  readonly offers: Int16Array
  /** Units of money. */
  left: number
}

const costNow = (costs: Float64Array, offer: number): number => (offer < 0 ? 0 : costs[offer])

/** What a user would gain by another offer than the draft's, within what is left; 0 where it is not open. */
const gainOf = ({ margins, costs }: Choices, { offers, left }: Draft, user: number, offer: number): number => {
  const now = offers[user]
  if (costs[offer] - costNow(costs, now) > left) return 0
  const gain = margins[user * costs.length + offer] - (now < 0 ? 0 : margins[user * costs.length + now])
  return gain > 0 ? gain : 0
}

/** Per user the change that gains most, -1 where none does, and what it gains. */
const bestChanges = (choices: Choices, draft: Draft): { readonly offers: Int16Array; readonly gains: Float64Array } => {
  const offers = new Int16Array(choices.users).fill(-1)
  const gains = new Float64Array(choices.users)
  for (let user = 0; user < choices.users; user++)
    for (let offer = 0; offer < choices.costs.length; offer++) {
      const gain = gainOf(choices, draft, user, offer)
      if (gain <= gains[user]) continue
      gains[user] = gain
      offers[user] = offer
    }
  return { offers, gains }
}

/** Spends what no whole step fitted into on single changes, the most profitable first. The draft is changed. */
export const spendRest = (choices: Choices, draft: Draft): void => {
  const { offers, gains } = bestChanges(choices, draft)
  const users = Int32Array.from(gains.keys()).filter((user) => gains[user] > 0)
  users.sort((a, b) => gains[b] - gains[a] || a - b)
  for (const user of users) {
    const offer = offers[user]
    if (gainOf(choices, draft, user, offer) === 0) continue
    draft.left -= choices.costs[offer] - costNow(choices.costs, draft.offers[user])
    draft.offers[user] = offer
  }
}
