import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { SegmentRule } from '../../../src/domain/segment-rule.ts'
import { explainMember } from '../../../src/store/rules/explain-member.ts'
import { previewRule, sampleRule } from '../../../src/store/rules/preview-rule.ts'
import { openTestDatabase, type TestDatabase } from '../../support/database.ts'
import { now, person, rule, shop } from '../../support/random-rules.ts'
import { insertRecordedPeople, openRecordedShop } from '../../support/recorded-people.ts'
import { type PersonRecord, ruleHolds } from '../../support/reference-rules.ts'

const eventAtNow = {
  type: 'VIEW' as const,
  at: now,
  product: null,
  quantity: null,
  price: null,
  rating: null,
  channel: null,
  query: null,
  text: null,
  order: null,
  session: null,
  currency: null,
  properties: null,
}
const people: readonly PersonRecord[] = fc.sample(person, { numRuns: 40, seed: 21 }).map((sampled, at) => ({
  ...sampled,
  // The preview sees no later than the latest event.
  events: [...sampled.events.filter((event) => event.at < now), ...(at === 0 ? [{ ...eventAtNow }] : [])],
  id: `person-${at}`,
}))
const limits = { timeoutMs: 20_000, mostCost: 1e9 }
const never = new AbortController().signal

describe('a preview', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await openTestDatabase()
    await insertRecordedPeople(database, people, await openRecordedShop(database, shop))
  })
  afterAll(() => database.drop())

  const request = (asked: SegmentRule) => ({ rule: asked, consents: [], now: new Date(now) })
  const preview = (asked: SegmentRule) => previewRule(database, request(asked), limits, never)
  const countOf = (asked: SegmentRule) => people.filter((each) => ruleHolds(asked, each, shop)).length

  it('counts whom the reference finds, and each clause alone', async () => {
    for (const asked of fc.sample(rule, { numRuns: 200, seed: 4 })) {
      const { userCount, total, clauses } = await preview(asked)
      expect({ total, userCount }).toEqual({ total: people.length, userCount: countOf(asked) })
      for (const clause of clauses) expect(clause.alone, clause.path).toBe(countOf(clause.rule))
    }
  })

  it('shows as a funnel whom each clause keeps of those that the ones before it kept', async () => {
    const [a, b, c]: SegmentRule[] = [
      { event: { type: 'VIEW' } },
      { any: [{ event: { type: 'PURCHASE' } }, { consent: 'EMAIL' }] },
      { not: { trait: { name: 'city', exists: true } } },
    ]
    const { clauses, userCount } = await preview({ all: [a, b, c] })
    const kept = Object.fromEntries(clauses.map((clause) => [clause.path, clause.userCount]))
    expect(kept).toEqual({
      '': countOf({ all: [a, b, c] }),
      'all[0]': countOf(a),
      'all[1]': countOf({ all: [a, b] }),
      'all[1].any[0]': countOf({ all: [a, { event: { type: 'PURCHASE' } }] }),
      'all[1].any[1]': countOf({ all: [a, { consent: 'EMAIL' }] }),
      'all[2]': userCount,
      'all[2].not': countOf({ all: [a, b, { trait: { name: 'city', exists: true } }] }),
    })
  })

  it('shows the same members each time it is asked for some', async () => {
    const asked: SegmentRule = { event: { type: 'VIEW' } }
    const sample = () => sampleRule(database, request(asked), 5, limits, never)
    const found = await sample()
    expect(found).toHaveLength(5)
    expect(await sample()).toEqual(found)
    const members = people.filter((each) => ruleHolds(asked, each, shop)).map(({ id }) => id)
    expect(members).toEqual(expect.arrayContaining(found.map(({ externalId }) => externalId)))
  })

  it('counts only those who consent where consents are asked for beside the rule', async () => {
    const asked: SegmentRule = { event: { type: 'VIEW' } }
    const { userCount } = await previewRule(database, { ...request(asked), consents: ['EMAIL'] }, limits, never)
    expect(userCount).toBe(countOf({ all: [asked, { consent: 'EMAIL' }] }))
  })

  it('answers and explains a rule of a thousand clauses', async () => {
    const clause = (at: number): SegmentRule => ({
      event: { type: 'VIEW', within: `P${1 + (at % 300)}D`, count: { gte: 1 + (at % 7) } },
    })
    const asked: SegmentRule = { any: Array.from({ length: 1000 }, (_, at) => clause(at)) }
    expect((await preview(asked)).userCount).toBe(countOf(asked))
    const { rows } = await database.pool.query<{ id: number }>(`SELECT id FROM users WHERE external_id = 'person-0'`)
    const { member, clauses } = await explainMember(database, { rule: asked, consents: [] }, rows[0].id, new Date(now))
    expect(member).toBe(ruleHolds(asked, people[0], shop))
    expect(clauses).toHaveLength(1001)
  })

  it('is refused before it is asked where it would cost too much, and given up where nobody waits', async () => {
    const asked = request({ event: { type: 'VIEW' } })
    await expect(previewRule(database, asked, { ...limits, mostCost: 1 }, never)).rejects.toMatchObject({
      code: 'QUERY_TOO_COMPLEX',
    })
    const gone = new AbortController()
    gone.abort()
    await expect(previewRule(database, asked, limits, gone.signal)).rejects.toMatchObject({ name: 'AbortError' })
    const leaving = new AbortController()
    const slow = previewRule(database, asked, limits, leaving.signal)
    setImmediate(() => leaving.abort())
    await expect(slow).rejects.toMatchObject({ name: 'AbortError' })
  })

  it('has the same reasons as the members: an explanation agrees with the reference, clause by clause', async () => {
    for (const asked of fc.sample(rule, { numRuns: 100, seed: 8 })) {
      for (const at of [0, 7, 19, 33]) {
        const told = await explainMember(database, { rule: asked, consents: [] }, at + 1, new Date(now))
        expect(told.member).toBe(ruleHolds(asked, people[at], shop))
        for (const clause of told.clauses)
          expect(clause.holds, clause.path).toBe(ruleHolds(clause.rule, people[at], shop))
      }
    }
  })

  it('tells the actual values', async () => {
    const at = people.findIndex(
      ({ profile, traits }) => typeof profile.ORDER_COUNT === 'number' && traits.city !== undefined,
    )
    const views = people[at].events.filter(({ type }) => type === 'VIEW').length
    const asked: SegmentRule = {
      all: [
        { profile: { field: 'ORDER_COUNT', gte: 2 } },
        { trait: { name: 'city', eq: 'nowhere' } },
        { event: { type: 'VIEW', count: { gte: 99 } } },
      ],
    }
    const { clauses } = await explainMember(database, { rule: asked, consents: ['SMS'] }, at + 1, new Date(now))
    expect(clauses.map(({ actual }) => actual)).toEqual([
      null,
      people[at].profile.ORDER_COUNT,
      people[at].traits.city,
      { count: views },
    ])
  })
})
