import { CodedError } from '../errors.ts'
import { actionTable } from '../features/action-table.ts'
import { actingOptions } from '../features/choose-action.ts'
import { customerState, numberOfState } from '../features/customer-state.ts'
import { greedyAction } from '../models/reinforcement/policies.ts'
import { readActionValues, readPublishedLearning } from '../store/next-actions/action-values.ts'
import { readCouponHistories } from '../store/next-actions/coupon-histories.ts'
import { type Choice, passedOver } from './choice.ts'
import { chooseInOrder } from './choose-in-order.ts'
import { couponsByKind } from './coupons-by-kind.ts'
import type { StrategyRequest } from './strategy.ts'

/** What a coupon adds for what it costs; coupons that cost nothing come first, by what they add. */
const worth = (gain: number, cost: number): number => (cost > 0 ? gain / cost : gain * 1e9)

/**
 * What the published policy of next actions does where each customer stands now, among the kinds of coupons that the campaign has. Where the budget does not last, those come first to whom it
 * adds most for what it costs.
 * @throws CodedError NOT_COMPUTED where no policy is published: none is known to bring more than sending nothing
 */
export const chooseByPolicy = async ({
  candidates,
  client,
  now,
  timeZone,
  ...setting
}: StrategyRequest): Promise<Choice> => {
  const published = await readPublishedLearning(client)
  if (published === null)
    throw new CodedError(
      'NOT_COMPUTED',
      'No policy of next actions is published: none is known to bring more than sending nothing. See the last run of kind NEXT_ACTION for why.',
    )
  const { available, places, costs } = couponsByKind(setting.campaign)
  const { learning, runId } = published
  const table = actionTable(await readActionValues(client, runId), learning, costs)
  const coupons = new Int16Array(candidates.userIds.length).fill(passedOver('NOT_CHOSEN'))
  const priority = new Float64Array(coupons.length)
  let i = 0
  for await (const history of readCouponHistories(client, { userIds: candidates.userIds, before: now, timeZone })) {
    const state = numberOfState(customerState(history, learning.habits, now))
    const action = greedyAction(table, state, available, actingOptions)
    if (action > 0) {
      const first = state * table.actionCount
      const [place] = places[action]
      coupons[i] = place
      priority[i] = worth(table.values[first + action] - table.values[first], setting.campaign.coupons[place].cost)
    }
    i++
  }
  const probabilities = new Float64Array(coupons.length).fill(1)
  return chooseInOrder({ priority, coupons, probabilities }, candidates, setting)
}
