import type { IncomingMessage, ServerResponse } from 'node:http'

import { CodedError } from '../errors.ts'
import { suggestion } from '../intake/nearest-name.ts'
import type { Database } from '../store/database.ts'
import { exportMembers, type MemberSource } from '../store/export-members.ts'
import { readRuleNames } from '../store/rules/rule-segments.ts'
import { findSnapshots } from '../store/segment-snapshots.ts'
import { findSegmentsByKey } from '../store/segments.ts'
import type { Authenticate } from './authenticate.ts'
import { readExport, sendExport } from './stream-export.ts'

export interface MembersRouteOptions {
  readonly authenticate: Authenticate
  readonly database: Database
  /** Key of a snapshot by its global id; null for any other text. */
  readonly snapshotKeyOf: (id: string) => number | null
  readonly stopping: AbortSignal
}

const address = /^\/segments\/([^/]+)\/members\.(ndjson|csv)$/

/** Whether this route answers an address. */
export const isMembersPath = (path: string): boolean => address.test(path)

/** The snapshot that was asked for, or the members of this moment. */
const sourceOf = async (
  { database, snapshotKeyOf }: MembersRouteOptions,
  key: string,
  asked: string | null,
): Promise<MemberSource> => {
  const [segment] = key.includes('\0') ? [] : await findSegmentsByKey(database, [key])
  if (segment === undefined) {
    const { segments } = await readRuleNames(database.pool)
    throw new CodedError(
      'NOT_FOUND',
      `There is no segment ${JSON.stringify(key)}.${suggestion(key, [...segments.keys()])}`,
    )
  }
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
    const { key, format, parameters } = await readExport(address, options.authenticate, request, response)
    const source = await sourceOf(options, key, parameters.get('snapshot'))
    await sendExport(response, { name: 'members', format, stopping: options.stopping }, (target, signal) =>
      exportMembers(options.database, source, format, target, signal),
    )
  }
