import type { IncomingMessage, ServerResponse } from 'node:http'

import type { PublishedRuns } from '../domain/model-run.ts'
import type { Authenticate } from './authenticate.ts'
import type { Metrics } from './metrics.ts'
import { allowOnly, sendJson, sendText } from './respond.ts'

export interface StatusOptions {
  readonly authenticate: Authenticate
  readonly metrics: Metrics
  /** Each rejects when the part does not answer. */
  readonly parts: Readonly<Record<string, () => Promise<unknown>>>
  readonly publishedRuns: () => Promise<PublishedRuns>
  /** Aborted when the server stops. */
  readonly stopping: AbortSignal
}

type Route = (request: IncomingMessage, response: ServerResponse) => Promise<void>

const patienceMs = 3000

/** 'ok', or why not, within a few seconds. */
const probe = async (answers: () => Promise<unknown>): Promise<string> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<string>((done) => {
    timer = setTimeout(() => done(`no answer within ${patienceMs} ms`), patienceMs)
  })
  const answer = answers().then(
    () => 'ok',
    (error: Error) => error.message || 'does not answer',
  )
  return Promise.race([answer, late]).finally(() => clearTimeout(timer))
}

export const createHealthRoute = (): Route => async (request, response) => {
  allowOnly(response, request.method, 'GET', 'HEAD')
  sendJson(response, 200, { status: 'alive' })
}

const runsOf = async ({ publishedRuns }: StatusOptions) =>
  Object.entries(await publishedRuns()).map(([kind, { id, asOf, computedAt }]) => ({ kind, id, asOf, computedAt }))

/**
 * Ready means: give this server requests. A shop that has computed nothing yet is ready, for it must be able to send
 * its first events; which runs are published is among the details. Details are for those who have a key.
 */
export const createReadyRoute =
  (options: StatusOptions): Route =>
  async (request, response) => {
    allowOnly(response, request.method, 'GET', 'HEAD')
    const mayKnow = request.headers.authorization !== undefined
    if (mayKnow) await options.authenticate(request.headers)
    const names = Object.keys(options.parts)
    const states = await Promise.all(names.map((name) => probe(options.parts[name])))
    const ready = states.every((state) => state === 'ok') && !options.stopping.aborted
    const details = () => Object.fromEntries(names.map((name, i) => [name, states[i]]))
    const body = {
      status: ready ? 'ready' : 'not ready',
      ...(mayKnow ? { ...details(), publishedRuns: ready ? await runsOf(options) : [] } : {}),
    }
    sendJson(response, ready ? 200 : 503, body, { 'cache-control': 'no-store' })
  }

export const createMetricsRoute =
  ({ authenticate, metrics }: StatusOptions): Route =>
  async (request, response) => {
    allowOnly(response, request.method, 'GET', 'HEAD')
    await authenticate(request.headers)
    sendText(response, 200, await metrics.text(), { 'content-type': metrics.contentType })
  }
