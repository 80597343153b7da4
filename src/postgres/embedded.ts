import { execFile } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, chown, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

import pg from 'pg'

import { CodedError } from '../errors.ts'
import { type Binaries, findBinaries } from './binaries.ts'
import { addLease, dropLease, withLock } from './leases.ts'
import { findServerUser, mayEnter, type ServerUser } from './server-user.ts'

/**
 * A PostgreSQL server of our own, started by whoever comes first and stopped by whoever leaves last.
 * It runs apart from the process that started it, so that server, worker and command line share it and a
 * SIGKILL of one of them takes nothing from the others; what a killed one left behind is adopted or cleaned up.
 */
export interface EmbeddedPostgres {
  /** A connection string for the database `clientele`. */
  readonly url: string
  readonly close: () => Promise<void>
}

interface Home {
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
  jit: 'off',
  random_page_cost: '1.1',
  timezone: 'UTC',
  log_timezone: 'UTC',
  ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
})

const asUser = (user: ServerUser) => (user === null ? {} : { uid: user.uid, gid: user.gid })

/** The cluster stays in `folder` when the server's user can get there, and goes to the shelf when it cannot. */
const clusterFolder = async (folder: string, user: ServerUser): Promise<string> => {
  if (user === null || (await mayEnter(user, folder))) return join(folder, 'postgres')
  await mkdir(shelf, { recursive: true, mode: 0o755 })
  await chmod(shelf, 0o755)
  return join(shelf, createHash('sha256').update(folder).digest('hex').slice(0, 16))
}

const readPassword = async (folder: string): Promise<string> => {
  const file = join(folder, 'postgres.password')
  if (!existsSync(file)) await writeFile(file, randomBytes(24).toString('base64url'), { mode: 0o600 })
  return readFile(file, 'utf8')
}

const prepareHome = async (dataFolder: string, durable: boolean): Promise<Home> => {
  const folder = resolve(dataFolder)
  const user = await findServerUser()
  const cluster = await clusterFolder(folder, user)
  const binaries = await findBinaries(shelf, (path) => mayEnter(user, path))
  return { folder, cluster, user, binaries, durable, password: await readPassword(folder) }
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

const urlOf = (home: Home, port: number, database: string) =>
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

const startServer = async (home: Home, tries = 5): Promise<number> => {
  const port = await freePort()
  const log = join(home.cluster, 'server.log')
  const options = Object.entries({ ...settings(home.durable), port: String(port) })
  const flags = options.map(([name, value]) => `-c ${name}='${value}'`).join(' ')
  try {
    // stdio must not be inherited: the server outlives us and would hold our caller's pipes open.
    await run(home.binaries.pgCtl, ['start', '-w', '-t', '120', '-D', home.cluster, '-l', log, '-o', flags], {
      cwd: home.cluster,
      ...asUser(home.user),
    })
    return port
  } catch (cause) {
    const tail = lastLines(await readFile(log, 'utf8').catch(() => ''))
    if (/could not bind|Address already in use/.test(tail) && tries > 1) return startServer(home, tries - 1)
    throw failure('start', home, { stderr: tail || (cause as { stderr?: string }).stderr })
  }
}

const ensureDatabase = async (home: Home, port: number): Promise<void> => {
  const client = new pg.Client({ connectionString: urlOf(home, port, 'postgres') })
  await client.connect()
  try {
    const { rowCount } = await client.query(`SELECT 1 FROM pg_database WHERE datname = 'clientele'`)
    if (rowCount === 0) await client.query('CREATE DATABASE clientele')
  } finally {
    await client.end()
  }
}

const stopServer = (home: Home) =>
  run(home.binaries.pgCtl, ['stop', '-w', '-t', '60', '-m', 'fast', '-D', home.cluster], {
    cwd: home.cluster,
    ...asUser(home.user),
  })

const joinOrStart = async (home: Home): Promise<number> => {
  if (!existsSync(join(home.cluster, 'PG_VERSION'))) await createCluster(home)
  const port = await runningPort(home)
  if (port !== null) return port
  await removeStalePidFile(home)
  return startServer(home)
}

/**
 * Starts or joins the server whose data belongs to `dataFolder`.
 * `durable: false` trades crash safety for speed and is for throw-away data only.
 * @throws CodedError POSTGRES_UNAVAILABLE with what to do
 */
export const openEmbeddedPostgres = async (
  dataFolder: string,
  { durable = true }: { readonly durable?: boolean } = {},
): Promise<EmbeddedPostgres> => {
  await mkdir(dataFolder, { recursive: true }).catch((cause: Error) => {
    throw new CodedError(
      'POSTGRES_UNAVAILABLE',
      `The folder ${dataFolder} cannot be made: ${cause.message}. Set CLIENTELE_DATA.`,
    )
  })
  return withLock(dataFolder, async () => {
    const home = await prepareHome(dataFolder, durable)
    const lease = await addLease(home.folder)
    const close = () =>
      withLock(home.folder, async () => {
        if (await dropLease(home.folder, lease)) await stopServer(home)
      })
    try {
      const port = await joinOrStart(home)
      await ensureDatabase(home, port)
      return { url: urlOf(home, port, 'clientele'), close }
    } catch (error) {
      await dropLease(home.folder, lease)
      throw error
    }
  })
}
