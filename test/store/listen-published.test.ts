import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { listenPublished } from '../../src/store/listen-published.ts'
import { openPool } from '../../src/store/pool.ts'
import { publishedChannel } from '../../src/store/publish-runs.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { until } from '../support/job-shop.ts'

describe('whoever listens for publications', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await openTestDatabase()
  })
  afterAll(() => database.drop())

  it('is called at once, after each one, and again after the connection broke', async () => {
    const pool = openPool({ url: database.url, connections: 1, onError: () => undefined })
    let called = 0
    listenPublished(pool, () => called++)
    await until(async () => called === 1, 'the first call')
    await database.pool.query(`NOTIFY ${publishedChannel}, 'flow'`)
    await until(async () => called === 2, 'the call after a publication')
    const { rowCount } = await database.pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'LISTEN ${publishedChannel}' AND datname = current_database()`,
    )
    expect(rowCount).toBe(1)
    await until(async () => called === 3, 'the call of a new connection')
    await database.pool.query(`NOTIFY ${publishedChannel}, 'flow'`)
    await until(async () => called === 4, 'the call after the next publication')
    // It waits for the connection, which ends with the database; nobody listens again after it.
    void pool.end()
  })
})
