import type { IncomingMessage, ServerResponse } from 'node:http'

import type { ApiKey } from '../domain/api-key.ts'
import { CodedError } from '../errors.ts'
import type { Authenticate } from './authenticate.ts'
import { readBody } from './body.ts'
import { answerFast, plainMediaType, plainParams } from './fast-path.ts'
import { limits } from './limits.ts'
import { allowOnly } from './respond.ts'
import { streamResponse } from './stream-response.ts'
import type { Api } from './yoga.ts'

export interface GraphQLRouteOptions {
  readonly api: Api
  readonly authenticate: Authenticate
  /** Answers a browser that opens the address. */
  readonly showPage: (request: IncomingMessage, response: ServerResponse) => Promise<void>
  /** Aborted when the server stops: ends the streams. */
  readonly stopping: AbortSignal
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (error) {
    const reason = text.trim() === '' ? 'it is empty' : (error as Error).message
    throw new CodedError(
      'BAD_REQUEST',
      `The body is not JSON: ${reason}. It should be {"query": "…", "variables": {…}}.`,
    )
  }
}

const checkMediaType = ({ headers }: IncomingMessage): void => {
  const [type] = (headers['content-type'] ?? '').split(';', 1)
  if (type.trim().toLowerCase() !== 'application/json') {
    throw new CodedError(
      'UNSUPPORTED_MEDIA_TYPE',
      `The body must be application/json, not ${type || 'without a type'}.`,
    )
  }
  const encoding = headers['content-encoding'] ?? 'identity'
  if (encoding !== 'identity') {
    throw new CodedError('UNSUPPORTED_MEDIA_TYPE', `The body must not be compressed (${encoding}).`)
  }
}

const checkQuery = (body: unknown): void => {
  if (Array.isArray(body))
    throw new CodedError('BAD_REQUEST', 'Batches are not answered: send one operation a request.')
  const query = (body as { query?: unknown } | null)?.query
  if (typeof query !== 'string' || query.trim() === '') {
    throw new CodedError('BAD_REQUEST', 'The body has no query. It should be {"query": "…", "variables": {…}}.')
  }
}

const addressOf = (request: IncomingMessage): string => `http://${request.headers.host ?? 'localhost'}${request.url}`

/** Aborted when the caller goes away before the answer is out. */
const whenGone = (response: ServerResponse): AbortSignal => {
  const leaving = new AbortController()
  response.once('close', () => leaving.abort())
  return leaving.signal
}

/** Yoga as it comes: subscriptions, GET, and whatever the short way leaves to it. */
const answerInFull = async (
  { api, stopping }: GraphQLRouteOptions,
  apiKey: ApiKey,
  left: AbortSignal,
  request: IncomingMessage,
  body: string | undefined,
  response: ServerResponse,
): Promise<void> => {
  const signal = AbortSignal.any([left, stopping])
  const answer = await api.yoga.fetch(
    addressOf(request),
    {
      method: request.method,
      headers: request.headers as Record<string, string>,
      body,
      signal,
    },
    { apiKey, signal },
  )
  await streamResponse(answer, response, stopping)
}

/** `POST /graphql`, and `GET /graphql` for a page, a query in the address, or a stream of events. */
export const createGraphQLRoute =
  (options: GraphQLRouteOptions) =>
  async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    allowOnly(response, request.method, 'POST', 'GET')
    if (request.method === 'GET') {
      if (!request.url?.includes('query=')) return options.showPage(request, response)
      return answerInFull(
        options,
        await options.authenticate(request.headers),
        whenGone(response),
        request,
        undefined,
        response,
      )
    }
    // Before the body is read: nobody without a key makes us hold a megabyte.
    const apiKey = await options.authenticate(request.headers)
    checkMediaType(request)
    const text = await readBody(request, limits.body)
    const body = parseJson(text)
    checkQuery(body)
    const params = plainParams(body)
    const mediaType = plainMediaType(request.headers.accept)
    const left = whenGone(response)
    if (params && mediaType && (await answerFast(options.api, { apiKey, signal: left }, params, mediaType, response)))
      return
    await answerInFull(options, apiKey, left, request, text, response)
  }
