import type { IncomingMessage, ServerResponse } from 'node:http'

import { CodedError } from '../errors.ts'
import { exportCoupons } from '../store/campaigns/export-coupons.ts'
import { findCampaign } from '../store/campaigns/find-campaign.ts'
import type { Database } from '../store/database.ts'
import type { Authenticate } from './authenticate.ts'
import { readExport, sendExport } from './stream-export.ts'

export interface CouponsRouteOptions {
  readonly authenticate: Authenticate
  readonly database: Database
  readonly stopping: AbortSignal
}

const address = /^\/campaigns\/([^/]+)\/coupons\.(ndjson|csv)$/

/** Whether this route answers an address. */
export const isCouponsPath = (path: string): boolean => address.test(path)

/** `GET /campaigns/{key}/coupons.ndjson` or `.csv`: the codes that are to be sent, but for those who may no longer be sent anything, streamed. */
export const createCouponsRoute =
  ({ authenticate, database, stopping }: CouponsRouteOptions) =>
  async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { key, format } = await readExport(address, authenticate, request, response)
    const campaign = await findCampaign(database.pool, key)
    if (campaign === null) throw new CodedError('NOT_FOUND', `There is no campaign ${JSON.stringify(key)}.`)
    await sendExport(response, { name: 'coupons', format, stopping }, (target, signal) =>
      exportCoupons(database, campaign.id, format, target, signal),
    )
  }
