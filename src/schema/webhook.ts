import type {
  Delivery as DeliveryNoun,
  DeliveryStatus as StatusName,
  Webhook as WebhookNoun,
} from '../domain/webhook.ts'
import type { Connection } from '../resolvers/connection.ts'
import {
  type CreateWebhookInput as CreateInput,
  createWebhook,
  deleteWebhook,
  deliveriesOfWebhook,
  hasArrived,
  pauseWebhook,
  replayWebhook,
  resumeWebhook,
  rotateWebhookSecret,
  segmentOfWebhook,
  type WebhookTest as TestNoun,
  testWebhook,
  type WebhookWithSecret as WithSecret,
  webhooks,
} from '../resolvers/webhooks.ts'
import { builder } from './builder.ts'
import { described, MembershipEvent } from './enums.ts'
import { expectedErrors } from './errors.ts'
import { expected } from './expected.ts'
import { pageCost } from './limits.ts'
import { Segment } from './segment.ts'

const DeliveryStatus = builder.enumType('DeliveryStatus', {
  description: 'How far a message is.',
  values: described<StatusName>({
    PENDING: 'To be sent, or sent again.',
    DELIVERED: 'The receiver said that it has it.',
    DEAD: 'Given up after twelve attempts, or because the receiver wants no more; it can be replayed.',
  }),
})

const WebhookDelivery = builder.objectRef<DeliveryNoun>('WebhookDelivery').implement({
  description: 'A message to a webhook: at most 500 changes, in their order.',
  fields: (t) => ({
    messageId: t.id({
      description: 'The header `webhook-id`: the same however often the message is sent.',
      resolve: ({ messageId }) => `msg_${messageId}`,
    }),
    status: t.expose('status', { type: DeliveryStatus, description: 'How far it is.' }),
    changes: t.exposeInt('changes', { description: 'How many changes it tells of.' }),
    attempts: t.exposeInt('attempts', { description: 'How often it was sent so far.' }),
    nextAttemptAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it is sent next; null where it is not.',
      resolve: ({ status, nextAttemptAt }) => (status === 'PENDING' ? nextAttemptAt : null),
    }),
    lastStatus: t.exposeInt('lastStatus', {
      nullable: true,
      description: 'What the receiver answered last; null: nothing.',
    }),
    lastError: t.exposeString('lastError', { nullable: true, description: 'What went wrong last.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was written.' }),
    deliveredAt: t.expose('deliveredAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it arrived; null: it has not.',
    }),
  }),
})

const DeliveryConnection = builder.connectionObject<typeof WebhookDelivery, Connection<DeliveryNoun>>(
  { type: WebhookDelivery, name: 'WebhookDeliveryConnection', description: 'A page of messages.' },
  { name: 'WebhookDeliveryEdge', description: 'A message and its place.' },
)

