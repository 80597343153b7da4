import { gzipSync } from 'node:zlib'

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { createEventReader } from '../../src/intake/event-row.ts'
import { isRowRefusal } from '../../src/intake/refusal.ts'
import { openRows, readAll, temporaryFile, testNow } from '../support/intake.ts'
import { type Column, parquetBytes } from '../support/parquet.ts'

const repeated = <T>(count: number, of: (n: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, n) => of(n))

const views = (rows: number): Record<string, Column> => ({
  type: { data: repeated(rows, () => 'VIEW') },
  user_id: { data: repeated(rows, (n) => `u${n}`) },
  timestamp: { data: repeated(rows, (n) => new Date(Date.UTC(2011, 0, 1) + n * 1000)) },
  product_id: { data: repeated(rows, (n) => (n % 3 === 0 ? null : `p${n % 7}`)) },
})

const write = (columns: Record<string, Column>, options?: Parameters<typeof parquetBytes>[1]) =>
  temporaryFile('events.parquet', parquetBytes(columns, options))

/** The texts of one column of a file that has the needed columns beside it. */
const textsOf = async (column: Column): Promise<readonly string[]> => {
  const { rows, fault } = await readAll(await write({ ...views(column.data.length), text: column }))
  expect(fault).toBeNull()
  return rows.map(({ fields, layout }) => fields[layout.at.text])
}

describe('values of a Parquet file', () => {
  const moment = Date.UTC(2011, 11, 9, 12, 50, 0, 123)
  test.each<[string, Column, readonly string[]]>([
    ['texts', { data: ['größe 字', '', null] }, ['größe 字', '', '']],
    ['bytes that nobody says are text', { data: ['käse', null], as: { type: 'BYTE_ARRAY' } }, ['käse', '']],
    ['whole numbers', { data: [17850, -1, null], as: { type: 'INT32' } }, ['17850', '-1', '']],
    ['large whole numbers', { data: [9007199254740993n, null], as: { type: 'INT64' } }, ['9007199254740993', '']],
    ['numbers', { data: [17850, 2.55, Number.NaN, null], as: { type: 'DOUBLE' } }, ['17850', '2.55', '', '']],
    [
      'short numbers',
      { data: [9.99, 0.1, 16_777_216, Number.NaN], as: { type: 'FLOAT' } },
      ['9.99', '0.1', '16777216', ''],
    ],
    ['truth', { data: [true, false, null] }, ['true', 'false', '']],
    [
      'decimals, to the last digit',
      { data: [1999n, -5n, 0n, null], as: { type: 'INT64', converted_type: 'DECIMAL', scale: 2, precision: 18 } },
      ['19.99', '-0.05', '0.00', ''],
    ],
    [
      'ids kept as wide decimals',
      {
        data: [12345678901234567890123456789n, -7n],
        as: { type: 'FIXED_LEN_BYTE_ARRAY', type_length: 16, converted_type: 'DECIMAL', scale: 0, precision: 38 },
      },
      ['12345678901234567890123456789', '-7'],
    ],
    [
      'instants in milliseconds',
      { data: [BigInt(moment), null], as: { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' } },
      ['2011-12-09T12:50:00.123Z', ''],
    ],
    [
      'instants in microseconds',
      { data: [BigInt(moment) * 1000n + 999n], as: { type: 'INT64', converted_type: 'TIMESTAMP_MICROS' } },
      ['2011-12-09T12:50:00.123Z'],
    ],
    [
      'times on the wall',
      {
        data: [BigInt(moment) * 1_000_000n],
        as: { type: 'INT64', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'NANOS' } },
      },
      ['2011-12-09T12:50:00.123'],
    ],
    ['days', { data: [15_317, null], as: { type: 'INT32', converted_type: 'DATE' } }, ['2011-12-09', '']],
    ['JSON', { data: [{ a: [1] }, null], as: { type: 'BYTE_ARRAY', converted_type: 'JSON' } }, ['{"a":[1]}', '']],
  ])('are read as a CSV file would write them: %s', async (_, column, expected) => {
    expect(await textsOf(column)).toEqual(expected)
  })

  test('are the same whatever the compression, the size of pages and of row groups', async () => {
    const rows = 5000
    const expected = (await readAll(await write(views(rows)))).rows.map(({ fields }) => fields)
    expect(expected).toHaveLength(rows)
    for (const options of [
      { codec: 'UNCOMPRESSED' },
      { codec: 'GZIP', compressors: { GZIP: (page: Uint8Array) => gzipSync(page) } },
      { rowGroupSize: 7 * 64, pageSize: 300 },
      { rowGroupSize: rows, pageSize: 1000 },
    ] as const) {
      const { rows: read } = await readAll(await write(views(rows), options))
      expect(read.map(({ fields }) => fields)).toEqual(expected)
    }
  })
})

describe('rows of a Parquet file', () => {
  test('keep their order and their numbers across row groups and windows', async () => {
    const path = await write(views(80_000), { rowGroupSize: 75_000, pageSize: 20_000 })
    const { rows, fault } = await readAll(path)
    expect(fault).toBeNull()
    expect(rows).toHaveLength(80_000)
    expect(rows.every(({ line, fields }, n) => line === n + 1 && fields[1] === `u${n}`)).toBe(true)
  })

  test('become events, a wall clock in the zone of the shop and whatever form of times the mapping has', async () => {
    const wall = { type: 'INT64', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'MICROS' } } as const
    const path = await write({
      Wann: { data: [BigInt(Date.UTC(2011, 5, 1, 12)) * 1000n], as: wall },
      Wer: { data: [17850], as: { type: 'DOUBLE' } },
      Was: { data: ['A-1'] },
      Summe: { data: [5997n], as: { type: 'INT64', converted_type: 'DECIMAL', scale: 2, precision: 18 } },
      Menge: { data: [3], as: { type: 'INT32' } },
    })
    const file = await openRows(path, 'events', {
      columns: { Wann: 'timestamp', Wer: 'user_id', Was: 'product_id', Summe: 'amount', Menge: 'quantity' },
      constants: { type: 'PURCHASE' },
      times: { format: 'D.M.YYYY' },
    })
    const read = createEventReader(file.mapping, { now: testNow, timeZone: 'Europe/Berlin' })
    const events = []
    for await (const batch of file.batches) for (const row of batch) events.push(isRowRefusal(row) ? row : read(row))
    expect(events).toMatchObject([
      { userId: '17850', timestamp: Date.UTC(2011, 5, 1, 10), productId: 'A-1', quantity: 3, unitPrice: 19.99 },
    ])
  })

  test('are told as JSON when they are refused', async () => {
    const path = await write({ ...views(1), type: { data: ['VEIW'] } })
    const file = await openRows(path)
    const read = createEventReader(file.mapping, { now: testNow, timeZone: 'UTC' })
    for await (const [row] of file.batches) {
      expect(isRowRefusal(row) ? row : read(row)).toMatchObject({
        line: 1,
        code: 'TYPE_UNKNOWN',
        raw: '{"type":"VEIW","user_id":"u0","timestamp":"2011-01-01T00:00:00.000Z","product_id":""}',
      })
    }
  })

  test('choose the mapping whose times can be read', async () => {
    const stamps = { InvoiceNo: 1, StockCode: 1, Quantity: 1, UnitPrice: 1, CustomerID: 1 }
    const columns = Object.fromEntries(Object.entries(stamps).map(([name, value]) => [name, { data: [value] }]))
    const path = await write({ ...columns, InvoiceDate: { data: ['12/1/2010 8:26'] } })
    expect((await openRows(path, 'events', 'online-retail')).mapping.times.format).toBe('M/D/YYYY H:mm')
  })
})

