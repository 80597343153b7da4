import { expect, test } from 'vitest'

import { createEventReader } from '../../src/intake/event-row.ts'
import { isRowRefusal } from '../../src/intake/refusal.ts'
import { datasetFile } from '../support/datasets.ts'
import { openRows } from '../support/intake.ts'

const summaryOf = async (path: string) => {
  const file = await openRows(path, 'events', 'cdnow')
  const read = createEventReader(file.mapping, { now: Date.parse('2012-01-01T00:00:00Z'), timeZone: 'UTC' })
  const [keys, users] = [new Set<string>(), new Set<string | null>()]
  let [amount, first, last] = [0, Number.POSITIVE_INFINITY, 0]
  for await (const batch of file.batches) {
    for (const row of batch) {
      const event = isRowRefusal(row) ? row : read(row)
      if (isRowRefusal(event)) throw new Error(event.message)
      keys.add(event.eventKey)
      users.add(event.userId)
      amount += event.quantity! * event.unitPrice!
      first = Math.min(first, event.timestamp)
      last = Math.max(last, event.timestamp)
    }
  }
  return { transactions: keys.size, customers: users.size, amount, first: new Date(first), last: new Date(last) }
}

const master = datasetFile('cdnow/CDNOW_master.txt')
const sample = datasetFile('cdnow/CDNOW_sample.txt')

test.skipIf(master === null)('the master file of CDNOW has 69,659 transactions of 23,570 customers', async () => {
  const summary = await summaryOf(master!)
  expect(summary).toMatchObject({
    transactions: 69_659,
    customers: 23_570,
    first: new Date('1997-01-01'),
    last: new Date('1998-06-30'),
  })
  expect(summary.amount).toBeCloseTo(2_500_315.63, 2)
})

test.skipIf(sample === null)('the sample of CDNOW has 6,919 transactions of 2,357 customers', async () => {
  expect(await summaryOf(sample!)).toMatchObject({ transactions: 6_919, customers: 2_357 })
})
