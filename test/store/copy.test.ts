import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { copyRows } from '../../src/store/copy.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await openTestDatabase()
  await database.pool.query('CREATE TABLE things (id int, name text)')
})
afterAll(() => database.drop())

const namesOf = async (): Promise<readonly string[]> =>
  (await database.pool.query('SELECT name FROM things ORDER BY id')).rows.map(({ name }) => name)

describe('copying rows into a table', () => {
  it('keeps what text may hold', async () => {
    const names = ['tab\there', 'back\\slash', 'line\nbreak', '\\N', '']
    await database.transaction((client) => copyRows(client, 'things', ['id', 'name'], names.entries()))
    expect(await namesOf()).toEqual(names)
    await database.pool.query('TRUNCATE things')
  })

  it('fails with what went wrong where rows come from, and leaves nothing', async () => {
    const rows = function* (): Generator<readonly [number, string]> {
      for (let id = 0; id < 50_000; id++) yield [id, 'thing']
      throw new Error('the source ran dry')
    }
    const copied = database.transaction((client) => copyRows(client, 'things', ['id', 'name'], rows()))
    await expect(copied).rejects.toThrow('the source ran dry')
    expect(await namesOf()).toEqual([])
  })

  it('fails at once where the source stops with a word instead of an error, as an aborted job does', async () => {
    const stopped = AbortSignal.abort('the worker has to leave')
    const rows = function* (): Generator<readonly [number, string]> {
      for (let id = 0; id < 50_000; id++) yield [id, 'thing']
      stopped.throwIfAborted()
    }
    const copied = database.transaction((client) => copyRows(client, 'things', ['id', 'name'], rows()))
    await expect(copied).rejects.toBe('the worker has to leave')
    expect(await namesOf()).toEqual([])
  })

  it('fails, and takes nothing else along, when the connection is lost while rows come', async () => {
    const client = new pg.Client({ connectionString: database.url })
    const lost = new Promise((resolve) => client.on('error', resolve))
    await client.connect()
    const { rows: own } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
    const rows = async function* (): AsyncGenerator<readonly [number, string]> {
      for (let id = 0; id < 50_000; id++) yield [id, 'thing']
      await database.pool.query('SELECT pg_terminate_backend($1)', [own[0].pid])
      await lost
      throw new Error('stopped')
    }
    await expect(copyRows(client, 'things', ['id', 'name'], rows())).rejects.toThrow()
    // What a stream says after nobody listens any more would end the process.
    await new Promise((resolve) => setImmediate(resolve))
    expect(await namesOf()).toEqual([])
  })
})
