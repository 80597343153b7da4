import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { createDemoBehaviour } from '../../src/commands/demo-behaviour.ts'
import { fillShop } from '../../src/commands/fill-shop.ts'
import { createDemoShop } from '../../src/demo/shop.ts'
import type { BehaviourTable } from '../../src/domain/behaviour.ts'
import { readBehaviourTable, readBehaviourTargets } from '../../src/jobs/behaviour-table.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'

const until = new Date('2026-11-01T00:00:00Z')
const asOf = new Date('2026-07-15T00:00:00Z')
const options = { seed: 5, users: 120, until }

/** A cell as a person would read it: of a category its name. */
const cellOf = ({ columns, rows, values }: BehaviourTable, name: string, row: number): number | string => {
  const place = columns.findIndex((column) => column.name === name)
  const column = columns[place]
  const value = values[place * rows + row]
  return column.kind === 'CATEGORY' ? (column.levels[value] ?? '') : value
}

describe('customers of the generated shop at a cut', () => {
  let database: TestDatabase

  beforeAll(async () => {
    database = await openTestDatabase()
    await fillShop(database, createDemoShop(options), {
      timeZone: 'UTC',
      now: until,
      signal: new AbortController().signal,
    })
  })
  afterAll(() => database.drop())

  it('are told by the same numbers, and did the same afterwards, as the database adds up', async () => {
    const { table, targets, truths } = createDemoBehaviour(options)(asOf)
    const stored = await database.transaction(async (client) => {
      const snapshot = await readBehaviourTable(client, { people: 'CUSTOMERS', asOf, timeZone: 'UTC' })
      const known = await readBehaviourTargets(client, snapshot, { asOf, timeZone: 'UTC', logEndsAt: until })
      return { ...snapshot, targets: known }
    })
    expect(table.rows).toBeGreaterThan(50)
    expect(stored.table.rows).toBe(table.rows)
    expect(truths).toHaveLength(table.rows)
    expect(stored.table.columns.map(({ name }) => name).toSorted()).toEqual(
      table.columns.map(({ name }) => name).toSorted(),
    )
    for (const { name } of table.columns) {
      for (let row = 0; row < table.rows; row++) {
        const [own, theirs] = [cellOf(table, name, row), cellOf(stored.table, name, row)]
        if (typeof own === 'string' || Number.isNaN(own)) expect(theirs, name).toBe(own)
        else expect(theirs, name).toBeCloseTo(own, 3)
      }
    }
    for (const target of ['churned', 'boughtWithin7', 'boughtWithin30', 'boughtWithin90'] as const) {
      expect([...stored.targets[target]], target).toEqual([...targets[target]])
    }
  })

  it('are not asked of while what came is still to come', () => {
    expect(() => createDemoBehaviour({ ...options, users: 3 })(new Date('2026-09-01T00:00:00Z'))).toThrow(
      /lies in the future/,
    )
  })
})
