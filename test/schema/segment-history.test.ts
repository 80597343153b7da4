import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { Writable } from 'node:stream'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { SegmentRule } from '../../src/domain/segment-rule.ts'
import { defineSegment } from '../../src/segments/define-segment.ts'
import { exportMembers } from '../../src/store/export-members.ts'
import { buildMembers } from '../../src/store/rules/build-members.ts'
import { saveRuleSegment } from '../../src/store/rules/rule-segments.ts'
import { findSnapshots, pruneSnapshots, takeSnapshot } from '../../src/store/segment-snapshots.ts'
import { openApi, type TestApi } from '../support/api.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { holdTable } from '../support/held-lock.ts'
import { readOperations } from '../support/operations.ts'
import { externalIdOf, openShop, publishNumbers, type Shop } from '../support/shop.ts'

const day = (n: number) => new Date(Date.UTC(2024, 5, n))
const orders = (test: object): SegmentRule => ({ profile: { field: 'ORDER_COUNT', ...test } })

interface Edge {
  readonly cursor: string
  readonly node: { readonly change: string; readonly at: string; readonly user: { readonly externalId: string } }
}

/** User n of 1 to 8 has n orders: `buyers` were those of 1 to 3 from June 3rd on, and those of 3 to 5 from June 5th on. */
describe('a segment with a rule of its own', () => {
  let database: TestDatabase
  let api: TestApi
  let shop: Shop

  const define = async (at: Date, rule: SegmentRule) => {
    await defineSegment(database, { key: 'buyers', name: 'Buyers', description: '', rule, consents: [], now: at })
  }

  const query = async (text: string, variables: object = {}) => {
    const { data, errors } = await api.execute<Record<string, never>>(text, variables)
    expect(errors).toBeUndefined()
    return data as Record<string, unknown>
  }

  beforeAll(async () => {
    database = await openTestDatabase()
    shop = await openShop(database, { users: 10 })
    await publishNumbers(database, shop)
    await define(day(3), orders({ between: { from: 1, to: 3 } }))
    api = openApi(database)
  })
  afterAll(async () => {
    await api.close()
    await database.drop()
  })

  const snapshot = async (args = ''): Promise<string> => {
    const { snapshotSegment } = await query(
      `mutation { snapshotSegment(key: "buyers"${args}) { ... on SegmentSnapshot { id } ... on Error { code } } }`,
    )
    return (snapshotSegment as { id: string }).id
  }

  let before: string
  it('tells who came in and who went out, page by page, in the order in which it happened', async () => {
    before = await snapshot()
    const changes = async (args: string): Promise<readonly Edge[]> => {
      const { segment } = await query(
        `{ segment(key: "buyers") { changes(${args}) { edges { cursor node { change at user { externalId } } } } } }`,
      )
      return (segment as { changes: { edges: Edge[] } }).changes.edges
    }
    const told = (edges: readonly Edge[]) =>
      edges.map(({ node }) => `${node.change} ${node.user.externalId} ${node.at.slice(0, 10)}`)
    const first = await changes('first: 2')
    expect(told(first)).toEqual([1, 2].map((n) => `ENTERED ${externalIdOf(n)} 2024-06-03`))
    const rest = await changes(`first: 2, after: "${first[1].cursor}"`)
    expect(told(rest)).toEqual([`ENTERED ${externalIdOf(3)} 2024-06-03`])

    await define(day(5), orders({ between: { from: 3, to: 5 } }))
    const later = [
      ...[1, 2].map((n) => `LEFT ${externalIdOf(n)} 2024-06-05`),
      ...[4, 5].map((n) => `ENTERED ${externalIdOf(n)} 2024-06-05`),
    ]
    expect(told(await changes(`first: 10, after: "${rest[0].cursor}"`)).sort()).toEqual(later.sort())
    expect(told(await changes(`first: 10, since: "${day(4).toISOString()}"`)).sort()).toEqual(later.sort())
    expect(told(await changes(`last: 4`)).sort()).toEqual(later.sort())
    expect(await changes(`first: 10, since: "${day(6).toISOString()}"`)).toEqual([])
    const foreign = await api.execute(
      `{ user(externalId: "${externalIdOf(1)}") { segmentHistory(first: 1, after: "${first[0].cursor}") { edges { cursor } } } }`,
    )
    expect(foreign.errors?.[0].extensions.code).toBe('CURSOR_INVALID')
    expect(await query('{ segment(key: "odd") { changes(first: 1) { edges { cursor } } } }')).toEqual({
      segment: { changes: null },
    })
  })

  it('is told of in the history of a user', async () => {
    const { user } = await query(`{ user(externalId: "${externalIdOf(2)}") {
      segmentHistory(first: 10) { edges { node { change at segment { key } } } } } }`)
    expect(user).toEqual({
      segmentHistory: {
        edges: [
          { node: { change: 'ENTERED', at: day(3).toISOString(), segment: { key: 'buyers' } } },
          { node: { change: 'LEFT', at: day(5).toISOString(), segment: { key: 'buyers' } } },
        ],
      },
    })
  })

  it('is compared between any two of its snapshots', async () => {
    const after = await snapshot()
    const { segment } = await query(
      '{ segment(key: "buyers") { snapshots(first: 10) { edges { node { id expiresAt userCount } } } } }',
    )
    expect(segment).toEqual({
      snapshots: { edges: [before, after].map((id) => ({ node: { id, expiresAt: null, userCount: 3 } })) },
    })
    const { segmentDiff } = await query(
      `query ($from: ID!, $to: ID!) { segmentDiff(from: $from, to: $to) { enteredCount leftCount
        entered(first: 5) { edges { node { externalId } } } left(first: 5) { edges { node { externalId } } } } }`,
      { from: before, to: after },
    )
    const edges = (...people: number[]) => ({ edges: people.map((n) => ({ node: { externalId: externalIdOf(n) } })) })
    expect(segmentDiff).toEqual({ enteredCount: 2, leftCount: 2, entered: edges(4, 5), left: edges(1, 2) })
  })

  it('has snapshots that go when their days are over, or when somebody deletes them', async () => {
    const id = await snapshot(', keepDays: 7')
    const { segmentSnapshot } = await query('query ($id: ID!) { segmentSnapshot(id: $id) { takenAt expiresAt } }', {
      id,
    })
    const { takenAt, expiresAt } = segmentSnapshot as { takenAt: string; expiresAt: string }
    expect(Date.parse(expiresAt) - Date.parse(takenAt)).toBe(7 * 86_400_000)
    expect(await pruneSnapshots(database, new Date(Date.parse(expiresAt) - 1))).toBe(0)
    expect(await pruneSnapshots(database, new Date(expiresAt))).toBe(1)
    expect(await query('query ($id: ID!) { segmentSnapshot(id: $id) { takenAt } }', { id })).toEqual({
      segmentSnapshot: null,
    })
    expect(await findSnapshots(database, [1, 2])).toHaveLength(2)

    const remove = async (text: string) =>
      (
        await query(
          'mutation ($id: ID!) { deleteSnapshot(id: $id) { ... on DeletedSnapshot { id } ... on Error { code } } }',
          { id: text },
        )
      ).deleteSnapshot
    await holdTable(database, 'segment_snapshot_members', 'ACCESS SHARE', async () => {
      expect(await remove(before)).toEqual({ code: 'SNAPSHOT_IN_USE' })
    })
    expect(await remove(before)).toEqual({ id: before })
    expect(await remove(before)).toEqual({ code: 'NOT_FOUND' })
    const { rows } = await database.pool.query(`SELECT count(DISTINCT snapshot_id) AS n FROM segment_snapshot_members`)
    expect(rows).toEqual([{ n: 1 }])
    const refused = 'mutation { snapshotSegment(key: "buyers", keepDays: 0) { ... on Error { code message } } }'
    expect(await query(refused)).toEqual({
      snapshotSegment: { code: 'BAD_USER_INPUT', message: '"keepDays" must be 1 to 3650; it is 0.' },
    })
  })

  it('gives nobody away who has withdrawn a consent since its members were made', async () => {
    const consent = (n: number, granted: boolean) =>
      database.pool.query(
        `INSERT INTO consents (user_id, purpose, granted, changed_at) VALUES ($1, 'EMAIL', $2, now())
        ON CONFLICT (user_id, purpose) DO UPDATE SET granted = $2`,
        [shop.userIds[n - 1], granted],
      )
    await Promise.all([consent(1, true), consent(2, true)])
    const named = { key: 'mail', name: 'Mail', description: '' }
    const saved = await defineSegment(database, {
      ...named,
      rule: orders({ gte: 1 }),
      consents: ['EMAIL'],
      now: day(5),
    })
    await consent(2, false)
    const chunks: string[] = []
    const target = new Writable({
      write: (chunk, _encoding, done) => {
        chunks.push(String(chunk))
        done()
      },
    })
    await exportMembers(database, { segmentId: saved.id }, 'csv', target, new AbortController().signal)
    expect(chunks.join('').match(/user-\d+/g)).toEqual([externalIdOf(1)])
    expect(await takeSnapshot(database, saved.id)).toMatchObject({ userCount: 1 })
  })

  it('answers the operations of the examples as they are written', async () => {
    const files = await Promise.all(['segment-history.graphql', 'webhooks.graphql'].map(readOperations))
    const documents = new Map(files.flatMap((file) => [...file]))
    const run = (operation: string, variables: object) => query(documents.get(operation) as string, variables)
    const key = 'buyers'
    expect(await run('MemberChanges', { key, first: 1 })).toMatchObject({
      segment: { build: null, changes: { edges: { length: 1 }, pageInfo: { hasNextPage: true } } },
    })
    expect(await run('SegmentHistory', { user: externalIdOf(2) })).toMatchObject({
      user: {
        segmentHistory: { edges: expect.arrayContaining([{ node: expect.objectContaining({ change: 'LEFT' }) }]) },
      },
    })
    const kept = (await run('KeepMembers', { key })) as { snapshotSegment: { id: string; userCount: number } }
    expect(await run('Snapshots', { key })).toMatchObject({
      segment: {
        snapshots: {
          edges: expect.arrayContaining([{ node: expect.objectContaining({ id: kept.snapshotSegment.id }) }]),
        },
      },
    })
    expect(await run('DeleteSnapshot', { snapshot: kept.snapshotSegment.id })).toMatchObject({
      deleteSnapshot: { id: kept.snapshotSegment.id },
    })

    const webhook = 'crm'
    const input = { key: webhook, segment: key, url: 'https://crm.example/hooks', on: ['ENTERED'] }
    expect(await run('CreateWebhook', { input })).toMatchObject({
      createWebhook: { secret: expect.stringMatching(/^whsec_/), webhook: { key: webhook, on: ['ENTERED'] } },
    })
    expect(await run('PauseWebhook', { webhook })).toMatchObject({ pauseWebhook: { key: webhook } })
    expect(await run('Webhooks', {})).toMatchObject({
      webhooks: { edges: [{ node: { key: webhook, pausedBecause: expect.any(String), segment: { key } } }] },
    })
    expect(await run('ResumeWebhook', { webhook })).toMatchObject({ resumeWebhook: { pausedBecause: null } })
    expect(await run('RotateWebhookSecret', { webhook })).toMatchObject({
      rotateWebhookSecret: { secret: expect.stringMatching(/^whsec_/) },
    })
    expect(await run('ReplayWebhook', { webhook })).toMatchObject({ replayWebhook: { messages: 0 } })
    expect(await run('TestWebhook', { webhook: 'none' })).toMatchObject({ testWebhook: { code: 'NOT_FOUND' } })
    expect(await run('DeleteWebhook', { webhook })).toMatchObject({ deleteWebhook: { key: webhook } })
  })

  it('whose rule is changed while its members are made says that they are stale, and has those of the new rule at last', async () => {
    const members = async () => {
      const text = '{ users(first: 20, filter: { inSegment: "buyers" }) { edges { node { externalId } } } }'
      const { users } = (await query(text)) as { users: { edges: { node: { externalId: string } }[] } }
      return users.edges.map(({ node }) => node.externalId).sort()
    }
    await database.pool.query('DELETE FROM memberships WHERE user_id = $1', [shop.userIds[3]])
    let building: Promise<unknown> | undefined
    await holdTable(database, 'memberships', 'SHARE', async ({ waitedFor }) => {
      building = buildMembers(database, 'buyers', { now: new Date(), full: true })
      await waitedFor()
      // The definition is written; its own build has to wait.
      await saveRuleSegment(database.pool, {
        key: 'buyers',
        name: 'Buyers',
        description: '',
        rule: orders({ gte: 7 }),
        consents: [],
      })
    })
    await building
    expect(await members()).toEqual([3, 4, 5].map(externalIdOf))
    const { segment } = (await query('{ segment(key: "buyers") { computedAt staleAfter } }')) as {
      segment: { computedAt: string; staleAfter: string }
    }
    expect(segment.staleAfter).toBe(segment.computedAt)
    await buildMembers(database, 'buyers', { now: new Date() })
    expect(await members()).toEqual([7, 8].map(externalIdOf))
    await define(day(5), orders({ between: { from: 3, to: 5 } }))
  })

  it('says who makes its members; killed over it, they hold up nobody and have changed nothing', async () => {
    const build = async () =>
      (
        (await query('{ segment(key: "buyers") { build { worker since heartbeatAt } userCount asOf } }')) as {
          segment: { build: { worker: string } | null; userCount: number }
        }
      ).segment
    expect(await build()).toMatchObject({ build: null, userCount: 3 })
    await database.pool.query(`DELETE FROM memberships WHERE user_id = $1`, [shop.userIds[2]])
    const script = join(import.meta.dirname, '../support/build-once.ts')
    await holdTable(database, 'memberships', 'SHARE', async ({ waitedFor }) => {
      const worker = spawn(process.execPath, [script, database.url, 'buyers'], { stdio: 'inherit' })
      const gone = once(worker, 'exit')
      await waitedFor()
      expect((await build()).build?.worker).toMatch(new RegExp(`:${worker.pid}$`))
      worker.kill('SIGKILL')
      await gone
    })
    expect(await buildMembers(database, 'buyers', { now: new Date(), full: true })).toMatchObject({ entered: 1 })
    await database.pool.query(`UPDATE segment_leases SET heartbeat_at = heartbeat_at - interval '1 minute'`)
    expect((await build()).build).toBeNull()
    await buildMembers(database, 'buyers', { now: new Date() })
    expect((await database.pool.query('SELECT FROM segment_leases')).rowCount).toBe(0)
  })
})
