import type { ServerResponse } from 'node:http'

import { type DocumentNode, type ExecutionResult, getOperationAST } from 'graphql'
import { processRegularResult } from 'graphql-yoga'

import { sendText } from './respond.ts'
import type { Api, Caller } from './yoga.ts'

/** The parameters of one GraphQL request that the short way understands. */
export interface Params {
  readonly query: string
  readonly variables?: Record<string, unknown>
  readonly operationName?: string
}

const known = new Set(['query', 'variables', 'operationName', 'extensions'])

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** null for anything out of the ordinary: Yoga has an answer for it. */
export const plainParams = (body: unknown): Params | null => {
  if (!isRecord(body) || !Object.keys(body).every((name) => known.has(name))) return null
  const { query, variables, operationName, extensions } = body
  if (typeof query !== 'string' || !(variables == null || isRecord(variables))) return null
  if (!(operationName == null || typeof operationName === 'string')) return null
  if (!(extensions == null || isRecord(extensions))) return null
  return { query, variables: variables ?? undefined, operationName: operationName ?? undefined }
}

/** The media type that Yoga would answer with, or null where it would choose or refuse. */
export const plainMediaType = (accept: string | undefined): string | null => {
  if (accept === undefined || accept === '*/*' || accept === 'application/json') return 'application/json'
  return accept === 'application/graphql-response+json' ? accept : null
}

/** Yoga's own shaping of a result, caught before it becomes a Response: the same body, status and headers at no cost. */
class CaughtResponse {
  readonly body: string
  readonly init: { readonly status: number; readonly headers: Record<string, string> }

  constructor(body: string, init: CaughtResponse['init']) {
    this.body = body
    this.init = init
  }
}
const catching = { Response: CaughtResponse } as unknown as Parameters<typeof processRegularResult>[1]

/** Yoga's plugins ask the request for nothing but its method. */
const postRequest = { method: 'POST' } as Request

type Enveloped = ReturnType<Api['yoga']['getEnveloped']>

/** `subscription`: not for this way. */
const execute = async (enveloped: Enveloped, { query, variables, operationName }: Params) => {
  const document: DocumentNode = enveloped.parse(query)
  const errors = enveloped.validate(enveloped.schema, document)
  if (errors.length > 0) return { errors }
  if (getOperationAST(document, operationName)?.operation === 'subscription') return 'subscription'
  const contextValue = await enveloped.contextFactory()
  const { schema } = enveloped
  return enveloped.execute({ schema, document, contextValue, variableValues: variables, operationName })
}

/**
 * Answers an ordinary operation without the cost of Request, Response and streams, which is most of what Yoga's own
 * way costs. Returns false, having done nothing, where the long way must answer.
 */
export const answerFast = async (
  { yoga, maskError }: Api,
  caller: Caller,
  params: Params,
  mediaType: string,
  response: ServerResponse,
): Promise<boolean> => {
  let result: ExecutionResult
  try {
    const outcome = await execute(yoga.getEnveloped({ ...caller, request: postRequest, params }), params)
    if (outcome === 'subscription') return false
    result = outcome
  } catch (error) {
    result = { errors: [maskError(error)] }
  }
  const { body, init } = processRegularResult(result, catching, mediaType) as unknown as CaughtResponse
  sendText(response, init.status, body, init.headers)
  return true
}
