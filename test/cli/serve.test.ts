import { createServer } from 'node:http'

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'

import type { Scope } from '../../src/domain/api-key.ts'
import { createKey } from '../../src/store/api-keys.ts'
import { runCli } from '../support/cli.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { type RunningProgram, startProgram } from './support/running-program.ts'

describe('serve', () => {
  let database: TestDatabase
  const started: RunningProgram[] = []
  beforeAll(async () => {
    database = await openTestDatabase()
  })
  afterEach(async () => {
    for (const { child, result } of started.splice(0)) {
      child.kill('SIGKILL')
      await result
    }
  })
  afterAll(() => database.drop())

  const start = async (...args: string[]) => {
    const program = await startProgram(['serve', ...args], { DATABASE_URL: database.url }, /^GraphQL: (\S+)$/m)
    started.push(program)
    return { ...program, address: program.match[1] }
  }

  const makeKey = async (...scopes: Scope[]) =>
    (await createKey(database, { name: 'test', scopes, expiresAt: null, pepper: '' })).token

  const ask = async (address: string, token: string, query: string, variables = {}) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
    const response = await fetch(address, { method: 'POST', headers, body: JSON.stringify({ query, variables }) })
    return (await response.json()) as { data: Record<string, unknown>; errors?: { extensions: { code: string } }[] }
  }

  it('prints where it answers, answers there, and ends well when told to', async () => {
    const { address, child, result } = await start('--port', '0')
    const token = await makeKey('read')
    expect(await ask(address, token, '{ users(first: 1) { totalCount } }')).toEqual({
      data: { users: { totalCount: 0 } },
    })
    expect((await fetch(address.replace('/graphql', '/ready'))).status).toBe(200)
    child.kill('SIGTERM')
    expect(await result).toMatchObject({ status: 0, stdout: `GraphQL: ${address}\n` })
  })

  it('refuses what the scopes of a key do not cover', async () => {
    const { address } = await start('--port', '0')
    const track = 'mutation { trackEvents(events: []) { accepted } }'
    const read = '{ segments { edges { node { key } } } }'
    const [reader, tracker] = [await makeKey('read'), await makeKey('track')]
    expect((await ask(address, reader, track)).errors?.[0].extensions.code).toBe('FORBIDDEN')
    expect((await ask(address, tracker, read)).errors?.[0].extensions.code).toBe('FORBIDDEN')
    expect((await ask(address, tracker, track)).data).toEqual({ trackEvents: { accepted: 0 } })
  })

  it('says in one line that its port is taken, and takes no other', async () => {
    const other = createServer()
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done))
    const { port } = other.address() as { port: number }
    const { status, stderr } = await runCli(['serve', '--port', String(port)], { env: { DATABASE_URL: database.url } })
    await new Promise((done) => other.close(done))
    expect(stderr).toMatch(
      new RegExp(`^error: The port ${port} on 127\\.0\\.0\\.1 is taken\\..*\\(INVALID_ARGUMENT\\)\n$`),
    )
    expect(status).toBe(2)
  })

  it('loses nothing that it has acknowledged when it is killed, and counts once what is sent again', async () => {
    const token = await makeKey('track', 'read')
    const track = 'mutation ($events: [EventInput!]!) { trackEvents(events: $events) { accepted duplicates } }'
    const batchOf = (sender: number, batch: number) =>
      Array.from({ length: 20 }, (_, i) => ({
        eventId: `${sender}-${batch}-${i}`,
        type: 'PURCHASE',
        userId: `killed-${sender}`,
        productId: `p-${i}`,
        quantity: 1,
        unitPrice: 2.5,
        orderId: `order-${sender}-${batch}`,
        timestamp: new Date(Date.UTC(2026, 0, 1, 0, batch, i)).toISOString(),
      }))
    const { address, child, result } = await start('--port', '0')
    const acknowledged: [number, number][] = []
    let sent = 0
    // Four senders, each one batch after the other, until the server is gone in the middle of it.
    const sender = async (number: number) => {
      for (let batch = 0; ; batch++) {
        sent += 1
        const answer = await ask(address, token, track, { events: batchOf(number, batch) }).catch(() => null)
        if (answer === null) return
        expect(answer.data).toEqual({ trackEvents: { accepted: 20, duplicates: 0 } })
        acknowledged.push([number, batch])
        if (acknowledged.length === 25) child.kill('SIGKILL')
      }
    }
    await Promise.all([0, 1, 2, 3].map(sender))
    await result
    expect(sent).toBeGreaterThan(acknowledged.length)

    const again = await start('--port', '0')
    const { rows: stored } = await database.pool.query<{ userId: string; orderId: string; count: number }>(
      `SELECT u.external_id AS "userId", e.order_id AS "orderId", count(*) AS count
       FROM events e JOIN users u ON u.id = e.user_id GROUP BY 1, 2`,
    )
    const countOf = new Map(stored.map(({ orderId, count }) => [orderId, count]))
    for (const [number, batch] of acknowledged) expect(countOf.get(`order-${number}-${batch}`)).toBe(20)
    // A batch is there whole or not at all.
    for (const { count } of stored) expect(count).toBe(20)

    for (const [number, batch] of acknowledged) {
      const answer = await ask(again.address, token, track, { events: batchOf(number, batch) })
      expect(answer.data).toEqual({ trackEvents: { accepted: 0, duplicates: 20 } })
    }
    const { rows: orders } = await database.pool.query<{ lines: number; amount: number }>(
      'SELECT lines, amount FROM orders',
    )
    for (const order of orders) expect(order).toMatchObject({ lines: 20, amount: 50 })
  })
})
