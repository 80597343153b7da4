import { existsSync } from 'node:fs'
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import pg from 'pg'
import type { TestProject } from 'vitest/node'

import { openEmbeddedPostgres } from '../../src/postgres/embedded.ts'
import { migrate } from '../../src/store/migrate.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The server that all tests share; `template` is a migrated database to copy. */
    serverUrl: string
  }
}

export const templateDatabase = 'clientele_template'

/** What killed test runs left behind: joined and left, a server that nobody else holds stops, and its folder can go. */
const removeAbandoned = async () => {
  const names = await readdir(tmpdir())
  for (const name of names.filter((name) => name.startsWith('clientele-test-'))) {
    const folder = join(tmpdir(), name)
    const pidFile = join(folder, 'postgres/postmaster.pid')
    if (!existsSync(pidFile)) continue
    await openEmbeddedPostgres(folder, { durable: false })
      .then(({ close }) => close())
      .catch(() => undefined)
    if (!existsSync(pidFile)) await rm(folder, { recursive: true, force: true })
  }
}

const serverFolder = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'clientele-test-'))
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) }
}

const startServer = async () => {
  const given = process.env.TEST_DATABASE_URL
  if (given) return { url: given, close: async () => undefined }
  await removeAbandoned()
  const { folder, remove } = await serverFolder()
  // The folder must be open to the user that runs PostgreSQL when the tests run as root.
  await chmod(folder, 0o755)
  const { url, close } = await openEmbeddedPostgres(folder, { durable: false })
  return { url, close: () => close().then(remove) }
}

export default async function setup(project: TestProject) {
  const server = await startServer()
  const client = new pg.Client({ connectionString: server.url })
  await client.connect()
  await client.query(`DROP DATABASE IF EXISTS ${templateDatabase}`)
  await client.query(`CREATE DATABASE ${templateDatabase}`)
  await client.end()
  const template = new URL(server.url)
  template.pathname = `/${templateDatabase}`
  await migrate(template.href)
  project.provide('serverUrl', server.url)
  return server.close
}
