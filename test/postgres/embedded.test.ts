import { type ChildProcess, spawn } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { openEmbeddedPostgres } from '../../src/postgres/embedded.ts'

const query = async (url: string, sql: string) => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

const postmasterOf = async (url: string): Promise<number> => {
  const [{ folder }] = await query(url, `SELECT current_setting('data_directory') AS folder`)
  return Number((await readFile(join(folder, 'postmaster.pid'), 'utf8')).split('\n')[0])
}

const isRunning = (pid: number) => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

const until = async (condition: () => boolean) => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20))
}

describe('embedded PostgreSQL', () => {
  let folder: string
  const holders: ChildProcess[] = []

  const hold = async (data: string) => {
    const script = join(import.meta.dirname, '../support/hold-postgres.ts')
    const holder = spawn(process.execPath, [script, data], { stdio: ['pipe', 'pipe', 'inherit'] })
    holders.push(holder)
    for await (const url of createInterface({ input: holder.stdout })) return { holder, url }
    throw new Error('the holder ended without an address')
  }

  const ended = (holder: ChildProcess) => new Promise((resolve) => holder.once('exit', resolve))

  const release = async (holder: ChildProcess) => {
    const end = ended(holder)
    holder.stdin?.end()
    await end
  }

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'clientele embedded '))
    await chmod(folder, 0o755)
  })
  afterEach(async () => {
    for (const holder of holders.splice(0)) if (holder.exitCode === null) holder.kill('SIGKILL')
    const last = await openEmbeddedPostgres(join(folder, 'data'))
    await last.close()
    await rm(folder, { recursive: true, force: true })
  })

  it('is shared by processes and stops when the last of them leaves', async () => {
    const data = join(folder, 'data')
    const first = await hold(data)
    const second = await hold(data)
    expect(second.url).toBe(first.url)
    const pid = await postmasterOf(first.url)
    await release(first.holder)
    expect(await query(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    await release(second.holder)
    await until(() => !isRunning(pid))
  })

  it('starts once when processes ask for it at the same instant', async () => {
    const data = join(folder, 'data')
    const all = await Promise.all([hold(data), hold(data), hold(data)])
    expect(new Set(all.map(({ url }) => url)).size).toBe(1)
  })

  it('keeps what was committed when the process that started it is killed', async () => {
    const data = join(folder, 'data')
    const first = await hold(data)
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer')
    const gone = ended(first.holder)
    first.holder.kill('SIGKILL')
    await gone
    const second = await openEmbeddedPostgres(data)
    expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }])
    const pid = await postmasterOf(second.url)
    await second.close()
    await until(() => !isRunning(pid))
  })

  it('comes back with what was committed after the database itself is killed', async () => {
    const data = join(folder, 'data')
    const first = await hold(data)
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer')
    const pid = await postmasterOf(first.url)
    const gone = ended(first.holder)
    first.holder.kill('SIGKILL')
    process.kill(pid, 'SIGKILL')
    await gone
    await until(() => !isRunning(pid))
    const second = await openEmbeddedPostgres(data)
    expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }])
    await second.close()
  })

  it.skipIf(process.getuid?.() !== 0)('works as root in a folder that only root may enter', async () => {
    const secret = join(folder, 'root only')
    await mkdir(secret, { mode: 0o700 })
    const server = await openEmbeddedPostgres(join(secret, 'data'))
    expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    const [{ cluster }] = await query(server.url, `SELECT current_setting('data_directory') AS cluster`)
    await server.close()
    await rm(cluster, { recursive: true, force: true })
  })
})
