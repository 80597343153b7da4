import { readFile, writeFile } from 'node:fs/promises'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { ingestUsers } from '../../src/store/ingest-users.ts'
import { runCli } from '../support/cli.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { temporaryFile } from '../support/intake.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await openTestDatabase()
  const users = ['ada', 'bob'].map((userId) => ({ userId, createdAt: null, traits: {}, consents: {} }))
  await database.transaction((client) => ingestUsers(client, users, new Date('2026-01-01T00:00:00Z')))
})
afterAll(() => database.drop())

const run = (...args: string[]) => runCli(['segments', ...args], { env: { DATABASE_URL: database.url } })

test('segments go into a file and come out of it again, and a dry run tells who would enter', async () => {
  const rule = { profile: { field: 'EXTERNAL_ID', startsWith: 'a' } }
  const file = await temporaryFile('segments.json', '')
  await writeFile(file, JSON.stringify({ format: 'clientele-segments', version: 1, segments: [{ key: 'as', rule }] }))
  expect(await run('import', file, '--dry-run')).toMatchObject({
    status: 0,
    stdout: 'as: new (rule, consents, name, description), 0 → 1 members\n  + ada\n',
    stderr: expect.stringContaining('Nothing is saved'),
  })
  const { status, stdout } = await run('import', file, '--json')
  expect({ status, ...JSON.parse(stdout) }).toMatchObject({
    status: 0,
    dryRun: false,
    changes: [{ key: 'as', change: 'NEW', entered: ['ada'] }],
  })
  expect(await run('export', 'as', '--to', file)).toMatchObject({ status: 0, stdout: '' })
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ segments: [{ key: 'as', name: 'as', rule }] })
  await writeFile(file, '{"format": ')
  expect(await run('import', file)).toMatchObject({ status: 2, stderr: expect.stringContaining('is not JSON') })
})
