import type { Context } from '../context.ts'
import type { Delivery, DeliveryStatus, Webhook } from '../domain/webhook.ts'
import { type Connection, idPosition, type PageArgs, readPaging, toConnection } from './connection.ts'

type Webhooks = Context['webhooks']
export type CreateWebhookInput = Parameters<Webhooks['create']>[0]
export type WebhookWithSecret = Awaited<ReturnType<Webhooks['create']>>
export type WebhookTest = Awaited<ReturnType<Webhooks['test']>>

interface KeyArgs {
  readonly webhook: string
}

/** @throws CodedError BAD_USER_INPUT, NOT_FOUND, KEY_REUSED */
export const createWebhook = (_root: unknown, { input }: { readonly input: CreateWebhookInput }, ctx: Context) =>
  ctx.webhooks.create(input)

/** @throws CodedError NOT_FOUND */
export const pauseWebhook = (_root: unknown, { webhook }: KeyArgs, ctx: Context) => ctx.webhooks.pause(webhook)

/** @throws CodedError NOT_FOUND */
export const resumeWebhook = (_root: unknown, { webhook }: KeyArgs, ctx: Context) => ctx.webhooks.resume(webhook)

/** @throws CodedError NOT_FOUND */
export const deleteWebhook = (_root: unknown, { webhook }: KeyArgs, ctx: Context) => ctx.webhooks.remove(webhook)

/** @throws CodedError NOT_FOUND */
export const rotateWebhookSecret = (_root: unknown, { webhook }: KeyArgs, ctx: Context) => ctx.webhooks.rotate(webhook)

/** @throws CodedError NOT_FOUND */
export const testWebhook = (_root: unknown, { webhook }: KeyArgs, ctx: Context) =>
  ctx.webhooks.test(webhook, ctx.signal)

/** @throws CodedError NOT_FOUND */
export const replayWebhook = (_root: unknown, { webhook }: KeyArgs, ctx: Context) => ctx.webhooks.replay(webhook)

export const webhooks = async (_root: unknown, args: PageArgs, ctx: Context): Promise<Connection<Webhook>> => {
  const list = 'webhooks'
  const { request } = readPaging(args, { list, positionOf: idPosition() })
  return toConnection(
    await ctx.store.listWebhooks(request),
    { list },
    ({ id }) => [id],
    (webhook) => webhook,
  )
}

export const deliveriesOfWebhook = async (
  { id: webhookId }: Webhook,
  { status = null, ...args }: PageArgs & { readonly status?: DeliveryStatus | null },
  ctx: Context,
): Promise<Connection<Delivery>> => {
  const list = `deliveries ${webhookId} ${status}`
  const { request } = readPaging(args, { list, positionOf: idPosition(Number.MAX_SAFE_INTEGER) })
  return toConnection(
    await ctx.store.listDeliveries({ webhookId, status }, request),
    { list },
    ({ id }) => [id],
    (delivery) => delivery,
  )
}

export const segmentOfWebhook = async ({ segmentId }: Webhook, _args: object, ctx: Context) => {
  const segment = await ctx.loaders.segment.load(segmentId)
  if (segment === null) throw new Error(`Segment ${segmentId} has a webhook but is not there`)
  return segment
}

export const hasArrived = ({ status }: WebhookTest): boolean => status !== null && status >= 200 && status < 300