describe('a Parquet file that is not what it should be', () => {
  const whole = parquetBytes(views(3000))

  test.each<[string, Buffer, string, RegExp]>([
    ['cut off', whole.subarray(0, whole.length - 200), 'FILE_TRUNCATED', /cut off/],
    ['nothing but its first mark', Buffer.from('PAR1'), 'FILE_TRUNCATED', /cut off/],
    ['two marks', Buffer.from('PAR1PAR1'), 'FILE_TRUNCATED', /cut off/],
    ['without a footer between its marks', Buffer.from('PAR1 nonsense PAR1'), 'FILE_TRUNCATED', /damaged/],
    ['encrypted', Buffer.from('PARE PARE'), 'FILE_BINARY', /encrypted/],
    ['packed by gzip', gzipSync(whole), 'FILE_BINARY', /unpack it/],
    [
      'of other columns',
      parquetBytes({ kind: { data: ['VIEW'] } }),
      'COLUMNS_MISSING',
      /lacks the columns "type", "timestamp"/,
    ],
  ])('is told apart: %s', async (_, bytes, code, message) => {
    const { fault } = await readAll(await temporaryFile('events.parquet', bytes))
    expect(fault).toMatchObject({ code })
    expect((fault as Error).message).toMatch(message)
  })

  test('gives its rows up to the damage, then says so', async () => {
    const bytes = Buffer.from(parquetBytes(views(60_000), { rowGroupSize: 10_000 }))
    bytes.fill(0xff, Math.floor(bytes.length * 0.6), Math.floor(bytes.length * 0.6) + 4000)
    const { rows, fault } = await readAll(await temporaryFile('events.parquet', bytes))
    expect(fault).toMatchObject({ code: 'FILE_TRUNCATED', message: expect.stringMatching(/damaged/) })
    expect(rows.length).toBeGreaterThanOrEqual(20_000)
    expect(rows.length % 10_000).toBe(0)
  })

  test('never ends in anything but rows or one of our faults, wherever a byte is wrong', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(255), async (at, byte) => {
        const bytes = Buffer.from(whole)
        bytes[at] = byte
        const { rows, fault } = await readAll(await temporaryFile('events.parquet', bytes))
        if (fault === null) expect(rows.length).toBeGreaterThan(0)
        else expect(fault).toHaveProperty('code')
      }),
      { numRuns: 150 },
    )
  })
})
