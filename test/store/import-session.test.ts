import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { CodedError } from '../../src/errors.ts'
import { type ImportSession, type ImportSource, runImport } from '../../src/store/import-session.ts'
import { ingestProducts } from '../../src/store/ingest-products.ts'
import { countUnnamedProducts, findUnnamedProducts } from '../../src/store/unnamed-products.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'

const sourceOf = (fingerprint: string): ImportSource => ({
  kind: 'products',
  fileName: 'catalogue.csv',
  fingerprint,
  now: new Date('2026-01-01T00:00:00Z'),
})

const productOf = (productId: string) => ({
  productId,
  name: productId,
  names: {},
  category: null,
  price: null,
  currency: null,
  inStock: null,
  attributes: {},
  recommendable: null,
})

describe('an import', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await openTestDatabase()
  })
  afterAll(() => database.drop())

  const rowOf = async (fingerprint: string) => {
    const { rows } = await database.pool.query(
      'SELECT status, rows_read, accepted, duplicates, rejected, error, finished_at FROM imports WHERE fingerprint = $1 ORDER BY id',
      [fingerprint],
    )
    return rows
  }
  const store = (session: ImportSession, rowsRead: number, ...ids: string[]) =>
    session.commit({ rowsRead, rejected: 1 }, { ingest: (client) => ingestProducts(client, ids.map(productOf)) })
  const productCount = async () => (await database.pool.query('SELECT count(*) AS n FROM products')).rows[0].n

  test('adds up what its batches stored and ends as done', async () => {
    await runImport(database, sourceOf('sums'), async (session) => {
      await store(session, 3, 'a', 'b')
      await store(session, 6, 'b', 'c')
      expect(session.counts()).toEqual({ rowsRead: 6, accepted: 3, duplicates: 1, rejected: 1 })
      return { fault: null }
    })
    expect(await rowOf('sums')).toMatchObject([
      { status: 'DONE', rows_read: 6, accepted: 3, finished_at: expect.any(Date) },
    ])
  })

  test('goes on where it was cut off, and anew once it is done', async () => {
    const cutOff = runImport(database, sourceOf('cut'), async (session) => {
      await store(session, 5, 'cut-1')
      throw new Error('the cable')
    })
    await expect(cutOff).rejects.toThrow('the cable')
    expect(await rowOf('cut')).toMatchObject([{ status: 'RUNNING', rows_read: 5 }])
    const resumed = async () => {
      const { at } = await runImport(database, sourceOf('cut'), async ({ resumedAt }) => ({
        fault: null,
        at: resumedAt,
      }))
      return at
    }
    expect(await resumed()).toEqual({ rowsRead: 5, accepted: 1, duplicates: 0, rejected: 1 })
    expect(await resumed()).toEqual({ rowsRead: 0, accepted: 0, duplicates: 0, rejected: 0 })
    expect(await rowOf('cut')).toHaveLength(2)
  })

  test('keeps neither the rows nor the place of a batch that fails', async () => {
    const before = await productCount()
    const failing = runImport(database, sourceOf('atomic'), async (session) => {
      await session.commit(
        { rowsRead: 9, rejected: 0 },
        {
          ingest: async (client) => {
            const ingested = await ingestProducts(client, [productOf('ghost')])
            await client.query('SELECT 1 / 0')
            return ingested
          },
        },
      )
      return { fault: null }
    })
    await expect(failing).rejects.toThrow('division by zero')
    expect(await productCount()).toBe(before)
    expect(await rowOf('atomic')).toMatchObject([{ status: 'RUNNING', rows_read: 0 }])
  })

  test('tries a batch again that another writer was in the way of', async () => {
    let tries = 0
    await runImport(database, sourceOf('again'), async (session) => {
      await session.commit(
        { rowsRead: 1, rejected: 0 },
        {
          ingest: async (client) => {
            tries += 1
            if (tries < 3) await client.query("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = 'deadlock_detected'; END $$")
            return { accepted: 1, duplicates: 0 }
          },
        },
      )
      return { fault: null }
    })
    expect(tries).toBe(3)
    expect(await rowOf('again')).toMatchObject([{ status: 'DONE', accepted: 1 }])
  })

  test('ends as failed when the file is at fault, and is not gone on with', async () => {
    const fault = new CodedError('FILE_TRUNCATED', 'It is cut off.')
    await runImport(database, sourceOf('broken'), async (session) => {
      await store(session, 2, 'kept')
      return { fault }
    })
    expect(await rowOf('broken')).toMatchObject([
      { status: 'FAILED', error: { code: 'FILE_TRUNCATED', message: 'It is cut off.' } },
    ])
    await runImport(database, sourceOf('broken'), async ({ resumedAt }) => {
      expect(resumedAt.rowsRead).toBe(0)
      return { fault: null }
    })
  })

  test('of one file is done by one process at a time', async () => {
    const { promise: first, resolve: finishFirst } = Promise.withResolvers<void>()
    const { promise: started, resolve: start } = Promise.withResolvers<void>()
    const order: string[] = []
    const one = runImport(database, sourceOf('same'), async () => {
      start()
      await first
      order.push('first')
      return { fault: null }
    })
    await started
    const two = runImport(database, sourceOf('same'), async () => {
      order.push('second')
      return { fault: null }
    })
    await runImport(database, sourceOf('another'), async () => ({ fault: null }))
    order.push('another')
    finishFirst()
    await Promise.all([one, two])
    expect(order).toEqual(['another', 'first', 'second'])
  })

  test('knows which products no catalogue has named', async () => {
    await database.pool.query("INSERT INTO products (external_id) VALUES ('nameless')")
    const client = await database.pool.connect()
    try {
      expect(await findUnnamedProducts(client, ['nameless', 'a', 'never heard of'])).toEqual(new Set(['nameless']))
      expect(await countUnnamedProducts(client)).toBe(1)
    } finally {
      client.release()
    }
  })
})
