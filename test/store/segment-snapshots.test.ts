import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { pruneRuns } from '../../src/store/prune-runs.ts'
import { areRunsKept } from '../../src/store/published-runs.ts'
import { countMembersNotIn, listSnapshotMembers, takeSnapshot } from '../../src/store/segment-snapshots.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { openShop, publishNumbers, type Shop } from '../support/shop.ts'

describe('a snapshot', () => {
  let database: TestDatabase
  let shop: Shop

  beforeAll(async () => {
    database = await openTestDatabase()
    shop = await openShop(database, { users: 30 })
  })
  afterAll(() => database.drop())

  const membersOf = async (snapshotId: number): Promise<number[]> => {
    const all = { limit: 1000, after: null, before: null, backward: false }
    return (await listSnapshotMembers(database, snapshotId, null, all)).rows.map(({ id }) => id)
  }

  const take = async (key: string) => {
    const snapshot = await takeSnapshot(database, shop.segmentIds.get(key) as number)
    if (snapshot === null) throw new Error('nothing is published')
    return snapshot
  }

  it('holds the members of one published run, whole, whenever it is taken', async () => {
    const known = shop.userIds.slice(0, -1)
    const few = known.filter((_, i) => i < 5)
    const many = known.filter((_, i) => i >= 5)
    const few5 = { orderCountOf: (n: number) => n, segmentOf: (n: number) => (n <= 5 ? 'odd' : 'even') }
    const rest = { orderCountOf: (n: number) => n, segmentOf: (n: number) => (n <= 5 ? 'even' : 'odd') }
    await publishNumbers(database, shop, few5)
    let publishing = true
    const publications = (async () => {
      for (let i = 0; i < 6; i++) await publishNumbers(database, shop, i % 2 === 0 ? rest : few5)
      publishing = false
    })()
    const sizes = new Set<number>()
    while (publishing) {
      const snapshots = await Promise.all([take('odd'), take('odd')])
      for (const { id, userCount } of snapshots) {
        const members = await membersOf(id)
        expect(members).toEqual(userCount === few.length ? few : many)
        sizes.add(members.length)
      }
    }
    await publications
    expect([...sizes].every((size) => size === 5 || size === known.length - 5)).toBe(true)
  })

  it('stays as it was taken when its run is gone', async () => {
    const { SEGMENTS: runId } = await publishNumbers(database, shop)
    expect(await areRunsKept(database, [{ kind: 'SEGMENTS', id: runId }])).toBe(true)
    const snapshot = await take('odd')
    const members = await membersOf(snapshot.id)
    await publishNumbers(database, shop, { orderCountOf: (n) => n, segmentOf: () => 'even' })
    await pruneRuns(database, 1)
    expect(await areRunsKept(database, [{ kind: 'SEGMENTS', id: runId }])).toBe(false)
    expect(await membersOf(snapshot.id)).toEqual(members)
    const empty = await take('odd')
    expect(empty.userCount).toBe(0)
    expect(await membersOf(empty.id)).toEqual([])
    expect(await countMembersNotIn(database, snapshot.id, empty.id)).toBe(members.length)
    expect(await countMembersNotIn(database, empty.id, snapshot.id)).toBe(0)
  })

  it('is not there at all when taking it fails', async () => {
    const before = await database.pool.query('SELECT count(*) AS n FROM segment_snapshots')
    await expect(takeSnapshot(database, 999_999)).rejects.toThrow()
    expect((await database.pool.query('SELECT count(*) AS n FROM segment_snapshots')).rows).toEqual(before.rows)
  })
})
