import type { ClientBase } from 'pg'

import { type ActionLearning, couponActions, type ShopHabits } from '../domain/next-action.ts'
import { customerContext, customerFeatures } from '../features/customer-state.ts'
import { armProbabilities, drawWeights } from '../models/bandit/arm-contexts.ts'
import { type LinearPosterior, priorPosterior } from '../models/bandit/linear-posterior.ts'
import { drawArm } from '../models/bandit/policies.ts'
import { readLatestLearning } from '../store/next-actions/action-values.ts'
import { readCouponHistories } from '../store/next-actions/coupon-histories.ts'
import { readShopHabits } from '../store/next-actions/read-decisions.ts'
import { type Choice, passedOver } from './choice.ts'
import { chooseInOrder } from './choose-in-order.ts'
import { type CouponsByKind, couponsByKind } from './coupons-by-kind.ts'
import type { StrategyRequest } from './strategy.ts'

/** Thompson sampling over so many draws; a tenth of the choices is left to chance alone. */
const draws = 100
const exploration = 0.1

interface Beliefs {
  readonly posterior: LinearPosterior
  readonly habits: ShopHabits
  readonly scale: number
  readonly costs: ActionLearning['costs']
}

/** What was learned last, published or not: a bandit finds out. Before anything was, or where it was learned from other features: nothing is believed yet. */
const readBeliefs = async (client: ClientBase, now: Date, timeZone: string): Promise<Beliefs> => {
  const { bandit, habits, costs } = (await readLatestLearning(client))?.learning ?? {}
  const isOfThese =
    String(bandit?.features) === String(customerFeatures) && String(bandit?.actions) === String(couponActions)
  if (bandit !== undefined && habits !== undefined && costs !== undefined && isOfThese)
    return { posterior: bandit.posterior, habits, scale: bandit.scale, costs }
  return {
    posterior: priorPosterior(customerFeatures.length * couponActions.length, { noise: 1 }),
    habits: await readShopHabits(client, { asOf: now, timeZone }),
    scale: 1,
    costs: {},
  }
}

/** A number of 32 bits that follows from the text (FNV-1a). */
const seedOf = (text: string): number => {
  let hash = 0x811c9dc5
  for (const letter of text) hash = Math.imul(hash ^ (letter.codePointAt(0) as number), 0x01000193)
  return hash >>> 0
}

/** Where in the part of an arm a draw has fallen, 0..1: as good as another draw, for coupons of one kind. */
const within = (arms: Float64Array, arm: number, draw: number): number => {
  const before = arms.subarray(0, arm).reduce((sum, probability) => sum + probability, 0)
  return (draw - before) / arms[arm]
}

/** By action: how much more the campaign's coupons cost than those that were learned from. */
const dearerBy = ({ costs }: CouponsByKind, beliefs: Beliefs): Float64Array =>
  Float64Array.from(couponActions, (action) => {
    const was = beliefs.costs[action]
    return was === undefined ? 0 : ((costs[action] ?? was) - was) / beliefs.scale
  })

/**
 * Linear Thompson sampling over the campaign's kinds of coupons and none: each as often as it is believed to be the best for a customer like this, and at least sometimes. The probabilities are
 * those among whoever is in the campaign, so that they can be learned from; where the budget does not last, the lot decides.
 */
export const chooseByBandit = async ({
  candidates,
  client,
  now,
  timeZone,
  ...setting
}: StrategyRequest): Promise<Choice> => {
  const beliefs = await readBeliefs(client, now, timeZone)
  const weights = drawWeights(beliefs.posterior, { draws, seed: seedOf(setting.campaign.seed) })
  const kinds = couponsByKind(setting.campaign)
  const choice = { available: kinds.available, exploration, dearer: dearerBy(kinds, beliefs) }
  const coupons = new Int16Array(candidates.userIds.length).fill(passedOver('NOT_CHOSEN'))
  const probabilities = new Float64Array(coupons.length).fill(1)
  let i = 0
  for await (const history of readCouponHistories(client, { userIds: candidates.userIds, before: now, timeZone })) {
    const arms = armProbabilities(weights, customerContext(history, beliefs.habits, now), choice)
    const action = drawArm(arms, candidates.draw[i])
    if (action > 0) {
      const alike = kinds.places[action]
      coupons[i] =
        alike[Math.min(alike.length - 1, Math.floor(within(arms, action, candidates.draw[i]) * alike.length))]
      probabilities[i] = arms[action] / alike.length / (1 - arms[0])
    }
    i++
  }
  const turn = { priority: candidates.order.map((order) => -order), coupons, probabilities }
  return chooseInOrder(turn, candidates, setting)
}
