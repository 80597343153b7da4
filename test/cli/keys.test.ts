import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { createAuthenticator } from '../../src/http/authenticate.ts'
import { findKey } from '../../src/store/api-keys.ts'
import { runCli } from '../support/cli.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'

describe('keys', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await openTestDatabase()
  })
  afterAll(() => database.drop())

  const keys = (...args: string[]) =>
    runCli(['keys', ...args], { env: { DATABASE_URL: database.url, CLIENTELE_KEY_SECRET: 'pepper of this test' } })

  const authenticate = (token: string) =>
    createAuthenticator({ findKey: (id) => findKey(database, id), pepper: 'pepper of this test', now: Date.now })({
      authorization: `Bearer ${token}`,
    })

  it('are created, listed without their secret, and revoked', async () => {
    const created = await keys('create', '--scope', 'read,track', '--name', 'front end', '--expires-in', '90d')
    const [, token, id, secret] = /^Key: (ck_([a-z0-9]+)_(\S+))\n$/.exec(created.stdout) ?? []
    expect(created.stderr).toMatch(/shown this once.*read, track.*valid until/)
    expect(await authenticate(token)).toMatchObject({ id, name: 'front end', scopes: ['read', 'track'] })

    const listed = await keys('list')
    expect(listed.stdout).toMatch(new RegExp(`^${id} +front end +read,track +\\S+ +valid until `, 'm'))
    expect(listed.stdout).not.toContain(secret)

    expect((await keys('revoke', id)).stdout).toMatch(/front end\) is revoked/)
    await expect(authenticate(token)).rejects.toThrow('revoked')
    expect((await keys('list')).stdout).toMatch(/revoked 2/)
  })

  it('that are not there cannot be revoked', async () => {
    const { status, stderr } = await keys('revoke', 'nosuchkey2')
    expect([status, stderr]).toEqual([2, 'error: There is no key with the id nosuchkey2. (INVALID_ARGUMENT)\n'])
  })

  it('are read from the database that .env names, unless the environment names another', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'clientele-env-'))
    await writeFile(join(folder, '.env'), `DATABASE_URL=${database.url}\n`)
    const fromFile = await runCli(['keys', 'list'], { cwd: folder })
    const other = await runCli(['keys', 'list'], { cwd: folder, env: { DATABASE_URL: 'postgresql://x@127.0.0.1:1/x' } })
    await rm(folder, { recursive: true })
    expect(fromFile.stdout).toMatch(/^id +name/)
    expect(other.status).toBe(1)
  })
})
