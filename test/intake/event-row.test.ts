import { describe, expect, test } from 'vitest'

import { createEventReader } from '../../src/intake/event-row.ts'
import { isRowRefusal } from '../../src/intake/refusal.ts'
import { openRows, temporaryFile, testNow } from '../support/intake.ts'

const readEvents = async (text: string, mapping: string | object, timeZone = 'UTC') => {
  const file = await openRows(await temporaryFile('events.txt', text), 'events', mapping)
  const read = createEventReader(file.mapping, { now: testNow, timeZone })
  const results = []
  for await (const batch of file.batches) for (const row of batch) results.push(isRowRefusal(row) ? row : read(row))
  return results
}

const retailHeader = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country'
const retail = (...rows: string[]) => `${[retailHeader, ...rows].join('\n')}\n`
const heart = '536365,85123A,WHITE HANGING HEART,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom'

describe('rows of an invoice file', () => {
  test('become purchases under the customer without the point of a spreadsheet', async () => {
    expect(await readEvents(retail(heart), 'online-retail')).toMatchObject([
      {
        type: 'PURCHASE',
        userId: '17850',
        productId: '85123A',
        quantity: 6,
        unitPrice: 2.55,
        currency: 'GBP',
        orderId: '536365',
        timestamp: Date.parse('2010-12-01T08:26:00Z'),
      },
    ])
  })

  test('are read by the clock of the shop', async () => {
    const summer = heart.replace('2010-12-01', '2011-07-01')
    expect(await readEvents(retail(summer), 'online-retail', 'Europe/London')).toMatchObject([
      { timestamp: Date.parse('2011-07-01T07:26:00Z') },
    ])
  })

  test('become returns of positive quantity when they cancel', async () => {
    const cancelled = heart.replace('536365', 'C536365').replace(',6,', ',-6,')
    expect(await readEvents(retail(cancelled), 'online-retail')).toMatchObject([
      { type: 'RETURN', quantity: 6, orderId: 'C536365' },
    ])
  })

  test('are refused under the column of the file, with the line and the row', async () => {
    const free = heart.replace('2.55', '0.0')
    const lost = heart.replace(',6,', ',-6,')
    expect(await readEvents(retail(heart, free, lost), 'online-retail')).toEqual([
      expect.objectContaining({ type: 'PURCHASE' }),
      {
        line: 3,
        code: 'PRICE_INVALID',
        column: 'UnitPrice',
        message: 'The unit price is 0, it must be above 0.',
        raw: free,
      },
      {
        line: 4,
        code: 'QUANTITY_INVALID',
        column: 'Quantity',
        message: expect.stringContaining('correction of stock'),
        raw: lost,
      },
    ])
  })

  test('count for the product when nobody is known', async () => {
    expect(await readEvents(retail(heart.replace('17850.0', '')), 'online-retail')).toMatchObject([
      { userId: null, productId: '85123A' },
    ])
  })

  test('are one event when all their columns are the same, and two when any differs', async () => {
    const events = await readEvents(retail(heart, heart, heart.replace('HEART', 'STAR')), 'online-retail')
    const keys = events.map((event) => ('eventKey' in event ? event.eventKey : ''))
    expect(keys[0]).toBe(keys[1])
    expect(keys[0]).not.toBe(keys[2])
  })

  test('are read in the form of the spreadsheet too', async () => {
    const text = retail(heart.replace('2010-12-01 08:26:00', '12/1/2010 8:26'))
    expect(await readEvents(text, 'online-retail')).toMatchObject([{ timestamp: Date.parse('2010-12-01T08:26:00Z') }])
  })
})

