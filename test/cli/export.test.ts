import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { runCli } from '../support/cli.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { externalIdOf, openShop } from '../support/shop.ts'

/** The shop's segment `odd` has users 1, 3, 5 and 7 of 8. */
const odd = [1, 3, 5, 7].map(externalIdOf)

describe('export', () => {
  let database: TestDatabase
  let folder: string
  beforeAll(async () => {
    database = await openTestDatabase()
    await openShop(database)
    folder = await mkdtemp(join(tmpdir(), 'clientele export '))
  })
  afterAll(async () => {
    await rm(folder, { recursive: true })
    await database.drop()
  })

  const run = (...args: string[]) => runCli(['export', ...args], { env: { DATABASE_URL: database.url } })

  it('prints a line of JSON for each member, and nothing else there', async () => {
    const { status, stdout } = await run('odd', '--to', '-')
    expect(status).toBe(0)
    const people = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(people.map(({ externalId }) => externalId).sort()).toEqual(odd)
    expect(people[0].traits).toMatchObject({ city: 'Berlin' })
  })

  it('writes a file that is there whole or not at all', async () => {
    const file = join(folder, 'odd.csv')
    expect(await run('odd', '--to', file, '--format', 'csv')).toMatchObject({
      status: 0,
      stderr: 'The members of "ODD" are written.\n',
    })
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n')
    expect([lines[0], lines.length]).toEqual(['externalId,traits', 1 + odd.length])
    const nowhere = join(folder, 'no', 'where.csv')
    expect(await run('odd', '--to', nowhere)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('cannot be written'),
    })
    expect(existsSync(`${nowhere}.part`)).toBe(false)
  })

  it('says which segment was perhaps meant', async () => {
    expect(await run('ood', '--to', '-')).toMatchObject({
      status: 2,
      stdout: '',
      stderr: 'error: There is no segment "ood". Did you mean "odd"? (INVALID_ARGUMENT)\n',
    })
    expect((await run('odd')).status).toBe(2)
  })
})
