import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { encodeId } from '../../src/resolvers/global-id.ts'
import { buildMembers } from '../../src/store/rules/build-members.ts'
import { saveRuleSegment } from '../../src/store/rules/rule-segments.ts'
import { takeSnapshot } from '../../src/store/segment-snapshots.ts'
import { startTinyServer, type TinyServer } from './support/tiny-server.ts'

const users = 30_000
/** What could end a line, a field or a document too early. */
const nasty = ['line\nbreak', 'tab\tquote"comma,', 'back\\slash\\n', '中文 \u0001 \u{1F600}', "x','{}"]

describe('the members of a segment as a stream', () => {
  let server: TinyServer
  let segmentId: number
  beforeAll(async () => {
    server = await startTinyServer()
    await server.database.pool.query(
      `INSERT INTO users (external_id, created_at, traits)
      SELECT 'user ' || n, now(), jsonb_build_object('note', ($2::text[])[1 + n % ${nasty.length}], 'n', n) FROM generate_series(1, $1::int) AS n`,
      [users, nasty],
    )
    const rule = { trait: { name: 'n', gte: 1 } } as const
    const segment = await saveRuleSegment(server.database.pool, {
      key: 'every/one',
      name: 'x',
      description: '',
      rule,
      consents: [],
    })
    segmentId = segment!.id
    await buildMembers(server.database, 'every/one', { now: new Date() })
  })
  afterAll(() => server.close())

  const get = (path: string, token = server.token) =>
    fetch(`${server.url}${path}`, { headers: { authorization: `Bearer ${token}` } })
  const path = (format: string) => `/segments/${encodeURIComponent('every/one')}/members.${format}`

  it('has everybody exactly once, a line of JSON each, whatever their traits hold', async () => {
    const response = await get(path('ndjson'))
    expect(response.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8')
    const lines = (await response.text()).trimEnd().split('\n')
    const people = lines.map((line) => JSON.parse(line) as { externalId: string; traits: { n: number; note: string } })
    expect(new Set(people.map(({ externalId }) => externalId)).size).toBe(users)
    expect(people).toHaveLength(users)
    for (const { externalId, traits } of people)
      expect([externalId, traits.note]).toEqual([`user ${traits.n}`, nasty[traits.n % nasty.length]])
  })

  it('is a table for spreadsheets, too', async () => {
    const text = await (await get(path('csv'))).text()
    expect(text.split('\n')[0]).toBe('externalId,traits')
    expect(text).toContain('user 1,"{""n"": 1, ')
  })

  it('stays as it was taken where a snapshot is asked for', async () => {
    const snapshot = await takeSnapshot(server.database, segmentId)
    await server.database.pool.query('DELETE FROM memberships WHERE user_id % 2 = 0')
    const id = encodeURIComponent(encodeId('SegmentSnapshot', snapshot!.id))
    expect((await (await get(`${path('ndjson')}?snapshot=${id}`)).text()).trimEnd().split('\n')).toHaveLength(users)
    expect((await (await get(path('ndjson'))).text()).trimEnd().split('\n')).toHaveLength(users / 2)
  })

  it('lets go of the database when the reader leaves in the middle', async () => {
    const leaving = new AbortController()
    const response = await fetch(`${server.url}${path('ndjson')}`, {
      headers: { authorization: `Bearer ${server.token}` },
      signal: leaving.signal,
    })
    await response.body!.getReader().read()
    leaving.abort()
    const busy = async () => {
      const { rows } = await server.database.pool.query(
        `SELECT count(*)::int AS n FROM pg_stat_activity WHERE query LIKE 'COPY %' AND state = 'active' AND datname = current_database()`,
      )
      return rows[0].n as number
    }
    await expect.poll(busy, { timeout: 10_000 }).toBe(0)
  })

  it('is refused to those without a key or the scope, and of what is not there', async () => {
    expect((await fetch(`${server.url}${path('ndjson')}`)).status).toBe(401)
    expect((await get(path('ndjson'), await server.makeKey(['track']))).status).toBe(403)
    const near = await get('/segments/every%2Fon/members.ndjson')
    expect([near.status, await near.text()]).toEqual([404, expect.stringContaining('every/one')])
    expect((await get(`${path('ndjson')}?snapshot=nonsense`)).status).toBe(404)
    expect((await get('/segments/%E0/members.ndjson')).status).toBe(400)
    expect((await get('/segments/x/members.xml')).status).toBe(404)
  })
})
