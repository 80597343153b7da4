import type { Scope } from '../../../src/domain/api-key.ts'
import { type RunningServer, type ServerOptions, startServer } from '../../../src/http/server.ts'
import { createLog, type Log } from '../../../src/log.ts'
import { keyOfId } from '../../../src/resolvers/global-id.ts'
import { createKey } from '../../../src/store/api-keys.ts'
import { openTestDatabase, type TestDatabase } from '../../support/database.ts'
import { tinySchema } from './tiny-schema.ts'

export interface TinyServer extends RunningServer {
  readonly database: TestDatabase
  readonly graphql: string
  /** A key with the scope `read`. */
  readonly token: string
  readonly makeKey: (scopes: readonly Scope[], expiresAt?: Date | null) => Promise<string>
  readonly post: (body: unknown, headers?: Record<string, string>) => Promise<Response>
}

export const pepper = 'the pepper of the tests'

export const optionsOf = (database: TestDatabase, change: Partial<ServerOptions>): ServerOptions => ({
  host: '127.0.0.1',
  port: 0,
  schema: tinySchema,
  createContext: (apiKey) => ({ apiKey }),
  log: createLog('silent'),
  database,
  pingQueue: async () => undefined,
  publishedRuns: async () => ({}),
  snapshotKeyOf: (id) => keyOfId('SegmentSnapshot', id),
  keySecret: pepper,
  examples: [],
  ...change,
})

/** The real server on a real socket over a database of its own, with a schema that needs nothing else. */
export const startTinyServer = async (change: Partial<ServerOptions> = {}): Promise<TinyServer> => {
  const database = await openTestDatabase()
  const server = await startServer(optionsOf(database, change))
  const makeKey = async (scopes: readonly Scope[], expiresAt: Date | null = null) =>
    (await createKey(database, { name: 'test', scopes, expiresAt, pepper })).token
  const token = await makeKey(['read'])
  const graphql = `${server.url}/graphql`
  return {
    ...server,
    database,
    graphql,
    token,
    makeKey,
    post: (body, headers = {}) =>
      fetch(graphql, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    close: async () => {
      await server.close()
      await database.drop()
    },
  }
}

/** A log that keeps what it is told. */
export const rememberingLog = () => {
  const entries: { readonly message: unknown; readonly fields: Record<string, unknown> }[] = []
  const keep = (fields: Record<string, unknown>, message?: unknown) => entries.push({ message, fields })
  const log = { debug: keep, info: keep, warn: keep, error: keep, child: () => log } as unknown as Log
  return { log, entries }
}
