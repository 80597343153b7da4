import { readFile } from 'node:fs/promises'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { ingestUsers } from '../../src/store/ingest-users.ts'
import { runCli } from '../support/cli.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { temporaryFile } from '../support/intake.ts'

describe('importing a list of users from the command line', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await openTestDatabase()
    const users = ['ada', 'bob'].map((userId) => ({ userId, createdAt: null, traits: {}, consents: {} }))
    await database.transaction((client) => ingestUsers(client, users, new Date('2026-01-01T00:00:00Z')))
  })
  afterAll(() => database.drop())

  const run = (...args: string[]) => runCli(['import', 'list', ...args], { env: { DATABASE_URL: database.url } })
  const listed = async () => {
    const { rows } = await database.pool.query(
      `SELECT l.key, l.purpose, array_agg(e.external_id ORDER BY e.external_id) AS ids FROM user_lists l
      JOIN user_list_entries e ON e.list_id = l.id GROUP BY l.id`,
    )
    return rows
  }

  test('takes each id once, keeps those of no user aside, and rejects rows without one with their reason', async () => {
    const file = await temporaryFile('guests.csv', 'name,User ID\nAda,ada\nNobody,\nZoe,zoe\nAda again,ada\n')
    const { status, stdout } = await run(file, '--list', 'guests', '--json')
    expect({ status, ...JSON.parse(stdout) }).toMatchObject({
      status: 0,
      kind: 'list',
      rowsRead: 4,
      accepted: 2,
      duplicates: 1,
      rejected: 1,
      unknownUsers: 1,
    })
    expect(await readFile(`${file}.rejected.ndjson`, 'utf8')).toContain('"FIELD_MISSING"')
    expect(await listed()).toEqual([{ key: 'guests', purpose: 'STATIC', ids: ['ada', 'zoe'] }])
    const again = await run(file, '--list', 'guests', '--purpose', 'suppression')
    expect(again).toMatchObject({ status: 2, stderr: expect.stringContaining('"guests" is a STATIC list') })
  })

  test('needs a list to be named, and refuses what goes with other files', async () => {
    const file = await temporaryFile('ids.csv', 'user_id\nada\n')
    expect(await run(file)).toMatchObject({ status: 2, stderr: expect.stringContaining('--list <key>') })
    expect(await run(file, '--list', 'Not A Key')).toMatchObject({ status: 2 })
  })
})
