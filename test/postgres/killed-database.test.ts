import { spawn } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'

import pg from 'pg'
import { expect, it, onTestFinished } from 'vitest'

import { openEmbeddedPostgres } from '../../src/postgres/embedded.ts'
import { createKey } from '../../src/store/api-keys.ts'
import { openDatabase } from '../../src/store/database.ts'

const cli = join(import.meta.dirname, '../../src/cli.ts')

const startServer = async (data: string) => {
  const child = spawn(process.execPath, [cli, 'serve', '--port', '0'], {
    env: { ...process.env, CLIENTELE_DATA: data, DATABASE_URL: '', LOG_LEVEL: 'error' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /^GraphQL: (\S+)/.exec(line)?.[1]
    if (url) return { child, url }
  }
  throw new Error('the server ended without an address')
}

const postmasterOf = async (url: string): Promise<number> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query(`SELECT current_setting('data_directory') AS folder`)
  await client.end()
  return Number((await readFile(join(rows[0].folder, 'postmaster.pid'), 'utf8')).split('\n')[0])
}

it('is started again under a running server, which answers as before and keeps what it acknowledged', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'clientele killed database '))
  await chmod(folder, 0o755)
  const data = join(folder, 'data')
  const { child, url } = await startServer(data)
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await rm(folder, { recursive: true, force: true })
  })
  const postgres = await openEmbeddedPostgres(data)
  const database = openDatabase({ url: postgres.url })
  const { token } = await createKey(database, { name: 'test', scopes: ['admin'], expiresAt: null, pepper: '' })

  const track = async (eventId: string) => {
    const event = { eventId, type: 'VIEW', userId: 'ada', productId: 'tea', timestamp: '2026-03-01T10:00:00Z' }
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({
        query: 'mutation ($events: [EventInput!]!) { trackEvents(events: $events) { accepted duplicates } }',
        variables: { events: [event] },
      }),
    })
    const { data, errors } = (await response.json()) as {
      data: { trackEvents: { accepted: number; duplicates: number } } | null
      errors?: { extensions: { code: string } }[]
    }
    return { status: response.status, stored: data?.trackEvents ?? null, code: errors?.[0].extensions.code }
  }

  const acknowledged: string[] = []
  const refusals = new Set<string | undefined>()
  let killed = false
  for (let n = 0; n < 400; n++) {
    if (n === 30) {
      process.kill(await postmasterOf(postgres.url), 'SIGKILL')
      killed = true
    }
    const answer = await track(`e-${n}`)
    if (answer.stored?.accepted === 1) acknowledged.push(`e-${n}`)
    else refusals.add(answer.code)
    if (killed && acknowledged.length >= 60) break
    if (answer.stored === null) await sleep(100)
  }
  expect(acknowledged.length).toBeGreaterThanOrEqual(60)
  expect([...refusals]).toEqual(refusals.size === 0 ? [] : ['POSTGRES_UNAVAILABLE'])
  expect(child.exitCode).toBeNull()
  for (const eventId of acknowledged) expect((await track(eventId)).stored).toEqual({ accepted: 0, duplicates: 1 })

  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await ended
  await database.close()
  await postgres.close()
}, 120_000)
