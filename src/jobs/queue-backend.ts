import type { BackendFactory, IQueueBackend } from 'bullmq'
import type { Redis } from 'ioredis'

import { CodedError } from '../errors.ts'
import { createWarning, type Log } from '../log.ts'

/** The connection is the factory's own business; BullMQ only insists on being given one. */
export const sharedConnection = 'shared'
export type QueueConnection = typeof sharedConnection

export interface OpenBackend {
  readonly factory: BackendFactory<IQueueBackend, QueueConnection>
  /** Keeps the jobs of one database apart from another's in the same Redis. */
  readonly prefix: string
  readonly close: () => Promise<void>
}

export interface BackendOptions {
  readonly databaseUrl: string
  readonly redisUrl: string | null
  readonly log: Log
}

const schema = 'bullmq'

/** Three workers and one reader of events hold a connection each to be woken by; the rest is for short statements. */
const connections = 8

const withSearchPath = (url: string): string => {
  const parsed = new URL(url)
  parsed.searchParams.set('options', `${parsed.searchParams.get('options') ?? ''} -c search_path=${schema}`.trim())
  return parsed.href
}

/** Queues in a schema of their own beside our tables. */
const openPostgres = async ({ databaseUrl, log }: BackendOptions): Promise<OpenBackend> => {
  const [{ default: pg }, { createPostgresBackend, runMigrations }] = await Promise.all([
    import('pg'),
    import('bullmq'),
  ])
  const pool = new pg.Pool({
    connectionString: withSearchPath(databaseUrl),
    max: connections,
    keepAlive: true,
    application_name: 'clientele-queues',
  })
  // Every queue and worker listens for errors of the pool they share.
  pool.setMaxListeners(0)
  const report = createWarning(log, 'a connection of the queues broke')
  pool.on('error', report)
  // One that breaks while a command is under way is not the pool's to listen to.
  pool.on('connect', (client) => client.on('error', report))
  const client = await pool.connect()
  try {
    await runMigrations(client, schema)
  } finally {
    client.release()
  }
  return {
    factory: (name, options, more) => createPostgresBackend(name, { ...options, connection: pool }, more),
    prefix: schema,
    close: () => pool.end(),
  }
}

/** The first connection is had or refused at once; later ones are waited for. */
const connect = async (redis: Redis): Promise<void> => {
  let reason = 'it does not answer'
  const note = (error: Error) => {
    reason = error.message || (error as NodeJS.ErrnoException).code || reason
  }
  redis.on('error', note)
  try {
    await redis.connect()
  } catch (cause) {
    redis.disconnect()
    const message = `Redis cannot be reached: ${reason}. Check REDIS_URL, or leave it out to have the queues in PostgreSQL.`
    throw new CodedError('REDIS_UNAVAILABLE', message, { cause })
  } finally {
    redis.off('error', note)
  }
}

const openRedis = async ({ databaseUrl, redisUrl, log }: BackendOptions): Promise<OpenBackend> => {
  const [{ Redis }, { createRedisBackend }] = await Promise.all([import('ioredis'), import('bullmq')])
  // null: a command waits for Redis to come back instead of failing after a number of tries.
  const redis = new Redis(redisUrl as string, { maxRetriesPerRequest: null, lazyConnect: true, connectTimeout: 5000 })
  await connect(redis)
  redis.on('error', createWarning(log, 'the connection to Redis broke'))
  return {
    factory: (name, options, more) => createRedisBackend(name, { ...options, connection: redis }, more),
    prefix: `clientele-${new URL(databaseUrl).pathname.slice(1)}`,
    close: async () => {
      redis.disconnect()
    },
  }
}

/** PostgreSQL, or Redis where there is one: the one place that decides. */
export const openBackend = (options: BackendOptions): Promise<OpenBackend> =>
  options.redisUrl === null ? openPostgres(options) : openRedis(options)
