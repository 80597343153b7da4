import { existsSync } from 'node:fs'
import { chmod, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { type Database, openDatabase } from '../../src/store/database.ts'
import { runCli, startCli } from '../support/cli.ts'
import { createDatabase } from '../support/database.ts'
import { temporaryFile } from '../support/intake.ts'
import { parquetBytes } from '../support/parquet.ts'

interface Shop {
  readonly database: Database
  readonly env: Readonly<Record<string, string>>
  readonly remove: () => Promise<void>
}

const openShop = async (): Promise<Shop> => {
  const { url, remove } = await createDatabase()
  const database = openDatabase({ url })
  return {
    database,
    env: { DATABASE_URL: url, SHOP_TIME_ZONE: 'Europe/London' },
    remove: () => database.close().then(remove),
  }
}

/** Everything an import leaves behind, by the shop's own ids, in an order of its own. */
const contents = async ({ pool }: Database) => {
  const queries = {
    users: 'SELECT external_id, created_at, traits FROM users ORDER BY 1',
    products: 'SELECT external_id, name, category, price, recommendable FROM products ORDER BY 1',
    events: `SELECT event_key, u.external_id AS who, occurred_at, type, p.external_id AS what, quantity, unit_price, order_id
      FROM events e JOIN users u ON u.id = e.user_id LEFT JOIN products p ON p.id = e.product_id ORDER BY 1`,
    anonymous: `SELECT event_key, p.external_id AS what, occurred_at, type, quantity, unit_price
      FROM anonymous_events e JOIN products p ON p.id = e.product_id ORDER BY 1`,
    orders: `SELECT u.external_id AS who, order_key, ordered_at, lines, quantity, round(amount::numeric, 6) AS amount,
      returned_quantity, round(returned_amount::numeric, 6) AS returned
      FROM orders o JOIN users u ON u.id = o.user_id ORDER BY 1, 2`,
    bought: `SELECT u.external_id AS who, p.external_id AS what, lines, b.quantity, last_bought_at
      FROM user_products b JOIN users u ON u.id = b.user_id JOIN products p ON p.id = b.product_id ORDER BY 1, 2`,
  }
  const entries = Object.entries(queries).map(async ([name, sql]) => [name, (await pool.query(sql)).rows] as const)
  return Object.fromEntries(await Promise.all(entries))
}

const header = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country'

/** An invoice file with everything that such files have: cancellations, gifts, nobody's rows, duplicates, corrections. */
const invoiceRows = (count: number): string[] =>
  Array.from({ length: count }, (_, n) => {
    const invoice = Math.floor(n / 7)
    const cancelled = invoice % 11 === 0
    const day = String(1 + (invoice % 28)).padStart(2, '0')
    const month = String(1 + (invoice % 9)).padStart(2, '0')
    const customer = invoice % 5 === 0 ? '' : `${12_000 + (invoice % 997)}.0`
    const quantity = cancelled ? -(1 + (n % 3)) : n % 501 === 0 ? -4 : 1 + (n % 12)
    const price = n % 403 === 0 ? 0 : (1 + (n % 900)) / 100
    const line = n % 50 === 1 ? n - (n % 7) : n
    return `${cancelled ? 'C' : ''}${invoice},P${line % 613},"PRODUCT, No ${line % 613} BAG",${quantity},2011-${month}-${day} 10:${String(invoice % 60).padStart(2, '0')}:00,${price},${customer},France`
  })

const invoices = (count: number): string => `${[header, ...invoiceRows(count)].join('\n')}\n`

describe('importing from the command line', () => {
  let shop: Shop
  beforeEach(async () => {
    shop = await openShop()
  })
  afterEach(() => shop.remove())

  const run = (...args: string[]) => runCli(['import', ...args], { env: shop.env })
  const runJson = async (...args: string[]) => JSON.parse((await run(...args, '--json')).stdout)
  const importsRead = async (): Promise<number> =>
    Number((await shop.database.pool.query('SELECT coalesce(sum(rows_read), 0) AS n FROM imports')).rows[0].n)

  test('adds up: accepted, duplicate and rejected are the rows of the file, and a second time adds nothing', async () => {
    const path = await temporaryFile('shop.csv', `${invoices(3000)}${invoiceRows(10).slice(-5).join('\n')}\n`)
    const first = await runJson('events', path, '--map', 'online-retail')
    expect(first.rowsRead).toBe(3005)
    expect(first.accepted + first.duplicates + first.rejected).toBe(3005)
    expect(first.duplicates).toBeGreaterThanOrEqual(4)
    const before = await contents(shop.database)
    expect(before.events.length + before.anonymous.length).toBe(first.accepted)
    const second = await runJson('events', path, '--map', 'online-retail')
    expect(second).toMatchObject({ rowsRead: 3005, accepted: 0, rejected: first.rejected })
    expect(await contents(shop.database)).toEqual(before)
  })

  test('leaves the same tables after kill -9 half-way and a second start as without', {
    timeout: 180_000,
  }, async () => {
    const path = await temporaryFile('large.csv.gz', gzipSync(invoices(160_000)))
    const args = ['events', path, '--map', 'online-retail']
    const { child, result } = startCli(['import', ...args], { env: shop.env })
    while ((await importsRead()) === 0) await sleep(20)
    child.kill('SIGKILL')
    expect((await result).signal).toBe('SIGKILL')
    const stored = await importsRead()
    expect(stored).toBeLessThan(160_000)

    const resumed = await runJson(...args)
    expect(resumed.files[0].resumedAt).toBe(stored)
    expect(resumed.rowsRead).toBe(160_000)
    expect(resumed.accepted + resumed.duplicates + resumed.rejected).toBe(160_000)

    const other = await openShop()
    try {
      const whole = JSON.parse((await runCli(['import', ...args, '--json'], { env: other.env })).stdout)
      expect(resumed).toMatchObject({
        accepted: whole.accepted,
        duplicates: whole.duplicates,
        rejected: whole.rejected,
      })
      const rejected = await readFile(`${path}.rejected.ndjson`, 'utf8')
      expect(rejected.trimEnd().split('\n')).toHaveLength(whole.rejected)
      expect(await contents(shop.database)).toEqual(await contents(other.database))
    } finally {
      await other.remove()
    }
  })

  test('stops gracefully when told to, and goes on where it was', { timeout: 120_000 }, async () => {
    const path = await temporaryFile('large.csv', invoices(160_000))
    const { child, result } = startCli(['import', 'events', path, '--map', 'online-retail'], { env: shop.env })
    while ((await importsRead()) === 0) await sleep(20)
    child.kill('SIGTERM')
    expect(await result).toMatchObject({ status: 143 })
    const stored = await importsRead()
    const resumed = await runJson('events', path, '--map', 'online-retail')
    expect(resumed.files[0].resumedAt).toBe(stored)
    expect(resumed.accepted + resumed.duplicates + resumed.rejected).toBe(160_000)
  })

  test('writes rejected rows with line and reason, and takes the file away when there are none', async () => {
    const good = 'type,user_id,timestamp,query\nSEARCH,u1,2011-12-09,tea\n'
    const path = await temporaryFile(
      'events.csv',
      `${good}SEARCH,u1,2011-02-30,tea\nSERCH,u1,2011-12-09,tea\nSEARCH,u1\n`,
    )
    const { status, stdout } = await run('events', path)
    expect(status).toBe(0)
    expect(stdout).toMatch(/read +4\n +accepted +1\n +duplicate +0\n +rejected +3 .*\.rejected\.ndjson/)
    expect(stdout).toMatch(/TIMESTAMP_INVALID 1: .*Line 3: .*"2011-02-30"/)
    const lines = (await readFile(`${path}.rejected.ndjson`, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines.map(({ line, code, column }) => [line, code, column])).toEqual([
      [3, 'TIMESTAMP_INVALID', 'timestamp'],
      [4, 'TYPE_UNKNOWN', 'type'],
      [5, 'ROW_MALFORMED', null],
    ])
    await writeFile(path, good)
    expect((await run('events', path)).stdout).toMatch(/duplicate +1/)
    expect(existsSync(`${path}.rejected.ndjson`)).toBe(false)
  })

  test('stores what a cut gzip still holds, says so and exits with 2; the whole file then completes it', async () => {
    const whole = gzipSync(invoices(20_000))
    const path = await temporaryFile('cut.csv.gz', whole.subarray(0, whole.length >> 1))
    const cut = await run('events', path, '--map', 'online-retail')
    expect(cut.status).toBe(2)
    expect(cut.stderr).toMatch(/^error: .*cut off.*\(FILE_TRUNCATED\)\n$/m)
    expect(cut.stdout).toMatch(/accepted +[1-9]/)
    await writeFile(path, whole)
    const completed = await runJson('events', path, '--map', 'online-retail')
    expect(completed.accepted).toBeGreaterThan(1000)
    expect(completed.files[0].resumedAt).toBe(0)
    expect(completed.accepted + completed.duplicates + completed.rejected).toBe(20_000)
  })

  test('keeps what a catalogue says of a product and fills in the others', async () => {
    const products = await temporaryFile(
      'products.csv',
      'product_id,name,category,price,in_stock,colour\nP1,Fine bag,bags > fine,9.5,no,red\n',
    )
    expect(await runJson('products', products)).toMatchObject({ accepted: 1, duplicates: 0, rejected: 0 })
    expect(await runJson('products', products)).toMatchObject({ accepted: 0, duplicates: 1 })
    const events = await temporaryFile(
      'shop.csv',
      `${header}\n1,P1,OLD BAG,1,2011-01-01 10:00:00,2,7.0,France\n1,P2,TEA SET,1,2011-01-01 10:00:00,3,7.0,France\n1,POST,POSTAGE,1,2011-01-01 10:00:00,3,7.0,France\n`,
    )
    expect(await runJson('events', events, '--map', 'online-retail')).toMatchObject({ accepted: 3, unknownProducts: 0 })
    const { products: stored } = await contents(shop.database)
    expect(stored).toMatchObject([
      { external_id: 'P1', name: 'Fine bag', category: 'bags > fine', price: 9.5 },
      { external_id: 'P2', name: 'TEA SET', category: 'Kitchen & Baking', price: 3, recommendable: true },
      { external_id: 'POST', name: 'POSTAGE', category: null, recommendable: false },
    ])
  })

  test('reads users with traits and consents, and merges a second file', async () => {
    const one = await temporaryFile(
      'one.csv',
      'user_id,created_at,city,consent_email\nu1,2011-01-01,Bonn,yes\nu2,,Köln,no\n',
    )
    const two = await temporaryFile('two.ndjson', '{"user_id":"u1","vip":true}\n{"user_id":"u2","city":"Köln"}\n')
    expect(await runJson('users', one, two)).toMatchObject({
      rowsRead: 4,
      accepted: 3,
      duplicates: 1,
      rejected: 0,
      files: [{}, {}],
    })
    const { users } = await contents(shop.database)
    expect(users).toMatchObject([
      { external_id: 'u1', traits: { city: 'Bonn', vip: true }, created_at: new Date('2011-01-01T00:00:00Z') },
      { external_id: 'u2', traits: { city: 'Köln' } },
    ])
  })

  test('reads Parquet, twice without adding anything, and keeps what a damaged one still held', async () => {
    const count = 30_000
    const of = <T>(value: (n: number) => T) => ({ data: Array.from({ length: count }, (_, n) => value(n)) })
    const columns = {
      type: of((n) => (n % 10 === 0 ? 'PURCHASE' : 'VIEW')),
      user_id: of((n) => `u${n % 500}`),
      timestamp: of((n) => new Date(Date.UTC(2011, 0, 1) + n * 60_000)),
      product_id: of((n) => `p${n % 90}`),
      unit_price: of((n) => (n % 1000 === 0 ? null : 1.5)),
    }
    const bytes = parquetBytes(columns, { rowGroupSize: 10_000 })
    const middle = bytes.length >> 1
    const broken = Buffer.from(bytes).fill(0xff, middle, middle + 2000)
    const cut = await run('events', await temporaryFile('broken.parquet', broken))
    expect([cut.status, cut.stderr]).toEqual([2, expect.stringMatching(/^error: .*damaged.*\(FILE_TRUNCATED\)$/m)])
    expect(cut.stdout).toMatch(/accepted +9,990/)
    const path = await temporaryFile('events.parquet', bytes)
    expect(await runJson('events', path)).toMatchObject({ accepted: 19_980, duplicates: 9990, rejected: 30 })
    expect(await runJson('events', path)).toMatchObject({ accepted: 0, duplicates: 29_970, rejected: 30 })
  })

  test('says how many products have no name', async () => {
    const path = await temporaryFile(
      'views.ndjson',
      '{"type":"VIEW","user_id":"u1","product_id":"x","timestamp":"2011-12-09T10:00:00Z"}\n',
    )
    expect(await runJson('events', path)).toMatchObject({ accepted: 1, unknownProducts: 1 })
  })

  test('gives the hint about unnamed products after events that were imported, and after nothing else', async () => {
    const row = '{"type":"VIEW","user_id":"u1","product_id":"x","timestamp":"2011-12-09T10:00:00Z"}\n'
    const hint = '1 product has no name: import products that name it.\n'
    expect((await run('events', await temporaryFile('views.ndjson', row))).stderr).toBe(hint)
    const bad = await temporaryFile('bad.ndjson', row.replace('VIEW', 'VEIW'))
    expect((await run('events', bad)).stderr).not.toMatch(/known from events/)
    const products = await temporaryFile('products.csv', 'product_id,name\ny,Tea\n')
    expect(await run('products', products)).toMatchObject({ status: 0, stderr: '' })
  })

  test('takes texts of every kind through the database as they are', async () => {
    const nasty = 'back\\slash \\N \\. tab\tquote" new\nline 字 🛍 \u2028 \\u0000'
    const event = {
      type: 'REVIEW',
      user_id: 'ü\\N',
      product_id: '\\.',
      timestamp: '2011-12-09',
      text: nasty,
      properties: { '\\': nasty },
    }
    const path = await temporaryFile('nasty.ndjson', `${JSON.stringify(event)}\n`)
    expect(await runJson('events', path)).toMatchObject({ accepted: 1, rejected: 0 })
    const { rows } = await shop.database.pool.query('SELECT text, properties FROM events')
    expect(rows).toEqual([{ text: nasty, properties: { '\\': nasty } }])
    expect((await contents(shop.database)).users).toMatchObject([{ external_id: 'ü\\N' }])
  })
})

describe('a wrong call', () => {
  const nowhere = { DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none' }

  test('checks without a database and stores nothing in a dry run', async () => {
    const path = await temporaryFile('shop.csv', invoices(2000))
    const { status, stdout } = await runCli(
      ['import', 'events', path, '--map', 'online-retail', '--dry-run', '--json'],
      { env: nowhere },
    )
    expect(status).toBe(0)
    const report = JSON.parse(stdout)
    expect(report).toMatchObject({ dryRun: true, rowsRead: 2000 })
    expect(report.accepted + report.duplicates + report.rejected).toBe(2000)
  })

  test.each<[string, string | Uint8Array | null, readonly string[], RegExp]>([
    ['a missing file', null, [], /no file/],
    ['an empty file', '', [], /is empty/],
    ['a picture', Buffer.from('89504e470d0a1a0a', 'hex'), [], /picture/],
    ['other columns', 'a,b\n1,2\n', [], /lacks the columns "type", "timestamp"/],
    ['an unknown preset', 'a,b\n1,2\n', ['--map', 'cdnou'], /Did you mean "cdnow"/],
    ['an unknown option', 'a,b\n1,2\n', ['--dryrun'], /--dry-run/],
  ])('with %s ends with one clear line and 2, before any database is asked', async (_, content, more, message) => {
    const path = content === null ? '/nowhere/events.csv' : await temporaryFile('events.csv', content)
    const { status, stderr, stdout } = await runCli(['import', 'events', path, ...more], { env: nowhere })
    expect(status).toBe(2)
    expect(stderr).toMatch(message)
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
    expect(stdout).toBe('')
  })

  test.each([
    ['VIEW,,\n', 'error: The only row was rejected; the report has the reasons. (NOTHING_ACCEPTED)\n'],
    ['VIEW,,\nx,y,z\n', 'error: All 2 rows were rejected; the report has the reasons. (NOTHING_ACCEPTED)\n'],
  ])('ends with 1 after the report when every row is rejected: %j', async (rows, line) => {
    const path = await temporaryFile('events.csv', `type,user_id,timestamp\n${rows}`)
    const { status, stdout, stderr } = await runCli(['import', 'events', path, '--dry-run'], { env: nowhere })
    expect([status, stderr]).toEqual([1, line])
    expect(stdout).toMatch(/accepted +0\n +duplicate +0\n +rejected +[12] /)
  })

  test('writes rejected rows to the current folder where the mode of that of the file lets nobody write', async () => {
    const path = await temporaryFile(
      'events.csv',
      'type,user_id,timestamp,query\nSEARCH,u,,tea\nSEARCH,u,2011-12-09,tea\n',
    )
    const cwd = dirname(await temporaryFile('elsewhere', ''))
    await chmod(dirname(path), 0o555)
    try {
      const { stdout } = await runCli(['import', 'events', path, '--dry-run'], { env: nowhere, cwd })
      expect(stdout).toMatch(/rejected +1 {2}→ events\.csv\.rejected\.ndjson\n/)
      expect(existsSync(join(cwd, 'events.csv.rejected.ndjson'))).toBe(true)
      expect(existsSync(`${path}.rejected.ndjson`)).toBe(false)
    } finally {
      await chmod(dirname(path), 0o755)
    }
  })

  test('says where rejected rows were to go and cannot', async () => {
    const path = await temporaryFile('events.csv', 'type,user_id,timestamp\nVIEW,,\n')
    const { status, stderr } = await runCli(['import', 'events', path, '--dry-run', '--rejects', '/nowhere/rejects'], {
      env: nowhere,
    })
    expect(status).toBe(2)
    expect(stderr).toMatch(/cannot be written to \/nowhere\/rejects.*\(INVALID_ARGUMENT\)/)
  })

  test('stores nothing of a good file when a later one cannot be read', async () => {
    const good = await temporaryFile('good.csv', 'type,user_id,timestamp,query\nSEARCH,u1,2011-12-09,tea\n')
    const { status, stderr } = await runCli(['import', 'events', good, '/nowhere/bad.csv'], { env: nowhere })
    expect([status, stderr]).toEqual([2, 'error: There is no file /nowhere/bad.csv (FILE_NOT_READABLE)\n'])
  })
})
