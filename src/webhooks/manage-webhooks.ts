import { randomBytes, randomUUID } from 'node:crypto'

import type { MembershipEvent, Webhook } from '../domain/webhook.ts'
import { CodedError } from '../errors.ts'
import { noRuleSegment } from '../segments/no-rule-segment.ts'
import type { Database } from '../store/database.ts'
import { findRuleSegment, lockDefinitions } from '../store/rules/rule-segments.ts'
import { findSegmentsById } from '../store/segments.ts'
import { replayDeliveries } from '../store/webhooks/deliveries.ts'
import {
  findWebhook,
  insertWebhook,
  pauseWebhook,
  readSalts,
  removeWebhook,
  rotateSalt,
} from '../store/webhooks/webhooks.ts'
import { addressFault } from './address.ts'
import { sendSigned, testBody, type WebhookSettings } from './deliver.ts'
import type { Answer } from './post.ts'
import { secretOf } from './signature.ts'

export interface WebhookInput {
  readonly key: string
  /** Key of a segment with a rule of its own. */
  readonly segment: string
  readonly url: string
  readonly on?: readonly MembershipEvent[] | null
}

/** With the secret, which is not shown again. */
export interface WebhookWithSecret {
  readonly webhook: Webhook
  readonly secret: string
}

const saltBytes = 32
/** For so long after a rotation messages are signed with the secret before, too. */
const bothMs = 24 * 3_600_000

const requireInput = ({ key, url, on }: WebhookInput, { webhooksInside }: WebhookSettings): void => {
  const faults: string[] = []
  if (!/^[a-z0-9][a-z0-9._-]{0,63}$/.test(key))
    faults.push('key must be 1 to 64 small letters, digits, dots, dashes and underscores')
  const fault = addressFault(url, webhooksInside)
  if (fault !== null) faults.push(`url ${fault}`)
  if (on?.length === 0) faults.push('on must name ENTERED, LEFT or both')
  if (faults.length > 0) throw new CodedError('BAD_USER_INPUT', `${faults.join(' · ')}.`)
}

const requireWebhook = async (database: Pick<Database, 'pool'>, key: string): Promise<Webhook> => {
  const webhook = await findWebhook(database.pool, key)
  if (webhook === null) throw new CodedError('NOT_FOUND', `There is no webhook ${JSON.stringify(key)}.`)
  return webhook
}

const bothEvents: readonly MembershipEvent[] = ['ENTERED', 'LEFT']

const isSame = (webhook: Webhook, { url, on }: WebhookInput, segmentId: number): boolean =>
  webhook.url === url &&
  webhook.segmentId === segmentId &&
  bothEvents.every((event) => webhook.on.includes(event) === (on ?? bothEvents).includes(event))

/**
 * Tells an address of who enters a segment and who leaves it from now on. Sent again it is the same webhook with the same secret.
 * @throws CodedError BAD_USER_INPUT, NOT_FOUND for the segment, KEY_REUSED
 */
export const createWebhook = async (
  database: Database,
  input: WebhookInput,
  settings: WebhookSettings,
  now: Date,
): Promise<WebhookWithSecret> => {
  requireInput(input, settings)
  const webhook = await database.transaction(async (client) => {
    await lockDefinitions(client)
    const segment = await findRuleSegment(client, input.segment)
    if (segment === null) throw await noRuleSegment(client, input.segment)
    const given = { ...input, on: input.on ?? bothEvents, segmentId: segment.id }
    const created = await insertWebhook(client, { ...given, salt: randomBytes(saltBytes), createdAt: now })
    const known = created ?? (await findWebhook(client, input.key))
    if (known !== null && isSame(known, input, segment.id)) return known
    throw new CodedError('KEY_REUSED', `There is another webhook "${input.key}".`)
  })
  const { salt } = await readSalts(database.pool, webhook.id, now)
  return { webhook, secret: secretOf(salt, settings.keySecret) }
}

/** @throws CodedError NOT_FOUND */
export const setWebhookPaused = async (database: Database, key: string, because: string | null): Promise<Webhook> =>
  pauseWebhook(database.pool, (await requireWebhook(database, key)).id, because)

/** @throws CodedError NOT_FOUND */
export const deleteWebhook = async (database: Database, key: string): Promise<string> => {
  await removeWebhook(database.pool, (await requireWebhook(database, key)).id)
  return key
}

/**
 * Another secret; for a day messages are signed with both.
 * @throws CodedError NOT_FOUND
 */
export const rotateWebhookSecret = async (
  database: Database,
  key: string,
  { keySecret }: WebhookSettings,
  now: Date,
): Promise<WebhookWithSecret> => {
  const { id } = await requireWebhook(database, key)
  const salt = randomBytes(saltBytes)
  const webhook = await rotateSalt(database.pool, id, salt, new Date(now.getTime() + bothMs))
  return { webhook, secret: secretOf(salt, keySecret) }
}

/**
 * Sends a test message now and says what came back.
 * @throws CodedError NOT_FOUND
 */
export const testWebhook = async (
  database: Database,
  key: string,
  settings: WebhookSettings,
  signal: AbortSignal,
): Promise<Answer> => {
  const webhook = await requireWebhook(database, key)
  const [segment] = await findSegmentsById(database, [webhook.segmentId])
  const now = () => new Date()
  return sendSigned(webhook, randomUUID(), testBody(segment.key, now()), { database, settings, signal, now })
}

/**
 * Has what was given up sent again.
 * @throws CodedError NOT_FOUND
 */
export const replayWebhook = async (database: Database, key: string, now: Date): Promise<number> =>
  replayDeliveries(database.pool, (await requireWebhook(database, key)).id, now)