describe('rows of a purchase log', () => {
  const line = ' 00004 19970101  2   29.33'

  test('are read with a header, without one, and with the ids of the sample', async () => {
    const expected = [
      {
        type: 'PURCHASE',
        userId: '00004',
        quantity: 2,
        unitPrice: 14.665,
        timestamp: Date.parse('1997-01-01T00:00:00Z'),
      },
    ]
    expect(await readEvents(` customer_id  date number_of_cds  dollar_value\r\n${line}\r\n`, 'cdnow')).toMatchObject(
      expected,
    )
    expect(await readEvents(`${line}\n`, 'cdnow')).toMatchObject(expected)
    expect(await readEvents(' 00004 0001 19970101  2   29.33\n', 'cdnow')).toMatchObject(expected)
  })

  test('are events of their own when a customer has the same one twice, the same again when read again', async () => {
    const text = [line, line, ' 00005 19970101 1 5', line].join('\n')
    const keysOf = async () =>
      (await readEvents(text, 'cdnow')).map((event) => ('eventKey' in event ? event.eventKey : ''))
    const keys = await keysOf()
    expect(new Set(keys).size).toBe(3)
    expect(keys[3]).toBe(keys[0])
    expect(await keysOf()).toEqual(keys)
  })

  test('keep the amount of the line to the cent', async () => {
    const [event] = await readEvents(' 1 19970101 3 10.00\n', 'cdnow')
    expect('quantity' in event && event.quantity! * event.unitPrice!).toBeCloseTo(10, 12)
  })
})

describe('rows with the canonical columns', () => {
  test('may have them in any order, with others between', async () => {
    const text = 'ignored,timestamp,User_ID,type,query\nx,1323435000,u1,search,red shoes\n'
    expect(await readEvents(text, 'canonical')).toMatchObject([
      { type: 'SEARCH', userId: 'u1', query: 'red shoes', productId: null },
    ])
  })

  test('have the same key in CSV, in TSV and quoted', async () => {
    const csv = 'type,user_id,timestamp,product_id\nVIEW,u1,2011-12-09,p1\n'
    const keys = [csv, csv.replaceAll(',', '\t'), csv.replaceAll('u1', '"u1"')].map(async (text) => {
      const [event] = await readEvents(text, 'canonical')
      return 'eventKey' in event ? event.eventKey : null
    })
    expect(new Set(await Promise.all(keys)).size).toBe(1)
  })

  test('carry properties as JSON within CSV and within NDJSON', async () => {
    const csv = 'type,user_id,timestamp,properties\nCUSTOM,u1,2011-12-09,"{""size"":""M"",""n"":2}"\n'
    const json = '{"type":"CUSTOM","user_id":"u1","timestamp":"2011-12-09","properties":{"size":"M","n":2}}\n'
    for (const text of [csv, json])
      expect(await readEvents(text, 'canonical')).toMatchObject([{ properties: { size: 'M', n: 2 } }])
  })

  test('refuse a NUL rather than send it to the database', async () => {
    expect(await readEvents('type,user_id,timestamp,text\nCUSTOM,u1,2011-12-09,a\u0000b\n', 'canonical')).toMatchObject(
      [{ code: 'FIELD_INVALID', column: 'text' }],
    )
  })

  test('go by number and constants where a mapping says so', async () => {
    const mapping = {
      header: 'skip',
      columns: { '2': 'user_id', '1': 'timestamp' },
      constants: { type: 'VIEW', product_id: 'p' },
      times: { format: 'D.M.YYYY', timeZone: 'Asia/Tokyo' },
    }
    expect(await readEvents('day;who\n9.12.2011;u1\n', mapping)).toMatchObject([
      { userId: 'u1', productId: 'p', timestamp: Date.parse('2011-12-08T15:00:00Z') },
    ])
  })
})

describe('rows that name an impression', () => {
  test('keep its id, and are refused where it is none', async () => {
    const id = '0c3c8b7e-1111-4222-8333-abcdefabcdef'
    const text = `type,user_id,timestamp,product_id,impression_id
VIEW,ada,2011-01-01T00:00:00Z,tea,${id.toUpperCase()}
VIEW,ada,2011-01-02T00:00:00Z,tea,
VIEW,ada,2011-01-03T00:00:00Z,tea,nonsense
`
    const [named, plain, bad] = await readEvents(text, 'canonical')
    expect(named).toMatchObject({ impressionId: id })
    expect(plain).not.toHaveProperty('impressionId')
    expect(bad).toMatchObject({ code: 'FIELD_INVALID', column: 'impression_id', line: 4 })
  })
})
