import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { migrate, pendingMigrations } from '../../src/store/migrate.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'

describe('migrate', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await openTestDatabase()
  })
  afterAll(() => database.drop())

  it('finds nothing to do on a database that is at this version', async () => {
    expect(await pendingMigrations(database.pool)).toEqual([])
    expect(await migrate(database.url)).toEqual([])
  })

  it('applies each migration once when two machines start it at the same time', async () => {
    await database.pool.query('DROP SCHEMA public CASCADE; DROP SCHEMA parts CASCADE; CREATE SCHEMA public')
    const applied = await Promise.all([migrate(database.url), migrate(database.url)])
    expect(applied.flat().length).toBeGreaterThan(0)
    expect(new Set(applied.flat()).size).toBe(applied.flat().length)
    expect(await pendingMigrations(database.pool)).toEqual([])
  })
})
