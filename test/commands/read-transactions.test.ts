import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { dayOf, readTransactions } from '../../src/commands/read-transactions.ts'

const epochDay = (date: string) => Date.parse(date) / 86_400_000

const rows = [
  ['ada', '2026-01-01', '10.5'],
  ['bob', '2026-01-02', '3'],
  ['ada', '2026-01-05', '0'],
]
const expected = {
  customer: Int32Array.of(0, 1, 0),
  day: Int32Array.of(epochDay('2026-01-01'), epochDay('2026-01-02'), epochDay('2026-01-05')),
  value: Float64Array.of(10.5, 3, 0),
}
const lines = (delimiter: string, header: boolean) =>
  [...(header ? [['who', 'when', 'how much']] : []), ...rows].map((row) => `${row.join(delimiter)}\n`).join('')

describe('readTransactions', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'clientele-transactions-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  const file = async (content: string | Buffer): Promise<string> => {
    const path = join(folder, crypto.randomUUID())
    await writeFile(path, content)
    return path
  }
  const named = { customer: 'who', date: 'when', value: 'how much' }
  const numbered = { customer: '1', date: '2', value: '3' }

  it.each([',', '\t', ';', '|'])('finds out that %j divides the columns', async (delimiter) => {
    expect((await readTransactions(await file(lines(delimiter, true)), named)).transactions).toEqual(expected)
    expect((await readTransactions(await file(lines(delimiter, false)), numbered)).transactions).toEqual(expected)
  })

  it('takes any number of blanks for one', async () => {
    const text = '  ada   20260101 10.5\n bob 20260102  3\n  ada 20260105 0\n'
    expect((await readTransactions(await file(text), numbered)).transactions).toEqual(expected)
  })

  it('leaves a header out where columns are numbered', async () => {
    expect((await readTransactions(await file(lines(',', true)), numbered)).transactions).toEqual(expected)
  })

  it('reads gzip, quotes, a byte order mark and carriage returns', async () => {
    const text =
      '\ufeffwho,when,"how much"\r\n"ada",2026-01-01,10.5\r\nbob,2026-01-02T23:00:00Z,3\r\nada,20260105,0\r\n'
    expect((await readTransactions(await file(gzipSync(text)), named)).transactions).toEqual(expected)
  })

  it('takes a column by its name before its place where there is a header', async () => {
    const text = '2,when,who\nx,2026-01-01,ada\n'
    const { transactions } = await readTransactions(await file(text), { customer: '2', date: 'when' })
    expect(transactions.customer).toHaveLength(1)
    expect(transactions.value).toBeNull()
  })

  it('leaves out and counts rows without a customer, and returns', async () => {
    const text = `${lines(',', true)},2026-01-06,5\nada,2026-01-07,-5\n`
    const { transactions, leftOut } = await readTransactions(await file(text), named)
    expect(transactions).toEqual(expected)
    expect(leftOut).toBe(2)
  })

  it.each([
    ['a date', 'who,when,how much\nada,2026-02-30,1\n', 'TIMESTAMP_INVALID', /line 2: "2026-02-30" is no date/],
    ['a number', 'who,when,how much\nada,2026-02-03,1e\n', 'FIELD_INVALID', /line 2: "1e" is no number/],
    ['a row', 'who,when,how much\nada,2026-02-03\n', 'ROW_MALFORMED', /line 2: 2 fields where 3 are expected/],
    ['a column', 'whom,when,how much\nada,2026-02-03,1\n', 'COLUMNS_MISSING', /"who" \(nearest is "whom"\)/],
    ['everything', '', 'FILE_EMPTY', /is empty/],
  ])('says where %s is wrong', async (_, text, code, says) => {
    const failure = await readTransactions(await file(text), named).catch((error: unknown) => error)
    expect(failure).toMatchObject({ code, message: expect.stringMatching(says) })
  })
})

describe('dayOf', () => {
  it('keeps the day that is written, whatever the machine is set to', () => {
    expect(dayOf('2026-01-01 23:59:59')).toBe(epochDay('2026-01-01'))
    expect(dayOf('20260101')).toBe(epochDay('2026-01-01'))
  })

  it.each(['1', '0001', '2026', '202601', 'soon', '', '20260230'])('takes %j for no date', (text) => {
    expect(dayOf(text)).toBeNaN()
  })
})