const Webhook = builder.objectRef<WebhookNoun>('Webhook').implement({
  description:
    'An address that is told of who enters a segment and who leaves it: signed, in order, at least once. The guide is docs/guides/webhooks.md.',
  fields: (t) => ({
    key: t.exposeID('key', { description: 'Stable key.' }),
    segment: t.field({ type: Segment, description: 'The segment that it is told of.', resolve: segmentOfWebhook }),
    url: t.exposeString('url', { description: 'Where messages go.' }),
    on: t.expose('on', { type: [MembershipEvent], description: 'What it is told of.' }),
    pausedBecause: t.exposeString('pausedBecause', {
      nullable: true,
      description: 'Why nothing is sent; null: it runs. What changes meanwhile is sent when it runs again.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'What changed before is not told.' }),
    deliveries: t.connection(
      {
        type: WebhookDelivery,
        description: 'Its messages, oldest first.',
        args: { status: t.arg({ type: DeliveryStatus, description: 'Only those of this status.' }) },
        complexity: pageCost,
        resolve: deliveriesOfWebhook,
      },
      DeliveryConnection,
    ),
  }),
})

const WebhookConnection = builder.connectionObject<typeof Webhook, Connection<WebhookNoun>>(
  { type: Webhook, name: 'WebhookConnection', description: 'A page of webhooks.' },
  { name: 'WebhookEdge', description: 'A webhook and its place.' },
)

const WebhookWithSecret = builder.objectRef<WithSecret>('WebhookWithSecret').implement({
  description: 'A webhook with the secret that its messages are signed with.',
  fields: (t) => ({
    webhook: t.expose('webhook', { type: Webhook, description: 'The webhook.' }),
    secret: t.exposeString('secret', {
      description: 'Keep it where the receiver finds it and nobody else: messages that it does not sign are not ours.',
    }),
  }),
})

const WebhookTest = builder.objectRef<TestNoun>('WebhookTest').implement({
  description: 'What came of a test message.',
  fields: (t) => ({
    arrived: t.boolean({ description: 'Whether the receiver said that it has it.', resolve: hasArrived }),
    status: t.exposeInt('status', { nullable: true, description: 'What the receiver answered; null: nothing.' }),
    error: t.exposeString('error', { nullable: true, description: 'Why there was no answer; null: there was.' }),
  }),
})

const CreateWebhookInput = builder.inputRef<CreateInput>('CreateWebhookInput').implement({
  description: 'What a webhook is to be.',
  fields: (t) => ({
    key: t.id({ required: true, description: 'Stable key: small letters, digits, dots, dashes and underscores.' }),
    segment: t.id({ required: true, description: 'Key of a segment with a rule of its own.' }),
    url: t.string({ required: true, description: 'Where messages go: https, and not into an inner network.' }),
    on: t.field({ type: [MembershipEvent], description: 'What it is told of; by default both.' }),
  }),
})

/** A key that may change things but not read them must not have members sent to itself. */
const scopes = { authScopes: { $all: { read: true, compute: true } } } as const
const needs = 'Needs the scopes `read` and `compute`.'
const webhook = 'Key of the webhook.'

builder.queryField('webhooks', (t) =>
  t.connection(
    { type: Webhook, description: 'All webhooks, oldest first.', complexity: pageCost, resolve: webhooks },
    WebhookConnection,
  ),
)

builder.mutationFields((t) => {
  const args = { webhook: t.arg.id({ required: true, description: webhook }) }
  const outcomes = (name: string, description: string) => ({ ...expectedErrors, union: { name, description } })
  const notFound = 'or NotFoundError: there is none.'
  return {
    createWebhook: t.field({
      ...scopes,
      type: WebhookWithSecret,
      description: `Has an address told of who enters a segment and who leaves it from now on. Sent again it is the same webhook with the same secret. ${needs}`,
      errors: outcomes(
        'CreateWebhookResult',
        'The webhook; or InvalidInputError: the address is not fit, NotFoundError: no such segment, ConflictError: the key is that of another webhook.',
      ),
      args: { input: t.arg({ type: CreateWebhookInput, required: true, description: 'What it is to be.' }) },
      resolve: expected(createWebhook),
    }),
    pauseWebhook: t.field({
      ...scopes,
      type: Webhook,
      description: `Sends nothing until it is resumed; nothing is lost meanwhile. ${needs}`,
      errors: outcomes('PauseWebhookResult', `The webhook; ${notFound}`),
      args,
      resolve: expected(pauseWebhook),
    }),
    resumeWebhook: t.field({
      ...scopes,
      type: Webhook,
      description: `Lets a webhook run again. ${needs}`,
      errors: outcomes('ResumeWebhookResult', `The webhook; ${notFound}`),
      args,
      resolve: expected(resumeWebhook),
    }),
    rotateWebhookSecret: t.field({
      ...scopes,
      type: WebhookWithSecret,
      description: `Gives a webhook another secret; for a day messages are signed with the one before, too. ${needs}`,
      errors: outcomes('RotateWebhookSecretResult', `The webhook; ${notFound}`),
      args,
      resolve: expected(rotateWebhookSecret),
    }),
    testWebhook: t.field({
      ...scopes,
      type: WebhookTest,
      description: `Sends a test message now, paused or not, and says what came back. ${needs}`,
      errors: outcomes('TestWebhookResult', `What came of it; ${notFound}`),
      args,
      complexity: 100,
      resolve: expected(testWebhook),
    }),
    replayWebhook: t.int({
      ...scopes,
      description: `Has the messages that were given up sent again, and says how many. ${needs}`,
      errors: {
        ...outcomes('ReplayWebhookResult', `How many; ${notFound}`),
        result: { name: 'ReplayedWebhook', description: 'Messages that are sent again.' },
        dataField: { name: 'messages', description: 'How many.' },
        directResult: false,
      },
      args,
      resolve: expected(replayWebhook),
    }),
    deleteWebhook: t.id({
      ...scopes,
      description: `Removes a webhook with its messages, and answers with its key. ${needs}`,
      errors: {
        ...outcomes('DeleteWebhookResult', `The key; ${notFound}`),
        result: { name: 'DeletedWebhook', description: 'A webhook that is gone.' },
        dataField: { name: 'key', description: 'Its key.' },
        directResult: false,
      },
      args,
      resolve: expected(deleteWebhook),
    }),
  }
})
