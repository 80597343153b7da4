import type { Delivery, MembershipChange, Webhook } from '../domain/webhook.ts'
import type { Database } from '../store/database.ts'
import { claimDelivery, readChanges, settleDelivery } from '../store/webhooks/deliveries.ts'
import { pauseWebhook, readSalts } from '../store/webhooks/webhooks.ts'
import { backoffMs, mostAttempts } from './backoff.ts'
import { type Answer, post } from './post.ts'
import { secretOf, signatureOf, timestampOf } from './signature.ts'

export interface WebhookSettings {
  /** Pepper that secrets are derived with. */
  readonly keySecret: string
  /** Whether addresses of inner networks, and http, are allowed. */
  readonly webhooksInside: boolean
}

export interface DeliveryTools {
  readonly database: Database
  readonly settings: WebhookSettings
  readonly signal: AbortSignal
  readonly now: () => Date
}

/** Longer than any attempt takes: whoever holds a message for longer is dead. */
const leaseMs = 60_000

/** 2xx: it has arrived. 410: the receiver wants no more until somebody resumes, and then this first. Anything else may be better later. */
const arrived = ({ status }: Answer): boolean => status !== null && status >= 200 && status < 300
const isGone = ({ status }: Answer): boolean => status === 410

const bodyOf = (type: string, at: Date, data: object): string =>
  JSON.stringify({ type, timestamp: at.toISOString(), data })

/** Sends a body under an id that stays, signed with every secret that is good. */
export const sendSigned = async (
  { id: webhookId, url }: Pick<Webhook, 'id' | 'url'>,
  messageId: string,
  body: string,
  { database, settings, signal, now }: DeliveryTools,
): Promise<Answer> => {
  const sentAt = now()
  const { salt, previousSalt } = await readSalts(database.pool, webhookId, sentAt)
  const secrets = [salt, previousSalt].filter((own) => own !== null).map((own) => secretOf(own, settings.keySecret))
  const id = `msg_${messageId}`
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'Clientele',
    'webhook-id': id,
    'webhook-timestamp': timestampOf(sentAt),
    'webhook-signature': signatureOf({ id, sentAt, body }, secrets),
  }
  return post(url, body, { headers, allowInside: settings.webhooksInside, signal })
}

/** What a message says: the same each time that it is sent. */
const membershipBody = (segment: string, { createdAt }: Delivery, changes: readonly MembershipChange[]): string =>
  bodyOf('segment.members_changed', createdAt, {
    segment,
    changes: changes.map(({ externalId, change, at }) => ({ user: externalId, change, at: at.toISOString() })),
  })

/** What a test sends. */
export const testBody = (segment: string, at: Date): string => bodyOf('webhook.test', at, { segment })

const settle = async (
  webhook: Webhook,
  delivery: Delivery,
  answer: Answer,
  { database, now }: DeliveryTools,
): Promise<void> => {
  const at = now()
  const attempts = delivery.attempts + 1
  await settleDelivery(database.pool, delivery, {
    status: arrived(answer) ? 'DELIVERED' : attempts >= mostAttempts ? 'DEAD' : 'PENDING',
    nextAttemptAt: new Date(at.getTime() + backoffMs(delivery.messageId, attempts)),
    lastStatus: answer.status,
    lastError: arrived(answer) ? null : (answer.error ?? `answered ${answer.status}`),
    at,
  })
  if (isGone(answer))
    await pauseWebhook(database.pool, webhook.id, 'The receiver answered 410: it wants no more messages.')
}

/**
 * Sends what a webhook has to tell, message after message, until there is no more or one has to wait. Dying at any point loses nothing: a message that may have arrived is sent again under its id. How many arrived.
 */
export const deliverWebhook = async (webhook: Webhook, segment: string, tools: DeliveryTools): Promise<number> => {
  const { database, signal, now } = tools
  for (let delivered = 0; ; delivered++) {
    signal.throwIfAborted()
    const at = now()
    const delivery = await claimDelivery(database, webhook.id, at, new Date(at.getTime() + leaseMs))
    if (delivery === null) return delivered
    const body = membershipBody(segment, delivery, await readChanges(database.pool, delivery.id))
    const answer = await sendSigned(webhook, delivery.messageId, body, tools)
    signal.throwIfAborted()
    await settle(webhook, delivery, answer, tools)
    if (!arrived(answer)) return delivered
  }
}
