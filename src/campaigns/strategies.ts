import type { CampaignStrategy } from '../domain/campaign.ts'
import { CodedError } from '../errors.ts'
import { findUpliftState } from '../store/campaigns/read-candidates.ts'
import { chooseByBandit } from './choose-by-bandit.ts'
import { chooseByPolicy } from './choose-by-policy.ts'
import { chooseByUplift } from './choose-by-uplift.ts'
import { chooseInOrder, firstCoupon } from './choose-in-order.ts'
import type { Strategy } from './strategy.ts'

const all: Strategy = ({ candidates, ...setting }) =>
  chooseInOrder(firstCoupon(candidates.order.map((order) => -order)), candidates, setting)

const random: Strategy = ({ candidates, ...setting }) => {
  const { length } = setting.campaign.coupons
  const turn = {
    priority: candidates.order.map((order) => -order),
    coupons: Int16Array.from(candidates.draw, (draw) => Math.min(length - 1, Math.floor(draw * length))),
    probabilities: new Float64Array(candidates.draw.length).fill(1 / length),
  }
  return chooseInOrder(turn, candidates, setting)
}

const riskiest: Strategy = ({ candidates, ...setting }) =>
  chooseInOrder(firstCoupon(candidates.churn), candidates, setting)

const mostValuable: Strategy = ({ candidates, ...setting }) =>
  chooseInOrder(firstCoupon(candidates.value), candidates, setting)

const byUplift: Strategy = async ({ candidates, client, ...setting }) => {
  const { isPublished, reason } = await findUpliftState(client)
  if (isPublished) return chooseByUplift(candidates, setting)
  throw new CodedError(
    'NOT_COMPUTED',
    reason === null
      ? 'Nothing has been learned yet of what coupons do. Run a recompute first.'
      : `It is not known well enough whom a coupon moves: ${reason} Learn more of it from a campaign with the strategy RANDOM, and recompute when its coupons have expired.`,
  )
}

/** Who is chosen how: a strategy that has no entry does not compile. */
export const strategies: Readonly<Record<CampaignStrategy, Strategy>> = {
  ALL: all,
  RANDOM: random,
  RISKIEST: riskiest,
  MOST_VALUABLE: mostValuable,
  UPLIFT: byUplift,
  BANDIT: chooseByBandit,
  POLICY: chooseByPolicy,
}
