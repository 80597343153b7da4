import { beforeAll, describe, expect, test } from 'vitest'

import type { IncomingEvent } from '../../src/domain/event.ts'
import { createProductCollector } from '../../src/intake/derive-products.ts'
import { createEventReader } from '../../src/intake/event-row.ts'
import { isRowRefusal } from '../../src/intake/refusal.ts'
import { datasetFile } from '../support/datasets.ts'
import { openRows } from '../support/intake.ts'

const path = datasetFile('online-retail/online_retail.csv.gz')

const readFile = async (file: string) => {
  const rows = await openRows(file, 'events', 'online-retail')
  const read = createEventReader(rows.mapping, { now: Date.parse('2012-01-01T00:00:00Z'), timeZone: 'Europe/London' })
  const collector = createProductCollector(rows.mapping.products!)
  const seen = {
    rows: 0,
    withoutCustomer: 0,
    cancellations: 0,
    duplicates: 0,
    invoices: new Set<string>(),
    codes: new Set<string>(),
  }
  const rejected: Record<string, number> = {}
  const keys = new Set<string>()
  const accepted: IncomingEvent[] = []
  for await (const batch of rows.batches) {
    for (const row of batch) {
      if (isRowRefusal(row)) throw new Error(row.message)
      const [invoice, code, , , , , customer] = row.fields
      seen.rows += 1
      seen.invoices.add(invoice)
      seen.codes.add(code)
      if (customer === '') seen.withoutCustomer += 1
      if (invoice.startsWith('C')) seen.cancellations += 1
      const event = read(row)
      if (isRowRefusal(event)) rejected[event.code] = (rejected[event.code] ?? 0) + 1
      else if (keys.has(event.eventKey)) seen.duplicates += 1
      else {
        keys.add(event.eventKey)
        accepted.push(event)
        collector.add(row, event)
      }
    }
  }
  return { seen, rejected, accepted, products: collector.products() }
}

describe.skipIf(path === null)('Online Retail', () => {
  let found: Awaited<ReturnType<typeof readFile>>
  beforeAll(async () => {
    found = await readFile(path!)
  })

  test('has the rows, invoices and stock codes that are published of it', () => {
    const { seen } = found
    expect(seen.rows).toBe(541_909)
    expect(seen.invoices.size).toBe(25_900)
    expect(seen.codes.size).toBe(4_070)
    expect(seen.withoutCustomer).toBe(135_080)
    expect(seen.cancellations).toBe(9_288)
  })

  test('loses no row: each is accepted, a duplicate or rejected', () => {
    const { accepted, seen, rejected } = found
    expect(accepted.length + seen.duplicates + Object.values(rejected).reduce((sum, count) => sum + count, 0)).toBe(
      541_909,
    )
    expect({ accepted: accepted.length, duplicates: seen.duplicates, rejected }).toEqual({
      accepted: 534_129,
      duplicates: 5_263,
      rejected: { PRICE_INVALID: 1_181, QUANTITY_INVALID: 1_336 },
    })
  })

  test('has after the usual cleaning the purchases, customers and orders that are published of it', () => {
    const purchases = found.accepted.filter(({ type, userId }) => type === 'PURCHASE' && userId !== null)
    expect(purchases).toHaveLength(392_692)
    expect(new Set(purchases.map(({ userId }) => userId)).size).toBe(4_338)
    expect(new Set(purchases.map(({ orderId }) => orderId)).size).toBe(18_532)
  })

  test('has its products named, and more than 85 % of its rows in a category', () => {
    const { accepted, products } = found
    const byId = new Map(products.map((product) => [product.productId, product]))
    expect(byId.get('85123A')).toMatchObject({
      name: 'WHITE HANGING HEART T-LIGHT HOLDER',
      category: 'Lights & Candles',
      recommendable: true,
    })
    expect(byId.get('85099B')).toMatchObject({ category: 'Bags & Purses' })
    expect(
      ['POST', 'DOT', 'M', 'C2', 'BANK CHARGES', 'AMAZONFEE'].map((code) => byId.get(code)?.recommendable),
    ).toEqual(Array(6).fill(false))
    const merchandise = accepted.filter(({ productId }) => byId.get(productId ?? '')?.recommendable)
    const categorised = merchandise.filter(({ productId }) => byId.get(productId ?? '')?.category)
    expect(categorised.length / merchandise.length).toBeGreaterThan(0.98)
  })
})
