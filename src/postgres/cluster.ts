import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, chown, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

import pg from 'pg'

import { CodedError } from '../errors.ts'
import { type Binaries, findBinaries } from './binaries.ts'
import { findServerUser, mayEnter, type ServerUser } from './server-user.ts'

/** Where a server of ours lives, and as whom. */
export interface Home {
  /** Bookkeeping of our own. */
  readonly folder: string
  /** PostgreSQL's data directory. */
  readonly cluster: string
  readonly user: ServerUser
  readonly binaries: Binaries
  readonly password: string
  readonly durable: boolean
}

const run = promisify(execFile)

/** Where root keeps what the server's user must reach when the project itself is out of its reach. */
const shelf = '/var/lib/clientele'

const settings = (durable: boolean): Record<string, string> => ({
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '256MB',
  work_mem: '16MB',
  maintenance_work_mem: '256MB',
  effective_cache_size: '2GB',
  max_wal_size: '4GB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  // A process that is killed in the middle of a statement lets go of its locks soon, not when the statement is over.
  client_connection_check_interval: '2s',
  jit: 'off',
  random_page_cost: '1.1',
  timezone: 'UTC',
  log_timezone: 'UTC',
  ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
})

const asUser = (user: ServerUser) => (user === null ? {} : { uid: user.uid, gid: user.gid })

/** What the folder knows of its server, written once. */
const remembered = async (folder: string, name: string, make: () => string): Promise<string> => {
  const file = join(folder, `postgres.${name}`)
  if (!existsSync(file)) await writeFile(file, make(), { mode: 0o600 })
  return (await readFile(file, 'utf8')).trim()
}

/**
 * The cluster stays in `folder` when the server's user can get there, and goes to the shelf when it cannot: under a name that the folder
 * knows, not under the folder's own, so that a folder that was deleted and made anew does not meet the data of the old one.
 */
const clusterFolder = async (folder: string, user: ServerUser): Promise<string> => {
  if (user === null || (await mayEnter(user, folder))) return join(folder, 'postgres')
  await mkdir(shelf, { recursive: true, mode: 0o755 })
  await chmod(shelf, 0o755)
  return join(shelf, await remembered(folder, 'cluster', () => randomBytes(8).toString('hex')))
}

export const prepareHome = async (dataFolder: string, durable: boolean): Promise<Home> => {
  const folder = resolve(dataFolder)
  const user = await findServerUser()
  const cluster = await clusterFolder(folder, user)
  const binaries = await findBinaries(shelf, (path) => mayEnter(user, path))
  const password = await remembered(folder, 'password', () => randomBytes(24).toString('base64url'))
  return { folder, cluster, user, binaries, durable, password }
}

const lastLines = (text: string) => text.trim().split('\n').slice(-5).join('\n')

const failure = (doing: string, home: Home, cause: unknown) => {
  const { stderr = '', stdout = '', message = '' } = cause as { stderr?: string; stdout?: string; message?: string }
  const detail = lastLines(stderr || stdout || message)
  const who = home.user === null ? 'this user' : `the user ${home.user.name}`
  return new CodedError(
    'POSTGRES_UNAVAILABLE',
    `Embedded PostgreSQL could not ${doing} in ${home.cluster} as ${who}: ${detail}\n` +
      'Set CLIENTELE_DATA to a folder that user can reach and write, or DATABASE_URL to a server of yours.',
    { cause },
  )
}

/** Into a folder beside it and then moved: a kill in the middle leaves no half-made cluster. */
const createCluster = async (home: Home): Promise<void> => {
  const half = await mkdtemp(`${home.cluster}-new-`)
  const passwordFile = join(half, 'password')
  const data = join(half, 'data')
  try {
    await writeFile(passwordFile, home.password, { mode: 0o600 })
    if (home.user) {
      await chown(half, home.user.uid, home.user.gid)
      await chown(passwordFile, home.user.uid, home.user.gid)
    }
    const access = ['-U', 'clientele', '--auth=scram-sha-256', `--pwfile=${passwordFile}`]
    const locale = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C']
    const speed = home.durable ? [] : ['--no-sync']
    await run(home.binaries.initdb, ['-D', data, ...access, ...locale, ...speed], { cwd: half, ...asUser(home.user) })
    await rename(data, home.cluster)
  } catch (cause) {
    throw failure('create its data', home, cause)
  } finally {
    await rm(half, { recursive: true, force: true })
  }
}

