import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { SegmentRule } from '../../../src/domain/segment-rule.ts'
import { ingestUsers } from '../../../src/store/ingest-users.ts'
import { type BuildResult, buildMembers } from '../../../src/store/rules/build-members.ts'
import { saveRuleSegment } from '../../../src/store/rules/rule-segments.ts'
import { openTestDatabase, type TestDatabase } from '../../support/database.ts'
import { happeningsTo, type LivingRecord, openLivingRecord } from '../../support/living-record.ts'
import { person, rule, shop } from '../../support/random-rules.ts'
import { insertRecordedPeople, openRecordedShop } from '../../support/recorded-people.ts'
import { type PersonRecord, ruleHolds } from '../../support/reference-rules.ts'

const people: readonly PersonRecord[] = fc
  .sample(person, { numRuns: 40, seed: 3 })
  .map((sampled, at) => ({ ...sampled, id: `person-${at}` }))

describe('the members of a rule', () => {
  let database: TestDatabase
  let record: LivingRecord
  beforeAll(async () => {
    database = await openTestDatabase()
    await insertRecordedPeople(database, people, await openRecordedShop(database, shop))
    record = openLivingRecord(database, people)
  })
  afterAll(() => database.drop())

  const membersOf = async (key: string): Promise<string[]> => {
    const { rows } = await database.pool.query(
      `SELECT u.external_id AS id FROM memberships m JOIN users u ON u.id = m.user_id JOIN segments s ON s.id = m.segment_id
      WHERE s.key = $1 ORDER BY u.id`,
      [key],
    )
    return rows.map(({ id }) => id)
  }

  const build = (key: string, full = false) =>
    buildMembers(database, key, {
      now: new Date(record.clock()),
      asOf: new Date(record.clock()),
      full,
    }) as Promise<BuildResult>

  it('are the same from what changed, from a full build, and by the reference, for random rules and histories', async () => {
    const rules = fc.sample(rule, { numRuns: Number(process.env.RULES ?? 60), seed: 5 })
    const keys = rules.map((_, at) => `rule-${at}`)
    for (const [at, asked] of rules.entries())
      await saveRuleSegment(database.pool, {
        key: keys[at],
        name: keys[at],
        description: '',
        rule: asked,
        consents: [],
      })
    let partial = 0
    for (const happened of [null, ...fc.sample(happeningsTo(people.length), { numRuns: 3, seed: 9 })]) {
      if (happened) await record.happen(happened)
      for (const [at, asked] of rules.entries()) {
        const result = await build(keys[at])
        if (!result.full) partial += 1
        const expected = record
          .people()
          .filter((each) => ruleHolds(asked, each, { ...shop, now: record.clock() }))
          .map(({ id }) => id)
        expect(await membersOf(keys[at]), `${JSON.stringify(asked)} ${JSON.stringify(result)}`).toEqual(expected)
        expect(result.userCount).toBe(expected.length)
      }
    }
    expect(partial).toBeGreaterThanOrEqual(3 * rules.length)
    for (const key of keys) expect(await build(key, true)).toMatchObject({ full: true, entered: 0, left: 0 })
  })

  const save = (key: string, asked: SegmentRule, consents: readonly 'EMAIL'[] = []) =>
    saveRuleSegment(database.pool, { key, name: key, description: '', rule: asked, consents })
  const city = (value: string): SegmentRule => ({ trait: { name: 'city', eq: value } })

  it('miss nobody whom a transaction wrote that had begun before a build and ended after it', async () => {
    await save('slow', city('slow town'))
    await build('slow')
    const slow = await database.pool.connect()
    await slow.query('BEGIN')
    await ingestUsers(
      slow,
      [{ userId: 'person-1', createdAt: null, traits: { city: 'slow town' }, consents: {} }],
      new Date(record.clock()),
    )
    const fast = { userId: 'person-2', createdAt: null, traits: { city: 'slow town' }, consents: {} }
    await database.transaction((client) => ingestUsers(client, [fast], new Date(record.clock())))
    expect((await build('slow')).entered).toBe(1)
    await slow.query('COMMIT')
    slow.release()
    expect(await build('slow')).toMatchObject({ full: false, entered: 1 })
    expect(await membersOf('slow')).toEqual(['person-1', 'person-2'])
    expect(await build('slow')).toMatchObject({ entered: 0, left: 0 })
  })

  it('follow a definition that changed, whoever builds at the same time, and enter once', async () => {
    const either = [['person-3', 'person-4'], ['person-8']]
    for (let round = 0; round < 12; round++) {
      await save('vip', { profile: { field: 'EXTERNAL_ID', in: either[round % 2] } })
      const built = await Promise.all([1, 2, 3, 4].map(() => build('vip')))
      expect(built.filter(({ entered }) => entered > 0)).toHaveLength(1)
      expect(await membersOf('vip')).toEqual(either[round % 2])
    }
    const { rows } = await database.pool.query(
      `SELECT count(*)::int AS changes FROM membership_changes WHERE segment_id = (SELECT id FROM segments WHERE key = 'vip')`,
    )
    expect(rows).toEqual([{ changes: 2 + 11 * 3 }])
  })

  it('leave out who has not consented, whatever the rule says, as soon as they withdraw', async () => {
    await save('mail', { profile: { field: 'EXTERNAL_ID', in: ['person-5', 'person-6'] } }, ['EMAIL'])
    const say = (granted: boolean) =>
      database.transaction((client) =>
        ingestUsers(
          client,
          ['person-5', 'person-6'].map((userId) => ({
            userId,
            createdAt: null,
            traits: {},
            consents: { EMAIL: granted || userId === 'person-6' },
          })),
          new Date(record.clock()),
        ),
      )
    await say(true)
    await build('mail')
    expect(await membersOf('mail')).toEqual(['person-5', 'person-6'])
    await say(false)
    expect(await build('mail')).toMatchObject({ full: false, left: 1 })
    expect(await membersOf('mail')).toEqual(['person-6'])
  })

  it('follow those of a segment that the rule asks about', async () => {
    await save('inner', city('inner town'))
    await save('outer', { not: { inSegment: 'inner' } })
    for (const key of ['inner', 'outer']) await build(key)
    const moved = { userId: 'person-7', createdAt: null, traits: { city: 'inner town' }, consents: {} }
    await database.transaction((client) => ingestUsers(client, [moved], new Date(record.clock())))
    await build('inner')
    await database.pool.query('DELETE FROM user_touches')
    expect(await build('outer')).toMatchObject({ full: false, looked: 1, left: 1 })
    expect(await membersOf('inner')).toEqual(['person-7'])
    expect(await membersOf('outer')).not.toContain('person-7')
  })
})
