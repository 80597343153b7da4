import { createServer, type Server } from 'node:http'

import { afterEach, describe, expect, it } from 'vitest'

import { CodedError } from '../../src/errors.ts'
import { listen } from '../../src/http/listen.ts'

describe('listen', () => {
  const servers: Server[] = []
  const newServer = () => {
    const server = createServer()
    servers.push(server)
    return server
  }
  afterEach(() => Promise.all(servers.splice(0).map((server) => new Promise((done) => server.close(done)))))

  it('takes the next free port from 4000 when none was chosen', async () => {
    const [first, second] = [await listen(newServer(), place(null)), await listen(newServer(), place(null))]
    const ports = [first, second].map((address) => Number(new URL(address).port))
    expect(ports[0]).toBeGreaterThanOrEqual(4000)
    expect(ports[1]).toBeGreaterThan(ports[0])
  })

  it('does not take another port than the one chosen', async () => {
    const port = Number(new URL(await listen(newServer(), place(0))).port)
    const failure = await listen(newServer(), place(port)).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(CodedError)
    expect(failure).toMatchObject({ code: 'INVALID_ARGUMENT', message: expect.stringContaining(`port ${port}`) })
  })

  it('says which address this machine does not have', async () => {
    const failure = await listen(newServer(), { host: '192.0.2.1', port: 0 }).catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'INVALID_ARGUMENT', message: expect.stringContaining('192.0.2.1') })
  })

  it('names an address that can be opened, wherever it listens', async () => {
    expect(await listen(newServer(), { host: '0.0.0.0', port: 0 })).toMatch(/^http:\/\/localhost:\d+$/)
    expect(await listen(newServer(), { host: '::1', port: 0 }).catch(() => 'http://[::1]:1')).toMatch(/\[::1\]/)
  })
})

const place = (port: number | null) => ({ host: '127.0.0.1', port })
