import type { LifetimeValue } from '../domain/lifetime-value.ts'
import type { RunRows } from './model-runs.ts'

const columns = ['user_id', 'historic', 'predicted', 'expected_orders', 'low', 'high']

function* toRows(values: Iterable<LifetimeValue>) {
  for (const { userId, historic, predicted, expectedOrders, low, high } of values) {
    yield [userId, historic, predicted, expectedOrders, low, high]
  }
}

export const lifetimeValueRows = (values: Iterable<LifetimeValue>): RunRows => ({
  table: 'lifetime_values',
  columns,
  rows: toRows(values),
})
