import {
  type ActionValue,
  type CouponHistory,
  couponActions,
  type NextBestAction,
  type ShopHabits,
} from '../domain/next-action.ts'
import { actionTable } from '../features/action-table.ts'
import { actingOptions } from '../features/choose-action.ts'
import { customerState, numberOfState, stateOfNumber } from '../features/customer-state.ts'
import { greedyAction } from '../models/reinforcement/policies.ts'
import type { ActionPolicyRows } from '../store/next-actions/action-values.ts'

const everyAction = 2 ** couponActions.length - 1

/** What the policy knows of a state; nothing where it knows too little of doing nothing there. */
const decide = ({ learning, values }: ActionPolicyRows, state: number) => {
  const table = actionTable(values, learning)
  const own = values.filter((value) => value.state === state)
  const action = greedyAction(table, state, everyAction, actingOptions)
  const first = state * table.actionCount
  const isKnown = own.filter(({ visits }) => visits >= actingOptions.fewestVisits).length > 1
  return {
    action: couponActions[action],
    isDefault: !isKnown,
    gain: action === 0 ? (isKnown ? 0 : null) : table.values[first + action] - table.values[first],
    worths: own.map(({ action: a, value, visits }: ActionValue) => ({ action: couponActions[a], value, visits })),
  }
}

export interface NextActionQuestion {
  /** What is published; null: nothing is. */
  readonly policy: ActionPolicyRows | null
  /** To tell states by where nothing is published; null: nothing was ever learned. */
  readonly habits: ShopHabits | null
  readonly history: CouponHistory
  readonly now: Date
}

/** What the published policy does about a customer who stands where this one does, were it free to send any kind of coupon; by default nothing. */
export const nextBestAction = ({ policy, habits, history, now }: NextActionQuestion): NextBestAction => {
  const shop = policy?.learning.habits ?? habits
  const state = shop === null ? null : customerState(history, shop, now)
  if (policy === null || state === null) return { action: 'NONE', state, isDefault: true, gain: null, worths: [] }
  return { state, ...decide(policy, numberOfState(state)) }
}

/** States that were seen, by their numbers: what the policy does in each where it may do anything, and why. */
export const statesOfPolicy = (values: readonly ActionValue[]) =>
  [...Map.groupBy(values, ({ state }) => state)].map(([number, own]) => ({
    state: stateOfNumber(number),
    action: couponActions[own.find(({ chosen }) => chosen)?.action ?? 0],
    worths: own.map(({ action, value, visits }) => ({ action: couponActions[action], value, visits })),
  }))
