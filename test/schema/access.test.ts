import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { ApiKey } from '../../src/domain/api-key.ts'
import { encodeId } from '../../src/resolvers/global-id.ts'
import { keyWith, openApi, type TestApi } from '../support/api.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { openShop, type Shop } from '../support/shop.ts'

describe('scopes', () => {
  let database: TestDatabase
  let api: TestApi
  let shop: Shop

  beforeAll(async () => {
    database = await openTestDatabase()
    shop = await openShop(database)
    api = openApi(database)
  })
  afterAll(async () => {
    await api.close()
    await database.drop()
  })

  const codeOf = async (text: string, key: ApiKey | null): Promise<string | null> =>
    (await api.execute(text, {}, key)).errors?.[0].extensions.code ?? null

  const reads = () => {
    const id = encodeId('User', shop.userIds[0])
    return [
      '{ user(externalId: "user-001") { externalId } }',
      '{ users { totalCount } }',
      '{ segments { edges { node { key } } } }',
      `{ node(id: "${id}") { id } }`,
      `{ nodes(ids: ["${id}"]) { id } }`,
    ]
  }
  const tracks = ['mutation { trackEvents(events: []) { accepted } }']
  const computes = [
    'mutation { snapshotSegment(key: "nowhere") { ... on Error { code } } }',
    'mutation { promoteModelRun(id: "nothing") { ... on Error { code } } }',
    'mutation { recompute(only: []) { ... on Error { code } } }',
  ]

  it('let each key do what its scopes say, and admin everything', async () => {
    const allowed = { read: reads(), track: tracks, compute: computes }
    for (const [needed, texts] of Object.entries(allowed)) {
      for (const text of texts) {
        for (const scope of ['read', 'track', 'compute', 'admin'] as const) {
          const expected = scope === needed || scope === 'admin' ? null : 'FORBIDDEN'
          expect(await codeOf(text, keyWith(scope)), `${scope}: ${text}`).toBe(expected)
        }
      }
    }
  })

  it('show nothing to nobody', async () => {
    for (const text of [...reads(), ...tracks, ...computes]) expect(await codeOf(text, null)).toBe('UNAUTHENTICATED')
  })

  it('do not let a key that may only compute read people through what a mutation answers with', async () => {
    const text = `mutation { snapshotSegment(key: "odd") { ... on SegmentSnapshot { userCount members { edges { node { externalId } } } } } }`
    const { data, errors } = await api.execute(text, {}, keyWith('compute'))
    expect(errors?.[0].extensions.code).toBe('FORBIDDEN')
    expect(JSON.stringify(data)).not.toContain('user-001')
    const both = await api.execute(text, {}, keyWith('compute', 'read'))
    expect(JSON.stringify(both.data)).toContain('user-001')
  })

  it('are needed to follow a recompute', async () => {
    const text = 'subscription { recomputeProgress { step } }'
    expect(await (await api.fetch(text, {}, keyWith('track'))).text()).toContain('FORBIDDEN')
  })
})
