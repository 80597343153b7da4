import { type ActionLearning, type ActionValue, type CouponAction, couponActions } from '../domain/next-action.ts'
import { stateCount } from './customer-state.ts'

/** Values by state and action as `models/reinforcement/tabular.ts` has them: states x actions, row-major. */
export interface ActionTable {
  readonly stateCount: number
  readonly actionCount: number
  readonly values: Float64Array
  readonly visits: Int32Array
  readonly errors: Float64Array
}

/**
 * The table of a run again. `costs`: what sending costs now, by action; values move by what that is more than it was.
 */
export const actionTable = (
  rows: Iterable<ActionValue>,
  { costs: before }: Pick<ActionLearning, 'costs'>,
  costs: Readonly<Partial<Record<CouponAction, number>>> = {},
): ActionTable => {
  const actionCount = couponActions.length
  const values = new Float64Array(stateCount * actionCount)
  const visits = new Int32Array(values.length)
  const errors = new Float64Array(values.length).fill(Number.POSITIVE_INFINITY)
  for (const { state, action, value, error, visits: tried } of rows) {
    const cell = state * actionCount + action
    const name = couponActions[action]
    const was = before[name] ?? 0
    values[cell] = value - ((costs[name] ?? was) - was)
    visits[cell] = tried
    errors[cell] = error ?? Number.POSITIVE_INFINITY
  }
  return { stateCount, actionCount, values, visits, errors }
}
