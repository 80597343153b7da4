import { gzipSync } from 'node:zlib'

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { openRows, readAll, temporaryFile } from '../support/intake.ts'

const header = 'type,user_id,timestamp,product_id,text'
const line = (n: number) => `VIEW,u${n},2011-12-09,p${n},note ${n}`
const csv = (rows: number) => `${[header, ...Array.from({ length: rows }, (_, n) => line(n))].join('\n')}\n`
const users = (rows: readonly { fields: readonly string[] }[]) => rows.map(({ fields }) => fields[1])
const read = async (content: string | Uint8Array, name = 'events.csv') => readAll(await temporaryFile(name, content))

describe('telling files apart by content', () => {
  test.each([',', '\t', ';', '|'])('finds the delimiter %j', async (delimiter) => {
    const { rows } = await read(csv(3).replaceAll(',', delimiter), 'events.dat')
    expect(users(rows)).toEqual(['u0', 'u1', 'u2'])
  })

  test('reads gzip whatever its name', async () => {
    expect((await read(gzipSync(csv(5000)), 'events.csv')).rows).toHaveLength(5000)
  })

  test('reads gzip of several members', async () => {
    expect((await read(Buffer.concat([gzipSync(csv(2)), gzipSync(`${line(2)}\n`)]))).rows).toHaveLength(3)
  })

  test('reads NDJSON, with keys in any order and spelling', async () => {
    const { rows } = await read(
      '{"userId":"a","type":"VIEW","timestamp":1}\n\n{"type":"VIEW","timestamp":2,"user_id":"b","x":{"y":1}}',
    )
    expect(rows.map(({ fields, layout }) => fields[layout.at.user_id])).toEqual(['a', 'b'])
    expect(rows[1].fields[3]).toBe('{"y":1}')
  })

  test('reads a byte order mark, CRLF and a last line without an end', async () => {
    const { rows } = await read(`\uFEFF${csv(2).trimEnd().replaceAll('\n', '\r\n')}`)
    expect(rows.map(({ fields }) => fields[4])).toEqual(['note 0', 'note 1'])
  })

  test('reads UTF-16 as spreadsheets write it', async () => {
    const { rows } = await read(Buffer.from(`\uFEFF${csv(2).replace('note 0', 'größe 字')}`, 'utf16le'))
    expect(rows.map(({ fields }) => fields[4])).toEqual(['größe 字', 'note 1'])
  })

  test('reads a line that is no UTF-8 as Windows-1252 and says so', async () => {
    const bytes = Buffer.concat([
      Buffer.from(csv(1)),
      Buffer.from('VIEW,u,2011-12-09,p,caf\xe9 \x80\n', 'latin1'),
      Buffer.from('VIEW,u,2011-12-09,p,é\n'),
    ])
    const file = await openRows(await temporaryFile('mixed.csv', bytes))
    const texts: string[] = []
    for await (const batch of file.batches) for (const row of batch) if ('fields' in row) texts.push(row.fields[4])
    expect(texts).toEqual(['note 0', 'café €', 'é'])
    expect(file.notes.foreignLines).toBe(1)
  })

  test('gives the same rows whatever the size of the text around the cuts of blocks', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 70_000 }),
        fc.constantFrom('é', '"a\nb"', 'x'),
        async (padding, piece) => {
          const text = `${header}\nVIEW,u1,2011-12-09,p,${'x'.repeat(padding)}\nVIEW,u2,2011-12-09,p,${piece}\nVIEW,u3,2011-12-09,p,\n`
          const { rows } = await read(text)
          expect(users(rows)).toEqual(['u1', 'u2', 'u3'])
          expect(rows[1].fields[4]).toBe(piece.replaceAll('"', ''))
        },
      ),
      { numRuns: 25 },
    )
  })
})

