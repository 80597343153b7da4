import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

import { deliverWebhooks } from '../../src/jobs/definitions.ts'
import { pruneDeliveries } from '../../src/store/webhooks/deliveries.ts'
import { listRunningWebhooks } from '../../src/store/webhooks/webhooks.ts'
import { backoffMs, mostAttempts } from '../../src/webhooks/backoff.ts'
import { deliverWebhook } from '../../src/webhooks/deliver.ts'
import { signatureOf } from '../../src/webhooks/signature.ts'
import { keyWith, openApi, type TestApi } from '../support/api.ts'
import { openCampaignShop } from '../support/campaign-shop.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { startWorkerProcess } from '../support/worker-process.ts'

interface Received {
  readonly id: string
  readonly signature: string
  readonly sentAt: Date
  readonly body: string
}

/** A receiver that answers as it is told. */
const openReceiver = async () => {
  const received: Received[] = []
  let answer: (response: ServerResponse) => void = (response) => response.writeHead(204).end()
  const read = async (request: IncomingMessage, response: ServerResponse) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const { 'webhook-id': id, 'webhook-signature': signature, 'webhook-timestamp': at } = request.headers
    received.push({ id: String(id), signature: String(signature), sentAt: new Date(1000 * Number(at)), body })
    answer(response)
  }
  const server = createServer((request, response) => void read(request, response))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    respond: (how: typeof answer) => {
      answer = how
    },
    close: () => {
      server.closeAllConnections()
      return new Promise((done) => server.close(done))
    },
  }
}

const start = Date.parse('2026-03-01T00:00:00Z')

