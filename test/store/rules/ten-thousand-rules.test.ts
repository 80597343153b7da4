import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { SegmentRule } from '../../../src/domain/segment-rule.ts'
import { readRule } from '../../../src/rules/read-rule.ts'
import { type Edge, readsOf } from '../../../src/rules/reads.ts'
import { type Database, openDatabase } from '../../../src/store/database.ts'
import { findAffected } from '../../../src/store/rules/affected-users.ts'
import { compileRule } from '../../../src/store/rules/compile-rule.ts'
import { explainMember } from '../../../src/store/rules/explain-member.ts'
import type { RuleNames } from '../../../src/store/rules/rule-plan.ts'
import { readRuleNames } from '../../../src/store/rules/rule-segments.ts'
import { createDatabase } from '../../support/database.ts'
import { happeningsTo, type LivingRecord, openLivingRecord } from '../../support/living-record.ts'
import { now, person, rule, shop } from '../../support/random-rules.ts'
import { insertRecordedPeople, openRecordedShop, recordedRuns } from '../../support/recorded-people.ts'
import { type PersonRecord, ruleHolds } from '../../support/reference-rules.ts'

/** So many rules in one statement: what is planned together is planned sooner. */
const together = 20
const people: readonly PersonRecord[] = fc
  .sample(person, { numRuns: 30, seed: 1 })
  .map((sampled, at) => ({ ...sampled, id: `person-${at}` }))
const rules = fc.sample(rule, { numRuns: Number(process.env.RULES ?? 10_000), seed: 7 })
const batches = Array.from({ length: rules.length / together }, (_, at) =>
  rules.slice(at * together, (at + 1) * together),
)

const readValid = (given: SegmentRule): SegmentRule => {
  const read = readRule(given)
  if ('faults' in read) throw new Error(`${JSON.stringify(given)}: ${JSON.stringify(read.faults)}`)
  return read.rule
}

type Held = ReadonlyMap<number, boolean>

describe('ten thousand random rules on random histories', () => {
  let database: Database
  let remove: () => Promise<void>
  let names: RuleNames
  let record: LivingRecord
  /** By rule and user, as updates have left it. */
  let kept: Held[] = []
  beforeAll(async () => {
    const { url, remove: drop } = await createDatabase()
    remove = drop
    // Dozens of joins by key: to try their orders takes longer than any of them.
    database = openDatabase({ url: `${url}?options=-c%20join_collapse_limit%3D1` })
    await insertRecordedPeople(database, people, await openRecordedShop(database, shop))
    names = await readRuleNames(database.pool)
    record = openLivingRecord(database, people)
  })
  afterAll(async () => {
    await database.close()
    await remove()
  })

  /** Whether each user meets each rule, by one statement for all: they share what they read. */
  const ask = async (asked: readonly SegmentRule[], users: readonly number[] | null): Promise<readonly Held[]> => {
    const setting = { now: new Date(record.clock()), runs: recordedRuns, names, users }
    const { head, from, nodes, asked: only, values } = compileRule({ any: asked.map(readValid) }, setting)
    const conditions = asked.map((_, at) => nodes.find(({ path }) => path === `any[${at}]`)!.condition)
    const { rows } = await database.pool.query<{ id: number; held: boolean[] }>(
      `${head()} SELECT u.id, ARRAY[${conditions.join(', ')}] AS held FROM ${from} WHERE ${only}`,
      values.values,
    )
    return asked.map((_, at) => new Map(rows.map(({ id, held }) => [id, held[at]])))
  }

  const expectAsReference = (asked: readonly SegmentRule[], found: readonly Held[]): number => {
    let divided = 0
    for (const [at, each] of asked.entries()) {
      const expected = record.people().map((one) => ruleHolds(each, one, { ...shop, now: record.clock() }))
      const held = expected.map((_, who) => found[at].get(who + 1))
      if (!expected.every((holds, who) => holds === held[who])) expect(held, JSON.stringify(each)).toEqual(expected)
      if (expected.includes(true) && expected.includes(false)) divided += 1
    }
    return divided
  }

  it('have the members that the slow and obvious reference finds', async () => {
    let divided = 0
    for (const batch of batches) {
      const found = await ask(batch, null)
      divided += expectAsReference(batch, found)
      kept = [...kept, ...found]
    }
    expect(divided, 'rules that hold for some and not for others').toBeGreaterThan(rules.length / 2)
  })

  /** Whom something changed for, by edge: what a rule has to look at again is what its edges have, and whom something touched. */
  const affectedBy = async (before: { readonly asOf: Date; readonly watermark: number }) => {
    const find = async (edges: readonly Edge[]) => {
      const seen = { ...before, seen: {} }
      const found = await findAffected(database.pool as never, seen, new Date(record.clock()), edges, names, 1000)
      return found as readonly number[]
    }
    const touched = await find([])
    const known = new Map<string, Promise<readonly number[]>>()
    return async (edges: readonly Edge[]): Promise<ReadonlySet<number>> => {
      const users = new Set(touched)
      for (const edge of edges) {
        const key = `${edge.type} ${edge.age}`
        if (!known.has(key)) known.set(key, find([edge]))
        for (const id of await known.get(key)!) users.add(id)
      }
      return users
    }
  }

  it('have them still after something happened, when only those are looked at again for whom anything changed', async () => {
    const { rows } = await database.pool.query<{ watermark: number }>(
      'SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS watermark',
    )
    const before = { asOf: new Date(record.clock()), watermark: rows[0].watermark }
    for (const happened of fc.sample(happeningsTo(people.length), { numRuns: 4, seed: 9 }))
      await record.happen(happened)
    expect(record.clock()).toBeGreaterThan(now)
    const affected = await affectedBy(before)
    let spared = 0
    let changed = 0
    for (const [at, batch] of batches.entries()) {
      const ofRule = await Promise.all(batch.map((each) => affected(readsOf(each).edges)))
      const fresh = await ask(batch, [...new Set(ofRule.flatMap((users) => [...users]))])
      const updated = batch.map((_, n) => {
        const held = new Map(kept[at * together + n])
        for (const id of ofRule[n]) held.set(id, fresh[n].get(id)!)
        spared += held.size - ofRule[n].size
        if ([...held].some(([id, holds]) => holds !== kept[at * together + n].get(id))) changed += 1
        return held
      })
      expectAsReference(batch, updated)
      kept.splice(at * together, together, ...updated)
    }
    expect(changed, 'rules whose members changed').toBeGreaterThan(rules.length / 20)
    expect(spared / (rules.length * people.length), 'part of all looks that was spared').toBeGreaterThan(0.2)
  })

  it('are explained as their members and the reference have it, clause by clause', async () => {
    for (const [at, batch] of batches.entries()) {
      const who = at % people.length
      const asOf = new Date(record.clock())
      const told = await explainMember(database, { rule: { any: batch }, consents: [] }, who + 1, asOf)
      for (const { path, rule: clause, holds } of told.clauses) {
        const expected = ruleHolds(clause, record.people()[who], { ...shop, now: record.clock() })
        if (holds !== expected) expect({ path, holds }, JSON.stringify(clause)).toEqual({ path, holds: expected })
      }
      for (const n of batch.keys()) {
        const clause = told.clauses.find(({ path }) => path === `any[${n}]`)
        expect(clause?.holds).toBe(kept[at * together + n].get(who + 1))
      }
    }
  })
})