describe('files that are not what they should be', () => {
  test.each<[string, string | Uint8Array, string, RegExp]>([
    ['empty', '', 'FILE_EMPTY', /empty/],
    ['blank', '\n \n', 'FILE_EMPTY', /no rows/],
    ['only a header', `${header}\n`, 'FILE_EMPTY', /no rows/],
    ['an empty gzip', gzipSync(''), 'FILE_EMPTY', /empty/],
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'FILE_BINARY', /picture/],
    ['a workbook', Buffer.from('504b0304140006000800', 'hex'), 'FILE_BINARY', /save the sheet as CSV/],
    ['random bytes', Buffer.from(Array.from({ length: 4000 }, (_, n) => (n * 7919) % 251)), 'FILE_BINARY', /not text/],
    ['a JSON array', '[{"type":"VIEW"}]', 'FILE_NOT_READABLE', /one object a line/],
    [
      'other columns',
      'a,b,c\n1,2,3\n',
      'COLUMNS_MISSING',
      /lacks the columns "type", "timestamp".*It has "a", "b", "c".*--map/,
    ],
    [
      'a misspelt column',
      csv(1).replace('timestamp', 'timestmap'),
      'COLUMNS_MISSING',
      /"timestamp" \(nearest is "timestmap"\)/,
    ],
    ['JSON with other keys', '{"a":1}\n', 'COLUMNS_MISSING', /lacks the columns "type", "timestamp"/],
    [
      'a column named twice',
      csv(1).replace('text', 'user_id'),
      'COLUMNS_AMBIGUOUS',
      /twice: "user_id" \(columns 2, 5\)/,
    ],
    ['one named in two ways', csv(1).replace('text', 'User ID'), 'COLUMNS_AMBIGUOUS', /"user_id" and "User ID"/],
    ['a column nobody needs, thrice', 'type,user_id,timestamp,a,a,a\n', 'COLUMNS_AMBIGUOUS', /3 times: "a"/],
    ['prose', 'Dear Sir or Madam,\nplease find enclosed\n', 'COLUMNS_MISSING', /--map/],
  ])('says of one that is %s what it is and what to do', async (_, content, code, message) => {
    const { fault } = await read(content)
    expect(fault).toMatchObject({ code })
    expect((fault as Error).message).toMatch(message)
  })

  test('reads a header that names a column twice where the mapping goes by number or tells the two apart', async () => {
    const byNumber = { header: 'skip', columns: { 1: 'type', 2: 'user_id', 3: 'timestamp' } }
    const twice = await temporaryFile('twice.csv', 'type,id,time,id\nVIEW,u,2011-12-09,p\n')
    expect(users((await readAll(twice, 'events', byNumber)).rows)).toEqual(['u'])
    const named = { columns: { type: 'type', id: 'user_id', ID: 'product_id', time: 'timestamp' } }
    const apart = await temporaryFile('apart.csv', 'type,id,time,ID\nVIEW,u,2011-12-09,p\n')
    expect(users((await readAll(apart, 'events', named)).rows)).toEqual(['u'])
  })

  test('takes columns without a name, as spreadsheets leave them behind', async () => {
    const { rows } = await read('type,user_id,timestamp,,\nVIEW,u,2011-12-09,,\n')
    expect(users(rows)).toEqual(['u'])
  })

  test('says that a file is missing, or a folder', async () => {
    expect((await readAll('/nowhere/at all.csv')).fault).toMatchObject({
      code: 'FILE_NOT_READABLE',
      message: expect.stringMatching(/no file/),
    })
    expect((await readAll('/')).fault).toMatchObject({
      code: 'FILE_NOT_READABLE',
      message: expect.stringMatching(/folder/),
    })
  })

  test.each([0.2, 0.5, 0.9, 0.999])(
    'delivers the rows before the cut of a gzip cut at %f, then says so',
    async (share) => {
      const noise = Array.from(
        { length: 40_000 },
        (_, n) => `VIEW,u${(n * 7919) % 104_729},2011-12-09,p${(n * 104_729) % 7919},${n}`,
      )
      const whole = gzipSync(`${header}\n${noise.join('\n')}\n`)
      const { rows, fault } = await read(whole.subarray(0, Math.floor(whole.length * share)))
      expect(fault).toMatchObject({ code: 'FILE_TRUNCATED' })
      expect(rows.length).toBeGreaterThan(40_000 * share * 0.7)
      expect(rows.length).toBeLessThanOrEqual(40_000)
    },
  )

  test('says that a gzip is damaged', async () => {
    const whole = Buffer.from(gzipSync(csv(50_000)))
    const middle = whole.length >> 1
    whole.fill(0xff, middle, middle + 50)
    expect((await read(whole)).fault).toMatchObject({ code: 'FILE_TRUNCATED' })
  })

  test('refuses an endless line without holding it and goes on with the next', async () => {
    const { rows, refusals } = await read(`${csv(2)}VIEW,u,2011-12-09,p,${'x'.repeat(12_000_000)}\n${line(7)}\n`)
    expect(users(rows)).toEqual(['u0', 'u1', 'u7'])
    expect(refusals).toMatchObject([{ line: 4, code: 'ROW_MALFORMED' }])
    expect(refusals[0].raw.length).toBeLessThanOrEqual(2000)
    expect(rows[2].line).toBe(5)
  })

  test('refuses an endless line at the end, and as the first row', async () => {
    const atEnd = await read(`${csv(1)}${'x'.repeat(3_000_000)}`)
    expect([atEnd.rows.length, atEnd.refusals.length]).toEqual([1, 1])
    const first = await read(`${header}\n${'x'.repeat(3_000_000)}\n${line(1)}\n`)
    expect([first.rows.length, first.refusals.length]).toEqual([1, 1])
  })

  test('loses a megabyte at most to a quote that is never closed', async () => {
    const { rows, refusals } = await read(
      `${header}\nVIEW,u,2011-12-09,p,"open\n${csv(60_000).slice(header.length + 1)}`,
    )
    expect([rows.length, refusals.length]).toEqual([60_000, 1])
  })
})
