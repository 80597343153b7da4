import type { Writable } from 'node:stream'

import { copyEnds, copyOut, type ExportFormat } from '../copy-out.ts'
import type { Database } from '../database.ts'
import { campaignWithSegment, isGood, mayBeSent } from './may-be-sent.ts'

const instant = (column: string): string => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

/** Name and value of what stands in a line, in order. */
const fields = {
  externalId: 'u.external_id',
  code: 'a.code',
  coupon: 'p.key',
  availableAt: instant('a.available_at'),
  expiresAt: instant('a.expires_at'),
} as const

const json = Object.entries(fields)
  .map(([name, value]) => `'"${name}":' || coalesce(to_json(${value}::text)::text, 'null')`)
  .join(` || ',' || `)

const columns: Readonly<Record<ExportFormat, string>> = {
  ndjson: `'{' || ${json} || '}'`,
  csv: Object.entries(fields)
    .map(([name, value]) => `${value} AS "${name}"`)
    .join(', '),
}

/** Writes the coupons that a campaign has assigned, but for those that have expired and those who may no longer be sent one, in constant memory. Ends when `signal` is aborted. */
export const exportCoupons = (
  database: Database,
  campaignId: number,
  format: ExportFormat,
  target: Writable,
  signal: AbortSignal,
): Promise<void> => {
  // COPY takes no parameters; ids are whole numbers.
  const selection = `SELECT ${columns[format]} FROM coupon_assignments a JOIN users u ON u.id = a.user_id
    JOIN campaign_coupons p ON p.id = a.coupon_id JOIN (${campaignWithSegment}) ON c.id = a.campaign_id
    WHERE a.campaign_id = ${Math.trunc(campaignId)} AND a.arm = 'TREATED' AND ${isGood} AND ${mayBeSent}`
  return copyOut(database, `COPY (${selection}) ${copyEnds[format]}`, target, signal)
}
