import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { limits } from '../../src/http/limits.ts'
import { rememberingLog, startTinyServer, type TinyServer } from './support/tiny-server.ts'

describe('the server', () => {
  const { log, entries } = rememberingLog()
  let server: TinyServer
  beforeAll(async () => {
    server = await startTinyServer({ log })
  })
  afterAll(() => server.close())

  const failureOf = async (response: Response) => {
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
    const { errors } = (await response.json()) as { errors: { message: string; extensions: { code: string } }[] }
    expect(errors).toHaveLength(1)
    return { status: response.status, code: errors[0].extensions.code, message: errors[0].message }
  }

  it.each([
    ['text', 'hello', 400, 'BAD_REQUEST', /not JSON/],
    ['nothing', '', 400, 'BAD_REQUEST', /it is empty/],
    ['half a body', '{"query":', 400, 'BAD_REQUEST', /not JSON/],
    ['null', 'null', 400, 'BAD_REQUEST', /no query/],
    ['an object without a query', '{}', 400, 'BAD_REQUEST', /no query/],
    ['a query that is a number', '{"query":1}', 400, 'BAD_REQUEST', /no query/],
    ['an empty query', '{"query":" "}', 400, 'BAD_REQUEST', /no query/],
    ['a batch', '[{"query":"{ hello }"}]', 400, 'BAD_REQUEST', /one operation a request/],
    ['a parameter it does not know', '{"query":"{ hello }","quary":1}', 400, 'BAD_REQUEST', /"quary"/],
  ])('answers %s as a body readably', async (_, body, status, code, says) => {
    const failure = await failureOf(await server.post(body))
    expect(failure).toMatchObject({ status, code })
    expect(failure.message).toMatch(says)
  })

  it.each([
    ['application/x-www-form-urlencoded'],
    ['multipart/form-data; boundary=x'],
    ['text/plain'],
    ['application/graphql'],
  ])('refuses a body of the type %s', async (type) => {
    expect(await failureOf(await server.post('{"query":"{ hello }"}', { 'content-type': type }))).toMatchObject({
      status: 415,
      code: 'UNSUPPORTED_MEDIA_TYPE',
    })
  })

  it('refuses a compressed body, so that a small one cannot become a large one', async () => {
    const response = await server.post('{"query":"{ hello }"}', { 'content-encoding': 'gzip' })
    expect(await failureOf(response)).toMatchObject({ status: 415 })
  })

  it('refuses a document that is nested too deeply to be read', async () => {
    const failure = await failureOf(await server.post({ query: 'query { a(b: '.concat('['.repeat(4 * limits.tokens)) }))
    expect(failure.code).not.toBe('INTERNAL')
    const response = await server.post({ query: `{${'a{'.repeat(limits.tokens)}` })
    expect((await failureOf(response)).code).not.toBe('INTERNAL')
  })

  it('refuses a body above the limit by its announced length', async () => {
    const response = await server.post({ query: `{ hello } #${'x'.repeat(limits.body)}` })
    expect(await failureOf(response)).toMatchObject({ status: 413, code: 'REQUEST_TOO_LARGE' })
  })

  it('takes a body of exactly the limit', async () => {
    const empty = JSON.stringify({ query: '{ hello } #' })
    const response = await server.post({ query: `{ hello } #${'x'.repeat(limits.body - empty.length)}` })
    expect(await response.json()).toEqual({ data: { hello: 'Hello you' } })
  })

  it('refuses a body above the limit that does not announce its length', async () => {
    const status = await new Promise<number | undefined>((done, fail) => {
      const headers = { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' }
      const request = httpRequest(server.graphql, { method: 'POST', headers }, (response) => {
        response.resume()
        done(response.statusCode)
      })
      request.on('error', fail)
      const send = (left: number): void => {
        if (left === 0) request.end()
        else request.write('x'.repeat(limits.body / 8), () => send(left - 1))
      }
      send(9)
    })
    expect(status).toBe(413)
  })

  it('asks for a key before it reads a body', async () => {
    const response = await fetch(server.graphql, { method: 'POST', body: 'x'.repeat(limits.body + 1) })
    expect(await failureOf(response)).toMatchObject({ status: 401 })
  })

  it('refuses a head above the limit', async () => {
    const response = await fetch(`${server.url}/health`, { headers: { 'x-long': 'x'.repeat(limits.headers) } })
    expect(response.status).toBe(431)
  })

  it('closes on what is not HTTP', async () => {
    const { port, hostname } = new URL(server.url)
    const answer = await new Promise<string>((done) => {
      let text = ''
      const socket = connect(Number(port), hostname, () => socket.write('rubbish\r\n\r\n'))
      socket.on('data', (chunk) => {
        text += chunk
      })
      socket.on('close', () => done(text))
    })
    expect(answer).toMatch(/^HTTP\/1\.1 400/)
  })

  it.each([
    ['PUT', '/graphql', 405],
    ['DELETE', '/health', 405],
    ['OPTIONS', '/graphql', 405],
    ['GET', '/nothing', 404],
    ['POST', '/../etc/passwd', 404],
  ])('answers %s %s with %i', async (method, path, status) => {
    const response = await fetch(server.url + path, { method })
    expect((await failureOf(response)).status).toBe(status)
    if (status === 405) expect(response.headers.get('allow')).toBeTruthy()
  })

  it('answers a query in the address, with a key', async () => {
    const address = `${server.graphql}?query=${encodeURIComponent('{ hello }')}`
    expect((await fetch(address)).status).toBe(401)
    const response = await fetch(address, { headers: { authorization: `Bearer ${server.token}` } })
    expect(await response.json()).toEqual({ data: { hello: 'Hello you' } })
  })

  it('runs no mutation from an address', async () => {
    const address = `${server.graphql}?query=${encodeURIComponent('mutation { add(a: 1, b: 1) }')}`
    const response = await fetch(address, { headers: { authorization: `Bearer ${server.token}` } })
    expect(response.status).toBe(405)
  })

  it('lets no other site in', async () => {
    const response = await server.post({ query: '{ hello }' }, { origin: 'https://elsewhere.example' })
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
  })

  it('keeps the reason of an unexpected failure for the log, under the reference it gives', async () => {
    const response = await server.post({ query: '{ broken }' })
    const text = await response.text()
    expect(text).not.toContain('secret')
    const { reference } = JSON.parse(text).errors[0].extensions
    const [entry] = entries.filter(({ fields }) => fields.reference === reference)
    expect(entry.fields).toMatchObject({ path: ['broken'], err: { message: 'the secret reason' } })
  })

  it('shows an index at its root', async () => {
    const response = await fetch(server.url)
    expect(response.status).toBe(200)
    expect(await response.text()).toContain('/graphql')
  })
})
