import { findSegmentsById } from '../store/segments.ts'
import { listRunningWebhooks } from '../store/webhooks/webhooks.ts'
import { deliverWebhook } from '../webhooks/deliver.ts'
import type { JobContext } from './job-context.ts'

/** Sends what every webhook has to tell, all of them at once: a receiver that is slow holds up no other. */
export const deliverWebhooks = async ({ database, webhooks: settings, signal, log }: JobContext) => {
  const webhooks = await listRunningWebhooks(database.pool)
  const segments = await findSegmentsById(database, [...new Set(webhooks.map(({ segmentId }) => segmentId))])
  const keys = new Map(segments.map(({ id, key }) => [id, key]))
  const tools = { database, settings, signal, now: () => new Date() }
  const counts = await Promise.all(
    webhooks.map((webhook) =>
      deliverWebhook(webhook, keys.get(webhook.segmentId) ?? '', tools).catch((error) => {
        signal.throwIfAborted()
        log.error({ webhook: webhook.key, err: error }, 'a webhook could not be sent')
        return 0
      }),
    ),
  )
  return { webhooks: webhooks.length, delivered: counts.reduce((sum, count) => sum + count, 0) }
}
