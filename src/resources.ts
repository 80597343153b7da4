import type { Config } from './config.ts'
import { CodedError } from './errors.ts'
import { createQueues, type Queues } from './jobs/queue.ts'
import { createLog, createWarning, type Log } from './log.ts'
import { openEmbeddedPostgres } from './postgres/embedded.ts'
import { openServing, type Serving } from './serving/open-serving.ts'
import { type Database, openDatabase } from './store/database.ts'
import { migrate, pendingMigrations } from './store/migrate.ts'

export interface Resources {
  readonly config: Config
  readonly log: Log
  readonly database: Database
  readonly queues: Queues
  /** Its thread starts with the first question. */
  readonly serving: Serving
  /** Closes in reverse order of opening. */
  readonly close: () => Promise<void>
}

/** The database of the configuration: a server of the user's, or the embedded one, started or joined. */
const openServer = async ({ databaseUrl, dataFolder }: Config) =>
  databaseUrl === null ? openEmbeddedPostgres(dataFolder) : { url: databaseUrl, close: async () => undefined }

/** The embedded database is ours to bring up to date; another's only when told to, by `migrate`. */
const checkVersion = async (config: Config, database: Database, log: Log): Promise<void> => {
  const pending = await pendingMigrations(database.pool).catch((cause: Error) => {
    throw new CodedError(
      'POSTGRES_UNAVAILABLE',
      `The database does not answer: ${cause.message}. Check DATABASE_URL.`,
      { cause },
    )
  })
  if (pending.length === 0) return
  if (config.databaseUrl !== null) {
    throw new CodedError(
      'DATABASE_NOT_MIGRATED',
      `The database lacks ${pending.length} migration(s): ${pending.join(', ')}. Run: npm run clientele -- migrate`,
    )
  }
  for (const name of await migrate(database.url)) log.debug({ migration: name }, 'migrated')
}

export const openResources = async (config: Config): Promise<Resources> => {
  const log = createLog(config.logLevel)
  const closers: (() => Promise<void>)[] = []
  const close = async () => {
    while (closers.length > 0) await closers.pop()?.()
  }
  try {
    const server = await openServer(config)
    closers.push(server.close)
    const onError = createWarning(log, 'a database connection broke')
    const database = openDatabase({ url: server.url, onError })
    closers.push(database.close)
    await checkVersion(config, database, log)
    const queues = createQueues({ databaseUrl: server.url, redisUrl: config.redisUrl, log })
    closers.push(queues.close)
    const onTrouble = createWarning(log, 'the thread of live recommendations is in trouble')
    const serving = openServing({ databaseUrl: server.url, onTrouble })
    closers.push(serving.close)
    return { config, log, database, queues, serving, close }
  } catch (error) {
    await close()
    throw error
  }
}
