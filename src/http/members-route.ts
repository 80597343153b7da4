import type { IncomingMessage, ServerResponse } from 'node:http'

import type { ApiKey } from '../domain/api-key.ts'
import { CodedError } from '../errors.ts'
import type { Database } from '../store/database.ts'
import { exportMembers, type MemberFormat, type MemberSource } from '../store/export-members.ts'
import { findSnapshots } from '../store/segment-snapshots.ts'
import { findSegmentsByKey } from '../store/segments.ts'
import type { Authenticate } from './authenticate.ts'
import { allowOnly } from './respond.ts'

export interface MembersRouteOptions {
  readonly authenticate: Authenticate
  readonly database: Database
  /** Key of a snapshot by its global id; null for any other text. */
  readonly snapshotKeyOf: (id: string) => number | null
  readonly stopping: AbortSignal
}

const address = /^\/segments\/([^/]+)\/members\.(ndjson|csv)$/
const mediaTypes: Readonly<Record<MemberFormat, string>> = {
  ndjson: 'application/x-ndjson; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
}

/** Whether this route answers an address. */
export const isMembersPath = (path: string): boolean => address.test(path)

const requireRead = ({ name, scopes }: ApiKey): void => {
  if (scopes.includes('read') || scopes.includes('admin')) return
  throw new CodedError('FORBIDDEN', `The key "${name}" lacks the scope read that this needs.`)
}

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new CodedError('BAD_REQUEST', 'The key of the segment in the address is not percent-encoded as it should be.')
  }
}

/** The snapshot that was asked for, or the members of this moment. */
const sourceOf = async (
  { database, snapshotKeyOf }: MembersRouteOptions,
  key: string,
  asked: string | null,
): Promise<MemberSource> => {
  const [segment] = key.includes('\0') ? [] : await findSegmentsByKey(database, [key])
  if (segment === undefined) throw new CodedError('NOT_FOUND', `There is no segment ${JSON.stringify(key)}.`)
  if (asked === null) return { segmentId: segment.id }
  const id = snapshotKeyOf(asked)
  const [found] = id === null ? [] : await findSnapshots(database, [id])
  if (found?.segmentId !== segment.id) throw new CodedError('NOT_FOUND', `The segment "${key}" has no such snapshot.`)
  return { snapshotId: found.id }
}

/** `GET /segments/{key}/members.ndjson` or `.csv`: all members at this instant, or those of a snapshot (`?snapshot=<id>`), streamed. */
export const createMembersRoute =
  (options: MembersRouteOptions) =>
  async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    allowOnly(response, request.method, 'GET')
    const apiKey = await options.authenticate(request.headers)
    const url = new URL(request.url ?? '/', 'http://localhost')
    const [, key, format] = address.exec(url.pathname) as unknown as [string, string, MemberFormat]
    const asked = url.searchParams.get('snapshot')
    requireRead(apiKey)
    const source = await sourceOf(options, decode(key), asked)
    response.writeHead(200, {
      'content-type': mediaTypes[format],
      'content-disposition': `attachment; filename="members.${format}"`,
      'cache-control': 'no-store',
    })
    const leaving = new AbortController()
    response.once('close', () => leaving.abort())
    const signal = AbortSignal.any([leaving.signal, options.stopping])
    await exportMembers(options.database, source, format, response, signal).catch((error) => {
      // Cut off in the middle: the reader must not take it for the whole.
      response.destroy()
      if (!signal.aborted) throw error
    })
  }