/** Users 1 to 700; nobody is told of the first 10 members of `vip`. */
describe('a webhook', () => {
  let database: TestDatabase
  let api: TestApi
  let receiver: Awaited<ReturnType<typeof openReceiver>>
  let secret: string
  let clock = start

  const change = (userIds: readonly number[], entered: boolean) =>
    database.pool.query(
      `INSERT INTO membership_changes (segment_id, user_id, entered, changed_at) SELECT 1000, id, $2, '2026-02-28Z' FROM unnest($1::bigint[]) AS id`,
      [userIds, entered],
    )
  const ask = async (text: string) => {
    const { data, errors } = await api.execute<Record<string, Record<string, unknown>>>(text)
    expect(errors).toBeUndefined()
    return Object.values(data)[0]
  }
  const manage = (field: string, more = 'pausedBecause') =>
    ask(`mutation { ${field}(webhook: "crm") { ... on Webhook { key ${more} } ... on Error { code message } } }`)
  const deliver = async (signal = new AbortController().signal) => {
    const [webhook] = await listRunningWebhooks(database.pool)
    if (webhook === undefined) return 0
    const settings = { keySecret: '', webhooksInside: true }
    return deliverWebhook(webhook, 'vip', { database, settings, signal, now: () => new Date(clock) })
  }
  const deliveries = async () => {
    const found = (await ask(
      '{ webhooks { edges { node { deliveries(first: 50) { edges { node { messageId status changes attempts lastStatus lastError } } } } } } }',
    )) as unknown as { edges: { node: { deliveries: { edges: { node: Record<string, unknown> }[] } } }[] }
    return found.edges[0].node.deliveries.edges.map(({ node }) => node)
  }
  const toldBy = ({ body }: Received) =>
    (JSON.parse(body) as { data: { changes: { user: string; change: string }[] } }).data.changes.map(
      ({ user, change: what }) => `${what} ${user}`,
    )

  beforeAll(async () => {
    database = await openTestDatabase()
    await openCampaignShop(database, 700)
    receiver = await openReceiver()
    api = openApi(database)
    await change([1, 2, 3], true)
    const created = (await ask(`mutation { createWebhook(input: {key: "crm", segment: "vip", url: "${receiver.url}"}) {
      ... on WebhookWithSecret { secret webhook { on segment { key } } } ... on Error { code message } } }`)) as {
      secret: string
    }
    expect(created).toMatchObject({ webhook: { on: ['ENTERED', 'LEFT'], segment: { key: 'vip' } } })
    secret = created.secret
  })
  afterAll(async () => {
    await api?.close()
    await receiver?.close()
    await database?.drop()
  })
  beforeEach(() => {
    receiver.received.length = 0
    receiver.respond((response) => response.writeHead(204).end())
    clock += 86_400_000
  })

  it('tells of what changed since it was made, in order, signed', async () => {
    await change([4, 5], true)
    await change([4], false)
    expect(await deliver()).toBe(1)
    const [message] = receiver.received
    expect(JSON.parse(message.body)).toMatchObject({ type: 'segment.members_changed', data: { segment: 'vip' } })
    expect(toldBy(message)).toEqual(['ENTERED u-4', 'ENTERED u-5', 'LEFT u-4'])
    expect(message.signature).toBe(signatureOf(message, [secret]))
    expect(await deliver()).toBe(0)
  })

  it('tells of many in messages of five hundred', async () => {
    await change(
      Array.from({ length: 700 }, (_, n) => n + 1),
      false,
    )
    expect(await deliver()).toBe(2)
    expect(receiver.received.map((message) => toldBy(message).length)).toEqual([500, 200])
    expect(new Set(receiver.received.flatMap(toldBy)).size).toBe(700)
  })

  it('sends again later what did not arrive, the same message under the same id, and nothing before it', async () => {
    await change([7], true)
    receiver.respond((response) => response.writeHead(503).end())
    expect(await deliver()).toBe(0)
    await change([8], true)
    expect(await deliver()).toBe(0)
    expect(receiver.received).toHaveLength(1)
    expect((await deliveries()).at(-1)).toMatchObject({ status: 'PENDING', attempts: 1, lastStatus: 503 })
    receiver.respond((response) => response.writeHead(200).end('ok'))
    clock += backoffMs(receiver.received[0].id.slice(4), 1)
    expect(await deliver()).toBe(2)
    const [first, again, next] = receiver.received
    expect([again.id, again.body]).toEqual([first.id, first.body])
    expect(toldBy(next)).toEqual(['ENTERED u-8'])
  })

  it('gives a message up after twelve attempts, goes on with the next, and replays it when told to', async () => {
    await change([9], true)
    receiver.respond((response) => response.destroy())
    for (let attempt = 1; attempt <= mostAttempts; attempt++) {
      await deliver()
      clock += 12 * 3_600_000
    }
    expect(receiver.received).toHaveLength(mostAttempts)
    expect((await deliveries()).at(-1)).toMatchObject({
      status: 'DEAD',
      lastStatus: null,
      lastError: expect.any(String),
    })
    receiver.respond((response) => response.writeHead(200).end())
    await change([10], true)
    expect(await deliver()).toBe(1)
    expect(toldBy(receiver.received[mostAttempts])).toEqual(['ENTERED u-10'])
    const replayed = await ask('mutation { replayWebhook(webhook: "crm") { ... on ReplayedWebhook { messages } } }')
    expect(replayed).toEqual({ messages: 1 })
    clock = Math.max(clock, Date.now() + 1000)
    expect(await deliver()).toBe(1)
    expect(toldBy(receiver.received[mostAttempts + 1])).toEqual(['ENTERED u-9'])
    clock = start + 40 * 86_400_000
  })

  it('is sent once by two that send at once', async () => {
    await change([11], true)
    await change([12], true)
    const counts = await Promise.all([deliver(), deliver(), deliver()])
    expect(counts.reduce((sum, count) => sum + count)).toBe(1)
    expect(receiver.received).toHaveLength(1)
  })

  it('that a killed worker was sending is sent by another one, under its id', async () => {
    await change([13], true)
    const { promise: arrived, resolve } = Promise.withResolvers<void>()
    receiver.respond(() => resolve())
    const worker = await startWorkerProcess(database.url)
    await api.queues.enqueue(deliverWebhooks, {}, { id: 'killed' })
    await arrived
    await worker.kill('SIGKILL')
    receiver.respond((response) => response.writeHead(200).end())
    clock = Date.now()
    expect(await deliver()).toBe(0)
    clock += 61_000
    expect(await deliver()).toBe(1)
    expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(1)
  })

  it('says nothing while it is paused, and all of it afterwards', async () => {
    expect(await manage('pauseWebhook')).toEqual({ key: 'crm', pausedBecause: 'Somebody paused it.' })
    await change([14], true)
    expect(await deliver()).toBe(0)
    expect(await manage('resumeWebhook')).toEqual({ key: 'crm', pausedBecause: null })
    expect(await deliver()).toBe(1)
  })

  it('pauses by itself when the receiver wants no more', async () => {
    await change([15], true)
    receiver.respond((response) => response.writeHead(410).end())
    await deliver()
    expect(await listRunningWebhooks(database.pool)).toEqual([])
    expect(await manage('resumeWebhook')).toMatchObject({ pausedBecause: null })
    receiver.respond((response) => response.writeHead(200).end())
    await change([19], true)
    clock += 60_000
    expect(await deliver()).toBe(2)
    expect(receiver.received.map(toldBy)).toEqual([['ENTERED u-15'], ['ENTERED u-15'], ['ENTERED u-19']])
    expect(receiver.received[1].id).toBe(receiver.received[0].id)
  })

  it('signs with both secrets for a day after a rotation', async () => {
    const rotated = (await ask(
      'mutation { rotateWebhookSecret(webhook: "crm") { ... on WebhookWithSecret { secret } } }',
    )) as unknown as { secret: string }
    clock = Date.now()
    await change([16], true)
    await deliver()
    expect(receiver.received[0].signature).toBe(signatureOf(receiver.received[0], [rotated.secret, secret]))
    clock += 25 * 3_600_000
    await change([17], true)
    await deliver()
    expect(receiver.received[1].signature).toBe(signatureOf(receiver.received[1], [rotated.secret]))
  })

  it('can be tried out, and says what came back', async () => {
    const test = () => ask('mutation { testWebhook(webhook: "crm") { ... on WebhookTest { arrived status error } } }')
    expect(await test()).toEqual({ arrived: true, status: 204, error: null })
    expect(JSON.parse(receiver.received[0].body)).toMatchObject({ type: 'webhook.test', data: { segment: 'vip' } })
    receiver.respond((response) => response.writeHead(302, { location: 'http://127.0.0.1/' }).end())
    expect(await test()).toEqual({ arrived: false, status: 302, error: null })
    receiver.respond((response) => response.destroy())
    expect(await test()).toMatchObject({ arrived: false, status: null, error: expect.any(String) })
  })

  it('forgets what arrived a month ago, and nothing else', async () => {
    const before = await deliveries()
    const arrived = before.filter(({ status }) => status === 'DELIVERED').length
    expect(arrived).toBeGreaterThan(0)
    expect(await pruneDeliveries(database, new Date(start))).toBe(0)
    await change([18], true)
    receiver.respond((response) => response.writeHead(410).end())
    await deliver()
    await manage('resumeWebhook')
    expect(await pruneDeliveries(database, new Date(clock + 90 * 86_400_000))).toBe(arrived)
    expect((await deliveries()).filter(({ status }) => status === 'PENDING')).toHaveLength(1)
    expect(await deliveries()).toHaveLength(before.length - arrived + 1)
  })

  it('keeps its segment from vanishing', async () => {
    const gone = await ask('mutation { deleteSegment(key: "vip") { ... on Error { code message } } }')
    expect(gone).toEqual({
      code: 'SEGMENT_IN_USE',
      message: expect.stringContaining('webhooks that tell of it ("crm")'),
    })
  })

  it('is refused where it cannot be, and to keys that may not read', async () => {
    const create = (input: string) => ask(`mutation { createWebhook(input: {${input}}) { ... on Error { code } } }`)
    expect(await create('key: "x", segment: "nobody", url: "https://a.example"')).toEqual({ code: 'NOT_FOUND' })
    expect(await create('key: "X", segment: "vip", url: "ftp://a", on: []')).toEqual({ code: 'BAD_USER_INPUT' })
    expect(await create('key: "crm", segment: "vip", url: "https://a.example"')).toEqual({ code: 'KEY_REUSED' })
    expect(await create(`key: "crm", segment: "vip", url: "${receiver.url}"`)).toEqual({})
    const { errors } = await api.execute(
      'mutation { testWebhook(webhook: "crm") { __typename } }',
      {},
      keyWith('compute'),
    )
    expect(errors?.[0].extensions.code).toBe('FORBIDDEN')
    expect(await ask('mutation { deleteWebhook(webhook: "crm") { ... on DeletedWebhook { key } } }')).toEqual({
      key: 'crm',
    })
    expect(await manage('pauseWebhook')).toMatchObject({ code: 'NOT_FOUND' })
  })
})
