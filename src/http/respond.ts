import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'

import { CodedError, type ErrorCode } from '../errors.ts'

const json = { 'content-type': 'application/json; charset=utf-8', 'x-content-type-options': 'nosniff' } as const

export const sendText = (
  response: ServerResponse,
  status: number,
  body: string,
  headers: OutgoingHttpHeaders,
): void => {
  response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers })
  response.end(body)
}

export const sendJson = (
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: OutgoingHttpHeaders = {},
): void => sendText(response, status, `${JSON.stringify(value)}\n`, { ...json, ...headers })

const statuses: Partial<Record<ErrorCode, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  REQUEST_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  BAD_REQUEST: 400,
  POSTGRES_UNAVAILABLE: 503,
  INTERNAL: 500,
}

/** Every failure outside of GraphQL has the shape of one inside it, so that clients read them alike. */
export const sendError = (response: ServerResponse, error: CodedError, headers: OutgoingHttpHeaders = {}): void => {
  const challenge = error.code === 'UNAUTHENTICATED' ? { 'www-authenticate': 'Bearer realm="clientele"' } : {}
  const errors = [{ message: error.message, extensions: { code: error.code } }]
  sendJson(response, statuses[error.code] ?? 500, { errors }, { ...challenge, ...headers })
}

/** @throws CodedError METHOD_NOT_ALLOWED */
export const allowOnly = (
  response: ServerResponse,
  method: string | undefined,
  ...allowed: readonly string[]
): void => {
  if (method !== undefined && allowed.includes(method)) return
  response.setHeader('allow', allowed.join(', '))
  throw new CodedError('METHOD_NOT_ALLOWED', `Only ${allowed.join(' and ')} can be used here.`)
}
