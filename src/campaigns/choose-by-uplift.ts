import type { Campaign } from '../domain/campaign.ts'
import { allocate } from '../models/uplift/allocate.ts'
import { type Candidates, type Choice, type ChoiceSetting, passedOver } from './choice.ts'

/** Places of those who may be given something, by lot: equals come in no order of theirs. */
const byLot = ({ heldOut, order }: Candidates): Int32Array => {
  const places = new Int32Array(heldOut.length)
  let taken = 0
  for (let i = 0; i < heldOut.length; i++) if (heldOut[i] === 0) places[taken++] = i
  return places.subarray(0, taken).sort((a, b) => order[a] - order[b] || a - b)
}

/** The coupon that is worth most at a price of the budget; -1 for none. */
const bestAt = (margins: Float64Array, at: number, costs: Float64Array, price: number): number => {
  let best = -1
  let most = price > 0 ? -1e-12 : 0
  for (let c = 0; c < costs.length; c++) {
    const margin = margins[at * costs.length + c]
    const value = margin - price * costs[c]
    if (margin > 0 && (value > most || (best === -1 && price > 0 && value >= most))) {
      best = c
      most = value
    }
  }
  return best
}

/** Why nothing is given: no coupon's effect is known, none pays, or the budget has gone where it pays more. */
const reasonAt = (margins: Float64Array, at: number, coupons: number): number => {
  const own = margins.subarray(at * coupons, (at + 1) * coupons)
  if (own.every((margin) => Number.isNaN(margin))) return passedOver('NO_SCORE')
  return passedOver(own.some((margin) => margin > 0) ? 'BUDGET' : 'NEGATIVE_UPLIFT')
}

/** Whether a coupon brings just what the budget it takes costs: of those there may not be enough for all. */
const isAtPrice = (margin: number, cost: number, price: number): boolean =>
  price > 0 && cost > 0 && Math.abs(margin - price * cost) <= 1e-9 * (1 + Math.abs(margin))

/** Where in the order of the lot the coupons ran out for those at the price; infinity: they did not. */
const lotEndsAt = (
  { margins, heldOut, order }: Candidates,
  coupons: Int16Array,
  costs: Float64Array,
  price: number,
): number => {
  let [last, isShort] = [Number.NEGATIVE_INFINITY, false]
  for (let i = 0; i < coupons.length; i++) {
    const best = heldOut[i] === 1 ? -1 : bestAt(margins, i, costs, price)
    if (best < 0 || !isAtPrice(margins[i * costs.length + best], costs[best], price)) continue
    if (coupons[i] >= 0) last = Math.max(last, order[i])
    else isShort = true
  }
  return isShort ? last : Number.POSITIVE_INFINITY
}

/** What to say where no coupon is worth it for anybody: how far the best is from it, and what could be changed. */
const ofNothing = (coupons: Int16Array, margins: Float64Array, { marginRate }: Campaign): readonly string[] => {
  const unpaid = passedOver('NEGATIVE_UPLIFT')
  if (coupons.some((coupon) => coupon >= 0) || !coupons.includes(unpaid)) return []
  const best = margins.reduce((most, margin) => (margin > most ? margin : most), Number.NEGATIVE_INFINITY)
  // Some are worth it: it is the budget that reaches nobody.
  if (best > 0) return []
  return [
    `No coupon is expected to bring anybody more than it costs: the nearest to it falls short by ${(-best).toFixed(2)}. A smaller discount, a lower cost or a higher marginRate (it is ${marginRate}) may change that; strategy RANDOM within a budget finds out what a new coupon does.`,
  ]
}

/**
 * The coupons whose expected incremental margin is the largest in all within the budget. Those held out are judged by the same price of the budget, and by the same lot where they are just at it, so that both arms are of the same people.
 */
export const chooseByUplift = (candidates: Candidates, { campaign, budget }: ChoiceSetting): Choice => {
  const { margins, heldOut, assumptions } = candidates
  const costs = Float64Array.from(campaign.coupons, ({ cost }) => cost)
  const places = byLot(candidates)
  const own = new Float64Array(places.length * costs.length)
  places.forEach((place, row) => {
    for (let c = 0; c < costs.length; c++) own[row * costs.length + c] = margins[place * costs.length + c]
  })
  const { offers, shadowPrice } = allocate({ users: places.length, margins: own, costs, budget })
  const coupons = new Int16Array(heldOut.length)
  places.forEach((place, row) => {
    coupons[place] = offers[row]
  })
  const lotEnd = lotEndsAt(candidates, coupons, costs, shadowPrice)
  const losesLot = (i: number): boolean =>
    candidates.order[i] > lotEnd && isAtPrice(margins[i * costs.length + coupons[i]], costs[coupons[i]], shadowPrice)
  const spendsNothing = budget !== null && offers.every((offer) => offer < 0 || costs[offer] === 0)
  for (let i = 0; i < heldOut.length; i++) {
    if (heldOut[i] === 1) coupons[i] = bestAt(margins, i, costs, shadowPrice)
    if (heldOut[i] === 1 && coupons[i] >= 0 && losesLot(i)) coupons[i] = -1
    if (heldOut[i] === 1 && spendsNothing && coupons[i] >= 0 && costs[coupons[i]] > 0) coupons[i] = -1
    if (coupons[i] < 0) coupons[i] = reasonAt(margins, i, costs.length)
  }
  const probabilities = new Float64Array(heldOut.length).fill(1)
  const caveats = [...assumptions, ...ofNothing(coupons, margins, campaign)]
  return { coupons, probabilities, shadowPrice, caveat: caveats.length === 0 ? undefined : caveats.join(' ') }
}
