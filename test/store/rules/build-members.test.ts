import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { SegmentRule } from '../../../src/domain/segment-rule.ts'
import { ingestUsers } from '../../../src/store/ingest-users.ts'
import { type BuildResult, buildMembers } from '../../../src/store/rules/build-members.ts'
import { saveRuleSegment } from '../../../src/store/rules/rule-segments.ts'
import { trackEvents } from '../../../src/store/track-events.ts'
import { openTestDatabase, type TestDatabase } from '../../support/database.ts'
import { eventOf } from '../../support/events.ts'
import { event, now, person, rule, shop } from '../../support/random-rules.ts'
import { insertRecordedPeople, openRecordedShop } from '../../support/recorded-people.ts'
import { type PersonRecord, type RecordedEvent, ruleHolds } from '../../support/reference-rules.ts'

const day = 86_400_000
const people: readonly PersonRecord[] = fc
  .sample(person, { numRuns: 40, seed: 3 })
  .map((sampled, at) => ({ ...sampled, segments: [], id: `person-${at}` }))

const incoming = (userId: string, { at, product, price, order, session, ...same }: RecordedEvent, id: string) =>
  eventOf({
    ...same,
    userId,
    productId: product,
    unitPrice: price,
    orderId: order,
    sessionId: session,
    eventId: id,
    at: new Date(at).toISOString(),
  })

/** What happens between two looks: events of now and of long ago, other traits and consents, for a few people. */
const happenings = fc.record({
  later: fc.constantFrom(0, 3_600_000, day, 3 * day, 7 * day),
  events: fc.array(fc.record({ who: fc.nat(people.length - 1), event }), { maxLength: 6 }),
  traits: fc.array(fc.record({ who: fc.nat(people.length - 1), city: fc.constantFrom('a', 'ab', 1) }), {
    maxLength: 2,
  }),
  consents: fc.array(fc.record({ who: fc.nat(people.length - 1), granted: fc.boolean() }), { maxLength: 2 }),
})

describe('the members of a rule', () => {
  let database: TestDatabase
  let known = [...people]
  let clock = now
  let events = 0
  beforeAll(async () => {
    database = await openTestDatabase()
    await insertRecordedPeople(database, people, await openRecordedShop(database, shop))
  })
  afterAll(() => database.drop())

  const change = (who: number, made: (before: PersonRecord) => PersonRecord) => {
    known = known.map((each, at) => (at === who ? made(each) : each))
  }

  const happen = async ({
    later,
    events: added,
    traits,
    consents,
  }: typeof happenings extends fc.Arbitrary<infer T> ? T : never) => {
    clock += later
    for (const { who, event: happened } of added) {
      events += 1
      await trackEvents(database, [incoming(known[who].id, happened, `new-${events}`)], 'UTC')
      change(who, (before) => ({
        ...before,
        events: [...before.events, happened],
        createdAt: Math.min(before.createdAt, happened.at),
      }))
    }
    const users = [
      ...traits.map(({ who, city }) => ({ who, traits: { city }, consents: {} })),
      ...consents.map(({ who, granted }) => ({ who, traits: {}, consents: { EMAIL: granted } })),
    ]
    for (const { who, ...said } of users) {
      await database.transaction((client) =>
        ingestUsers(client, [{ userId: known[who].id, createdAt: null, ...said }], new Date(clock)),
      )
      change(who, (before) => ({
        ...before,
        traits: { ...before.traits, ...said.traits },
        consents: { ...before.consents, ...said.consents },
      }))
    }
  }

  const membersOf = async (key: string): Promise<string[]> => {
    const { rows } = await database.pool.query(
      `SELECT u.external_id AS id FROM memberships m JOIN users u ON u.id = m.user_id JOIN segments s ON s.id = m.segment_id
      WHERE s.key = $1 ORDER BY u.id`,
      [key],
    )
    return rows.map(({ id }) => id)
  }

  const build = (key: string, full = false) =>
    buildMembers(database, key, { now: new Date(clock), asOf: new Date(clock), full }) as Promise<BuildResult>

  it('are the same from what changed, from a full build, and by the reference, for random rules and histories', async () => {
    const rules = fc.sample(rule, { numRuns: Number(process.env.RULES ?? 200), seed: 5 })
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
    for (const happened of [null, ...fc.sample(happenings, { numRuns: 3, seed: 9 })]) {
      if (happened) await happen(happened)
      for (const [at, asked] of rules.entries()) {
        const result = await build(keys[at])
        if (!result.full) partial += 1
        const expected = known.filter((each) => ruleHolds(asked, each, { ...shop, now: clock })).map(({ id }) => id)
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
      new Date(clock),
    )
    const fast = { userId: 'person-2', createdAt: null, traits: { city: 'slow town' }, consents: {} }
    await database.transaction((client) => ingestUsers(client, [fast], new Date(clock)))
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
          new Date(clock),
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
    await database.transaction((client) => ingestUsers(client, [moved], new Date(clock)))
    await build('inner')
    await database.pool.query('DELETE FROM user_touches')
    expect(await build('outer')).toMatchObject({ full: false, looked: 1, left: 1 })
    expect(await membersOf('inner')).toEqual(['person-7'])
    expect(await membersOf('outer')).not.toContain('person-7')
  })
})
