import pg from 'pg'

import { CodedError } from '../errors.ts'

/** A database that this process alone uses, until it releases it or dies. */
export interface ClaimedDatabase {
  readonly url: string
  /** false: it was kept from before. */
  readonly isNew: boolean
  readonly release: () => Promise<void>
}

export interface ClaimOptions {
  /** Claimed by another process, `<name>_2` is tried, and so on. */
  readonly name: string
  /** Take what is there instead of beginning anew. */
  readonly keep: boolean
}

/** Any constant of our own; the second part of the lock is the number of the database. */
const claimLock = 721_340_003
const mostAtOnce = 100

const nameOf = (name: string, number: number): string => (number === 1 ? name : `${name}_${number}`)

/** The lock lasts as long as the connection: a process that is killed leaves nothing that blocks the next. */
const takeFreeNumber = async (client: pg.Client): Promise<number> => {
  for (let number = 1; number <= mostAtOnce; number++) {
    const { rows } = await client.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1, $2) AS taken', [
      claimLock,
      number,
    ])
    if (rows[0].taken) return number
  }
  throw new CodedError('POSTGRES_UNAVAILABLE', `${mostAtOnce} processes at once have a database of their own here.`)
}

const exists = async (client: pg.Client, name: string): Promise<boolean> =>
  ((await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name])).rowCount ?? 0) > 0

const notAllowed = (cause: pg.DatabaseError): never => {
  if (cause.code !== '42501') throw cause
  throw new CodedError(
    'POSTGRES_UNAVAILABLE',
    'The user of DATABASE_URL may not create databases. Grant it CREATEDB, or leave DATABASE_URL out.',
    { cause },
  )
}

const create = async (client: pg.Client, name: string): Promise<void> => {
  await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
  await client.query(`CREATE DATABASE ${name}`).catch(notAllowed)
  // What is made up can be made up again: a commit need not wait for the disk.
  await client.query(`ALTER DATABASE ${name} SET synchronous_commit = off`)
}

const connect = async (url: string): Promise<pg.Client> => {
  const client = new pg.Client({ connectionString: url, keepAlive: true })
  client.on('error', () => undefined)
  await client.connect().catch((cause: Error) => {
    throw new CodedError(
      'POSTGRES_UNAVAILABLE',
      `The database does not answer: ${cause.message}. Check DATABASE_URL.`,
      {
        cause,
      },
    )
  })
  return client
}

/** Claims a database by that name on the server behind `serverUrl`, empty unless kept. */
export const claimDatabase = async (serverUrl: string, { name, keep }: ClaimOptions): Promise<ClaimedDatabase> => {
  const client = await connect(serverUrl)
  try {
    const number = await takeFreeNumber(client)
    const own = nameOf(name, number)
    const isNew = !keep || !(await exists(client, own))
    if (isNew) await create(client, own)
    const url = new URL(serverUrl)
    url.pathname = `/${own}`
    const release = async () => {
      // The first stays for whoever wants to keep it; those beside it were for the time of their process.
      if (number > 1 && !keep) await client.query(`DROP DATABASE IF EXISTS ${own} WITH (FORCE)`)
      await client.end()
    }
    return { url: url.href, isNew, release }
  } catch (error) {
    await client.end()
    throw error
  }
}
