import type { Config } from '../config.ts'
import { CodedError } from '../errors.ts'
import { deliverWebhooks, refreshSegments, runCampaigns, startRecompute } from './definitions.ts'
import type { Queues } from './queue.ts'

/**
 * Has the recompute start by itself, at the shop's own hours. Every worker says so when it starts; it is one schedule all the same.
 * @throws CodedError INVALID_CONFIGURATION for a cron expression that cannot be read
 */
export const scheduleRecompute = (
  queues: Pick<Queues, 'schedule'>,
  { recomputeCron, timeZone }: Pick<Config, 'recomputeCron' | 'timeZone'>,
): Promise<void> =>
  queues
    .schedule(startRecompute, { only: null }, { id: 'nightly-recompute', cron: recomputeCron, timeZone })
    .catch((error: Error) => {
      if (!/cron|expression|field|constraint|invalid/i.test(error.message)) throw error
      throw new CodedError(
        'INVALID_CONFIGURATION',
        `RECOMPUTE_CRON "${recomputeCron}" cannot be read: ${error.message}`,
        {
          cause: error,
        },
      )
    })

/** Has the members of rules brought up to date every minute, by whichever worker is free. */
export const scheduleSegments = (queues: Pick<Queues, 'schedule'>): Promise<void> =>
  queues.schedule(refreshSegments, {}, { id: 'refresh-segments', cron: '* * * * *', timeZone: 'UTC' })

/** Has campaigns started and ended every minute, by whichever worker is free. */
export const scheduleCampaigns = (queues: Pick<Queues, 'schedule'>): Promise<void> =>
  queues.schedule(runCampaigns, {}, { id: 'run-campaigns', cron: '* * * * *', timeZone: 'UTC' })

/** Has webhooks sent every minute what they have to tell, by whichever worker is free. */
export const scheduleWebhooks = (queues: Pick<Queues, 'schedule'>): Promise<void> =>
  queues.schedule(deliverWebhooks, {}, { id: 'deliver-webhooks', cron: '* * * * *', timeZone: 'UTC' })
