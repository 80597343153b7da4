import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Writable } from 'node:stream'

import { CodedError } from '../errors.ts'
import type { ExportFormat } from '../store/copy-out.ts'
import type { Authenticate } from './authenticate.ts'
import { allowOnly } from './respond.ts'

const mediaTypes: Readonly<Record<ExportFormat, string>> = {
  ndjson: 'application/x-ndjson; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
}

/** What an address asks for. */
export interface ExportRequest {
  readonly key: string
  readonly format: ExportFormat
  readonly parameters: URLSearchParams
}

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new CodedError('BAD_REQUEST', 'The key in the address is not percent-encoded as it should be.')
  }
}

/**
 * The key and format of an address, for whoever may read.
 * @throws CodedError UNAUTHENTICATED, FORBIDDEN, METHOD_NOT_ALLOWED, BAD_REQUEST
 */
export const readExport = async (
  address: RegExp,
  authenticate: Authenticate,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<ExportRequest> => {
  allowOnly(response, request.method, 'GET')
  const { name, scopes } = await authenticate(request.headers)
  const url = new URL(request.url ?? '/', 'http://localhost')
  const [, key, format] = address.exec(url.pathname) as unknown as [string, string, ExportFormat]
  if (!scopes.includes('read') && !scopes.includes('admin'))
    throw new CodedError('FORBIDDEN', `The key "${name}" lacks the scope read that this needs.`)
  return { key: decode(key), format, parameters: url.searchParams }
}

/** Sends what `write` writes as a file, until the reader leaves or the server stops. */
export const sendExport = async (
  response: ServerResponse,
  { name, format, stopping }: { readonly name: string; readonly format: ExportFormat; readonly stopping: AbortSignal },
  write: (target: Writable, signal: AbortSignal) => Promise<void>,
): Promise<void> => {
  response.writeHead(200, {
    'content-type': mediaTypes[format],
    'content-disposition': `attachment; filename="${name}.${format}"`,
    'cache-control': 'no-store',
  })
  const leaving = new AbortController()
  response.once('close', () => leaving.abort())
  const signal = AbortSignal.any([leaving.signal, stopping])
  await write(response, signal).catch((error) => {
    // Cut off in the middle: the reader must not take it for the whole.
    response.destroy()
    if (!signal.aborted) throw error
  })
}
