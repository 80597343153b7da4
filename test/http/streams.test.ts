import { afterEach, describe, expect, it } from 'vitest'

import { startTinyServer, type TinyServer } from './support/tiny-server.ts'

const eventsOf = (text: string) =>
  [...text.matchAll(/event: (\w+)\ndata: ?(.*)\n/g)].map(([, name, data]) => ({ name, data }))

describe('a stream', () => {
  let server: TinyServer
  let closed = false
  const start = async () => {
    closed = false
    server = await startTinyServer()
  }
  afterEach(async () => {
    if (!closed) await server.close()
  })
  const subscribe = (query: string, signal?: AbortSignal) =>
    fetch(server.graphql, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${server.token}`,
        'content-type': 'application/json',
        accept: 'text/event-stream',
      },
      body: JSON.stringify({ query }),
      signal,
    })

  it('carries a subscription as server-sent events to its end', async () => {
    await start()
    const response = await subscribe('subscription { count(to: 3) }')
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    expect(eventsOf(await response.text())).toEqual([
      { name: 'next', data: '{"data":{"count":1}}' },
      { name: 'next', data: '{"data":{"count":2}}' },
      { name: 'next', data: '{"data":{"count":3}}' },
      { name: 'complete', data: '' },
    ])
  })

  it('is also what GET answers a subscription with', async () => {
    await start()
    const address = `${server.graphql}?query=${encodeURIComponent('subscription { count(to: 1) }')}`
    const response = await fetch(address, {
      headers: { authorization: `Bearer ${server.token}`, accept: 'text/event-stream' },
    })
    expect(eventsOf(await response.text())).toHaveLength(2)
  })

  it('needs a key', async () => {
    await start()
    const response = await fetch(server.graphql, { method: 'POST', headers: { accept: 'text/event-stream' } })
    expect(response.status).toBe(401)
  })

  it('stops at its source when the reader leaves', async () => {
    await start()
    const leave = new AbortController()
    const response = await subscribe('subscription { forever }', leave.signal)
    const reader = response.body?.getReader()
    await reader?.read()
    leave.abort()
    await expect(reader?.closed).rejects.toThrow()
    // Closing waits for what still runs: it would take the whole ten seconds if the stream had not ended.
    const before = performance.now()
    await server.close()
    closed = true
    expect(performance.now() - before).toBeLessThan(5000)
  })

  it('ends, unbroken, when the server stops', async () => {
    await start()
    const response = await subscribe('subscription { forever }')
    const reader = response.body?.getReader()
    await reader?.read()
    const before = performance.now()
    const closing = server.close()
    closed = true
    while (!(await reader?.read())?.done);
    await closing
    expect(performance.now() - before).toBeLessThan(5000)
  })
})

describe('a server that stops', () => {
  it('finishes the requests it has and takes no more', async () => {
    const server = await startTinyServer()
    const running = server.post({ query: '{ slow(ms: 700) }' })
    await server.post({ query: '{ hello }' })
    const closing = server.close()
    const response = await running
    expect(await response.json()).toEqual({ data: { slow: 'done' } })
    await closing
    await expect(fetch(`${server.url}/health`)).rejects.toThrow()
  })
})
