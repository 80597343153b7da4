import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { SegmentRule } from '../../../src/domain/segment-rule.ts'
import { readRule } from '../../../src/rules/read-rule.ts'
import { compileRule } from '../../../src/store/rules/compile-rule.ts'
import type { RuleSetting } from '../../../src/store/rules/rule-plan.ts'
import { readRuleNames } from '../../../src/store/rules/rule-segments.ts'
import { openTestDatabase, type TestDatabase } from '../../support/database.ts'
import { now, person, rule, shop } from '../../support/random-rules.ts'
import { insertRecordedPeople, openRecordedShop, recordedRuns } from '../../support/recorded-people.ts'
import { type PersonRecord, ruleHolds } from '../../support/reference-rules.ts'

const people: readonly PersonRecord[] = fc
  .sample(person, { numRuns: 60, seed: 1 })
  .map((sampled, at) => ({ ...sampled, id: `person-${at}` }))
const readValid = (given: SegmentRule): SegmentRule => {
  const read = readRule(given)
  if ('faults' in read) throw new Error(`${JSON.stringify(given)}: ${JSON.stringify(read.faults)}`)
  return read.rule
}

describe('a compiled rule', () => {
  let database: TestDatabase
  let setting: Omit<RuleSetting, 'users'>
  beforeAll(async () => {
    database = await openTestDatabase()
    await insertRecordedPeople(database, people, await openRecordedShop(database, shop))
    setting = { now: new Date(now), runs: recordedRuns, names: await readRuleNames(database.pool) }
  })
  afterAll(() => database.drop())

  /** Who meets each of the rules, by one statement for all: they share what they read. */
  const membersOf = async (rules: readonly SegmentRule[], users: readonly number[] | null = null) => {
    const { head, from, nodes, values } = compileRule({ any: rules }, { ...setting, users })
    const conditions = rules.map((_, at) => nodes.find(({ path }) => path === `any[${at}]`)!.condition)
    const { rows } = await database.pool.query<{ id: string; held: boolean[] }>(
      `${head()} SELECT u.external_id AS id, ARRAY[${conditions.join(', ')}] AS held FROM ${from} ORDER BY u.id`,
      values.values,
    )
    return rules.map((_, at) => rows.filter(({ held }) => held[at]).map(({ id }) => id))
  }

  it('finds the same of a rule that shares nothing with others, and of some people alone', async () => {
    const some = people.map((_, at) => at + 1).filter((id) => id % 3 === 0)
    for (const asked of fc.sample(rule, { numRuns: 150, seed: 11 })) {
      const expected = people.filter((each) => ruleHolds(asked, each, shop)).map(({ id }) => id)
      expect((await membersOf([readValid(asked)]))[0], JSON.stringify(asked)).toEqual(expected)
      const { head, from, condition, values } = compileRule(readValid(asked), { ...setting, users: some })
      const { rows } = await database.pool.query(
        `${head()} SELECT u.external_id AS id FROM ${from} WHERE ${condition} ORDER BY u.id`,
        values.values,
      )
      expect(rows.map(({ id }) => id)).toEqual(expected.filter((id) => Number(id.slice('person-'.length)) % 3 === 2))
    }
  })

  it('never runs what a rule says as code', async () => {
    const nasty = `'; DROP TABLE users; -- \\' " $1 \${x} %s`
    const rules: SegmentRule[] = [
      { trait: { name: nasty, eq: nasty } },
      { profile: { field: 'EXTERNAL_ID', startsWith: nasty } },
      { bucket: { seed: nasty, from: 0, to: 0.0001 } },
      { event: { type: 'VIEW', where: [{ property: { name: nasty, contains: nasty } }, { category: { eq: nasty } }] } },
    ]
    expect(await membersOf(rules.map(readValid))).toEqual([[], [], [], []])
    expect(await membersOf([{ profile: { field: 'EXTERNAL_ID', exists: true } }])).toEqual([people.map(({ id }) => id)])
  })
})
