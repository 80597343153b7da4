import pg from 'pg'
import { inject } from 'vitest'

import { type Database, type DatabaseOptions, openDatabase } from '../../src/store/database.ts'

const administer = async (sql: string): Promise<void> => {
  const client = new pg.Client({ connectionString: inject('serverUrl') })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

export interface TestDatabase extends Database {
  /** Closes and removes it. */
  readonly drop: () => Promise<void>
}

/** The address of a migrated, empty database of this test's own, and how to remove it. */
export const createDatabase = async (): Promise<{ readonly url: string; readonly remove: () => Promise<void> }> => {
  const name = `test_${crypto.randomUUID().replaceAll('-', '')}`
  await administer(`CREATE DATABASE ${name} TEMPLATE clientele_template`)
  const url = new URL(inject('serverUrl'))
  url.pathname = `/${name}`
  return { url: url.href, remove: () => administer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) }
}

export const openTestDatabase = async (options: Partial<DatabaseOptions> = {}): Promise<TestDatabase> => {
  const { url, remove } = await createDatabase()
  const database = openDatabase({ url, ...options })
  return { ...database, drop: () => database.close().then(remove) }
}