export const urlOf = (home: Home, port: number, database: string) =>
  `postgresql://clientele:${encodeURIComponent(home.password)}@127.0.0.1:${port}/${database}`

/** Whether a server answers there; one that is still starting or recovering (57P03) is waited for. */
const answers = async (url: string, tries = 1200): Promise<boolean> => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return true
  } catch (error) {
    if ((error as { code?: string }).code !== '57P03' || tries === 1) return false
  } finally {
    await client.end().catch(() => undefined)
  }
  await sleep(100)
  return answers(url, tries - 1)
}

/** The port of the server that runs on this cluster, or null. Line 4 of postmaster.pid is its port. */
const runningPort = async (home: Home): Promise<number | null> => {
  const text = await readFile(join(home.cluster, 'postmaster.pid'), 'utf8').catch(() => '')
  const port = Number(text.split('\n')[3])
  return port > 0 && (await answers(urlOf(home, port, 'postgres'))) ? port : null
}

/** Whether the process that the pid file names is there. */
export const isRunning = async (home: Home): Promise<boolean> => {
  const text = await readFile(join(home.cluster, 'postmaster.pid'), 'utf8').catch(() => '')
  const pid = Number(text.split('\n')[0])
  if (!(pid > 0)) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** A pid file whose process is no PostgreSQL of ours (the number went to somebody else) would block the start. */
const removeStalePidFile = async (home: Home): Promise<void> => {
  const file = join(home.cluster, 'postmaster.pid')
  const pid = Number((await readFile(file, 'utf8').catch(() => '')).split('\n')[0])
  if (!(pid > 0) || process.platform !== 'linux') return
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  if (!command.includes(home.cluster)) await rm(file, { force: true })
}

const freePort = () =>
  new Promise<number>((done, fail) => {
    const probe = createServer()
    probe.once('error', fail)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => done(port))
    })
  })

const portFile = (home: Home) => join(home.folder, 'postgres.port')

/** The port it had before, so that whoever was connected finds it again; else a free one. */
const choosePort = async (home: Home): Promise<number> =>
  Number(await readFile(portFile(home), 'utf8').catch(() => '')) || freePort()

const portIsTaken = /could not bind|Address already in use/
/** Children of a server that was killed take a moment to notice. */
const stillEnding = /shared memory block|still in use/

const startServer = async (home: Home, tries = 20): Promise<number> => {
  const port = await choosePort(home)
  const log = join(home.cluster, 'server.log')
  const options = Object.entries({ ...settings(home.durable), port: String(port) })
  const flags = options.map(([name, value]) => `-c ${name}='${value}'`).join(' ')
  try {
    // Its output goes to a file: it outlives us and would hold our caller's pipes open.
    await run(home.binaries.pgCtl, ['start', '-w', '-t', '120', '-D', home.cluster, '-l', log, '-o', flags], {
      cwd: home.cluster,
      ...asUser(home.user),
    })
    await writeFile(portFile(home), String(port))
    return port
  } catch (cause) {
    const tail = lastLines(await readFile(log, 'utf8').catch(() => ''))
    const mayPass = portIsTaken.test(tail) || stillEnding.test(tail)
    if (!mayPass || tries === 1) throw failure('start', home, { stderr: tail || (cause as { stderr?: string }).stderr })
    if (portIsTaken.test(tail)) await rm(portFile(home), { force: true })
    await sleep(250)
    return startServer(home, tries - 1)
  }
}

export const ensureDatabase = async (home: Home, port: number): Promise<void> => {
  const client = new pg.Client({ connectionString: urlOf(home, port, 'postgres') })
  await client.connect()
  try {
    const { rowCount } = await client.query(`SELECT 1 FROM pg_database WHERE datname = 'clientele'`)
    if (rowCount === 0) await client.query('CREATE DATABASE clientele')
  } finally {
    await client.end()
  }
}

export const stopServer = (home: Home) =>
  run(home.binaries.pgCtl, ['stop', '-w', '-t', '60', '-m', 'fast', '-D', home.cluster], {
    cwd: home.cluster,
    ...asUser(home.user),
  })

/** The port of the server that runs on this cluster, made and started where it does not. */
export const joinOrStart = async (home: Home): Promise<number> => {
  if (!existsSync(join(home.cluster, 'PG_VERSION'))) await createCluster(home)
  const port = await runningPort(home)
  if (port !== null) return port
  await removeStalePidFile(home)
  return startServer(home)
}
