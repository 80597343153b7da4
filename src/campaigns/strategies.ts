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

/** @throws CodedError NOT_COMPUTED where nobody has what the order goes by */
const requireScores = (scores: Float64Array, what: string): Float64Array => {
  if (scores.length > 0 && scores.every((score) => Number.isNaN(score)))
    throw new CodedError('NOT_COMPUTED', `Nobody's ${what} is known, which the coupons go by. Run a recompute first.`)
  return scores
}

const riskiest: Strategy = ({ candidates, ...setting }) =>
  chooseInOrder(firstCoupon(requireScores(candidates.churn, 'churn risk')), candidates, setting)

const mostValuable: Strategy = ({ candidates, ...setting }) =>
  chooseInOrder(firstCoupon(requireScores(candidates.value, 'lifetime value')), candidates, setting)

/** What is not known can only be learned by trying: by lot, so that what comes of it is the coupon's, and within a budget that somebody has set. */
const byUplift: Strategy = async (request) => {
  const { candidates, client, campaign, budget } = request
  const { isPublished, reason } = await findUpliftState(client)
  if (isPublished) return chooseByUplift(candidates, { campaign, budget })
  const why = `It is not known whom a coupon moves: ${reason ?? 'nothing has been computed of it yet.'}`
  if (budget === null)
    throw new CodedError(
      'NOT_COMPUTED',
      `${why} Set a budget, within which coupons are then handed out by lot to learn it, and recompute when they have expired.`,
    )
  return {
    ...(await random(request)),
    caveat: `${why} Coupons are handed out by lot within the budget, so that it can be learned from them: recompute when they have expired.`,
  }
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
