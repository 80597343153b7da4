import type { Candidates, Choice, ChoiceSetting } from './choice.ts'
import { passedOver } from './choice.ts'

/** What rounding may add to a sum of costs. */
const rounding = 1e-9

/** What somebody would be given who comes in turn. */
export interface Turn {
  /** Who goes first: the larger. NaN: has no score. */
  readonly priority: Float64Array
  /** Place of the coupon, or below 0 for none, as in a choice. */
  readonly coupons: Int16Array
  readonly probabilities: Float64Array
}

/** Places of those who are given something, in their order: by priority, then by lot. */
const inTurn = ({ priority, coupons }: Turn, { order }: Candidates): Int32Array => {
  const places = new Int32Array(coupons.length)
  let taken = 0
  for (let i = 0; i < coupons.length; i++) if (coupons[i] >= 0 && !Number.isNaN(priority[i])) places[taken++] = i
  return places.subarray(0, taken).sort((a, b) => priority[b] - priority[a] || order[a] - order[b] || a - b)
}

/**
 * Gives coupons in turn while the budget lasts; one that is too dear for what is left does not keep a cheaper one from the next. Those held out cost nothing, and are left out where the last such coupon has gone to
 * somebody before them: so both arms are of the same people.
 */
export const chooseInOrder = (turn: Turn, candidates: Candidates, { campaign, budget }: ChoiceSetting): Choice => {
  const noScore = passedOver('NO_SCORE')
  const coupons = turn.coupons.map((coupon, i) => (coupon >= 0 && Number.isNaN(turn.priority[i]) ? noScore : coupon))
  const places = inTurn(turn, candidates)
  let left = budget === null ? Number.POSITIVE_INFINITY : budget + rounding
  // By coupon: behind whom the last one went, and whether somebody got none. What is left only shrinks: a coupon that was too dear once stays it.
  const ends = campaign.coupons.map(() => ({ last: 0, isShort: false }))
  for (const [at, place] of places.entries()) {
    if (candidates.heldOut[place] === 1) continue
    const [end, { cost }] = [ends[coupons[place]], campaign.coupons[coupons[place]]]
    if (cost > left) {
      end.isShort = true
      continue
    }
    left -= cost
    end.last = at + 1
  }
  const none = passedOver('BUDGET')
  for (const [at, place] of places.entries()) {
    const { last, isShort } = ends[coupons[place]]
    if (isShort && at >= last) coupons[place] = none
  }
  return { coupons, probabilities: turn.probabilities, shadowPrice: null }
}

/** Everybody the same coupon, the first of the campaign. */
export const firstCoupon = (priority: Float64Array): Turn => ({
  priority,
  coupons: new Int16Array(priority.length),
  probabilities: new Float64Array(priority.length).fill(1),
})
