import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'

import type { GraphQLSchema } from 'graphql'

import type { ApiKey } from '../domain/api-key.ts'
import type { PublishedRuns } from '../domain/model-run.ts'
import { CodedError, type ErrorCode } from '../errors.ts'
import type { Log } from '../log.ts'
import { findKey } from '../store/api-keys.ts'
import type { Database } from '../store/database.ts'
import { createAuthenticator } from './authenticate.ts'
import { createCouponsRoute, isCouponsPath } from './coupons-route.ts'
import { createGraphiQLPage } from './graphiql-page.ts'
import { createGraphQLRoute } from './graphql-route.ts'
import { showIndex } from './index-page.ts'
import { limits, timeouts } from './limits.ts'
import { listen } from './listen.ts'
import { createMaskError } from './mask-error.ts'
import { createMembersRoute, isMembersPath } from './members-route.ts'
import { createMetrics } from './metrics.ts'
import { sendError } from './respond.ts'
import { createHealthRoute, createMetricsRoute, createReadyRoute } from './status-routes.ts'
import { createApi } from './yoga.ts'

export interface ServerOptions {
  readonly host: string
  /** null: 4000, or the next one that is free. */
  readonly port: number | null
  readonly schema: GraphQLSchema
  /** Once per operation. */
  readonly createContext: (apiKey: ApiKey, signal?: AbortSignal) => object
  readonly log: Log
  readonly database: Database
  /** Rejects when the queue does not answer. */
  readonly pingQueue: () => Promise<unknown>
  readonly publishedRuns: () => Promise<PublishedRuns>
  /** Pepper of the stored key hashes. */
  readonly keySecret: string
  /** Key of a snapshot by its global id; null for any other text. */
  readonly snapshotKeyOf: (id: string) => number | null
  /** GraphQL documents that GraphiQL opens with. */
  readonly examples: readonly string[]
  /** The demo's own key, filled in for people on this machine. */
  readonly demoKey?: string
}

export interface RunningServer {
  /** Such as `http://127.0.0.1:4000`, without a slash at its end. */
  readonly url: string
  /** Takes no more requests, ends streams, lets running requests finish for a while, and is then closed. */
  readonly close: () => Promise<void>
}

type Route = (request: IncomingMessage, response: ServerResponse) => Promise<void>

const notFound: Route = async () => {
  throw new CodedError('NOT_FOUND', 'There is nothing at this address. "/" lists what there is.')
}

const createRoutes = (options: ServerOptions, stopping: AbortSignal) => {
  const { schema, createContext, log, database, publishedRuns, examples, demoKey = null } = options
  const now = () => Date.now()
  const authenticate = createAuthenticator({ findKey: (id) => findKey(database, id), pepper: options.keySecret, now })
  const metrics = createMetrics({ publishedRuns, now })
  const parts = { database: () => database.pool.query('SELECT 1'), queue: options.pingQueue }
  const status = { authenticate, metrics, parts, publishedRuns, stopping }
  const api = createApi({ schema, createContext, log })
  const showPage = createGraphiQLPage({ examples, key: demoKey })
  const routes = new Map<string, Route>([
    ['/', showIndex],
    ['/graphql', createGraphQLRoute({ api, authenticate, showPage, stopping })],
    ['/health', createHealthRoute()],
    ['/ready', createReadyRoute(status)],
    ['/metrics', createMetricsRoute(status)],
  ])
  const members = createMembersRoute({ authenticate, database, snapshotKeyOf: options.snapshotKeyOf, stopping })
  const coupons = createCouponsRoute({ authenticate, database, stopping })
  const routeOf = (path: string): Route | undefined =>
    routes.get(path) ?? (isMembersPath(path) ? members : isCouponsPath(path) ? coupons : undefined)
  return { routeOf, metrics }
}

/** The last resort of every request: an answer, whatever happened. */
const createFailure = (log: Log) => {
  const maskError = createMaskError(log)
  return (error: unknown, response: ServerResponse): void => {
    const { message, extensions } = maskError(error)
    if (response.headersSent) response.destroy()
    else sendError(response, new CodedError(extensions.code as ErrorCode, message))
  }
}

/** A path without what stands in it for one thing: one of few. */
const nameOf = (path: string): string =>
  isMembersPath(path) ? '/segments/{key}/members' : isCouponsPath(path) ? '/campaigns/{key}/coupons' : path

const createListener = (options: ServerOptions, stopping: AbortSignal) => {
  const { routeOf, metrics } = createRoutes(options, stopping)
  const fail = createFailure(options.log)
  return (request: IncomingMessage, response: ServerResponse): void => {
    const [path] = (request.url ?? '/').split('?', 1)
    const route = routeOf(path)
    metrics.watch(route === undefined ? 'other' : nameOf(path), response)
    if (stopping.aborted) response.setHeader('connection', 'close')
    const answer = route ?? notFound
    answer(request, response).catch((error: unknown) => fail(error, response))
  }
}

const createHttpServer = (options: ServerOptions, stopping: AbortSignal): Server => {
  const server = createServer({ maxHeaderSize: limits.headers }, createListener(options, stopping))
  server.headersTimeout = timeouts.headers
  server.requestTimeout = timeouts.request
  server.keepAliveTimeout = timeouts.keepAlive
  return server
}

/** Waits for running requests; a connection that has answered its last one is closed when next looked at. */
const stop = async (server: Server): Promise<void> => {
  const sweep = setInterval(() => server.closeIdleConnections(), 50)
  const late = setTimeout(() => server.closeAllConnections(), timeouts.drain)
  await new Promise((done) => server.close(done))
  clearInterval(sweep)
  clearTimeout(late)
}

/** @throws CodedError INVALID_ARGUMENT when the port cannot be had */
export const startServer = async (options: ServerOptions): Promise<RunningServer> => {
  const stopping = new AbortController()
  const server = createHttpServer(options, stopping.signal)
  const url = await listen(server, options)
  return {
    url,
    close: () => {
      stopping.abort()
      return stop(server)
    },
  }
}
