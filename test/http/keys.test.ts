import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { CodedError } from '../../src/errors.ts'
import { createAuthenticator } from '../../src/http/authenticate.ts'
import { createKey, findKey, listKeys, revokeKey } from '../../src/store/api-keys.ts'
import { formatKey, newKeyParts, parseKey } from '../../src/store/key-secret.ts'
import { pepper, startTinyServer, type TinyServer } from './support/tiny-server.ts'

describe('keys', () => {
  let server: TinyServer
  beforeAll(async () => {
    server = await startTinyServer()
  })
  afterAll(() => server.close())

  const ask = async (headers: Record<string, string>) => {
    const response = await fetch(server.graphql, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: '{"query":"{ me { id scopes } }"}',
    })
    const { data, errors } = (await response.json()) as {
      data?: { me: { id: string; scopes: string[] } }
      errors?: { message: string; extensions: { code: string } }[]
    }
    return { status: response.status, challenge: response.headers.get('www-authenticate'), me: data?.me, errors }
  }

  const expectRefused = async (headers: Record<string, string>, says: RegExp) => {
    const { status, challenge, me, errors } = await ask(headers)
    expect(status).toBe(401)
    expect(challenge).toBe('Bearer realm="clientele"')
    expect(me).toBeUndefined()
    expect(errors).toHaveLength(1)
    expect(errors?.[0].extensions.code).toBe('UNAUTHENTICATED')
    expect(errors?.[0].message).toMatch(says)
  }

  it('let in whoever has one, with its scopes', async () => {
    const token = await server.makeKey(['read', 'track'])
    const { status, me } = await ask({ authorization: `Bearer ${token}` })
    expect(status).toBe(200)
    expect(me).toEqual({ id: parseKey(token)?.id, scopes: ['read', 'track'] })
  })

  it('are asked for when there is none, with how to make one', () => expectRefused({}, /keys create/))

  it('in another header are refused with the name of the right one', () =>
    expectRefused({ 'x-api-key': server.token }, /x-api-key.*Authorization: Bearer/))

  it('that are not of their form are refused', async () => {
    for (const authorization of [
      server.token,
      `Basic ${server.token}`,
      'Bearer',
      'Bearer x',
      `Bearer ${server.token}x`,
      `Bearer ck_${'a'.repeat(10)}_${'b'.repeat(42)}`,
    ]) {
      await expectRefused({ authorization }, /does not hold a key/)
    }
  })

  it('with the right id and the wrong secret are refused as unknown ones are', async () => {
    const forged = formatKey({ id: parseKey(server.token)?.id ?? '', secret: newKeyParts().secret })
    await expectRefused({ authorization: `Bearer ${forged}` }, /^The key is not one of ours\.$/)
    await expectRefused({ authorization: `Bearer ${formatKey(newKeyParts())}` }, /^The key is not one of ours\.$/)
  })

  it('that expired are refused with the time', async () => {
    const token = await server.makeKey(['read'], new Date('2020-01-01T00:00:00Z'))
    await expectRefused({ authorization: `Bearer ${token}` }, /expired at 2020-01-01T00:00:00\.000Z/)
  })

  it('that were revoked are refused', async () => {
    const token = await server.makeKey(['read'])
    await revokeKey(server.database, parseKey(token)?.id ?? '', new Date())
    await expectRefused({ authorization: `Bearer ${token}` }, /revoked/)
  })

  it('are believed for five seconds and no longer', async () => {
    const { token, apiKey } = await createKey(server.database, { name: 'x', scopes: ['read'], expiresAt: null, pepper })
    let now = Date.parse('2026-01-01T00:00:00Z')
    let asked = 0
    const authenticate = createAuthenticator({
      findKey: (id) => {
        asked++
        return findKey(server.database, id)
      },
      pepper,
      now: () => now,
    })
    const headers = { authorization: `Bearer ${token}` }
    await Promise.all([authenticate(headers), authenticate(headers)])
    await revokeKey(server.database, apiKey.id, new Date())
    now += 4999
    expect((await authenticate(headers)).id).toBe(apiKey.id)
    expect(asked).toBe(1)
    now += 1
    await expect(authenticate(headers)).rejects.toThrow(CodedError)
    expect(asked).toBe(2)
  })

  it('are stored without anything that lets in', async () => {
    const { token } = await createKey(server.database, { name: 'y', scopes: ['read'], expiresAt: null, pepper })
    const { rows } = await server.database.pool.query('SELECT api_keys::text AS all FROM api_keys')
    const secret = parseKey(token)?.secret ?? ''
    const shapes = [secret, Buffer.from(secret, 'base64url').toString('hex'), Buffer.from(secret).toString('hex')]
    for (const { all } of rows) for (const shape of shapes) expect(all).not.toContain(shape)
  })

  it('are worth nothing under another pepper', async () => {
    const { token } = await createKey(server.database, {
      name: 'z',
      scopes: ['read'],
      expiresAt: null,
      pepper: 'other',
    })
    await expectRefused({ authorization: `Bearer ${token}` }, /not one of ours/)
  })

  it('are listed newest first and keep the first time they were revoked', async () => {
    const { apiKey } = await createKey(server.database, { name: 'last', scopes: ['admin'], expiresAt: null, pepper })
    const first = new Date('2026-02-01T00:00:00Z')
    expect((await revokeKey(server.database, apiKey.id, first))?.revokedAt).toEqual(first)
    expect((await revokeKey(server.database, apiKey.id, new Date()))?.revokedAt).toEqual(first)
    expect(await revokeKey(server.database, 'nosuchid22', new Date())).toBeNull()
    const times = (await listKeys(server.database)).map(({ createdAt }) => createdAt.getTime())
    expect(times).toEqual([...times].sort((a, b) => b - a))
  })
})
