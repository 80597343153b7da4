import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { type FileReport, importFile } from '../../src/commands/import-file.ts'
import { createPlainCompute } from '../../src/compute/plain.ts'
import type { RecordKind } from '../../src/intake/fields.ts'
import { readMappings } from '../../src/intake/read-mapping.ts'
import { logisticRegression } from '../../src/models/classifiers/logistic-regression.ts'
import type { Column, Table } from '../../src/models/classifiers/table.ts'
import { takeRows } from '../../src/models/classifiers/take-rows.ts'
import { auc } from '../../src/models/evaluation/auc.ts'
import { openApi, type TestApi } from '../support/api.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { datasetFile } from '../support/datasets.ts'

const folder = datasetFile('completejourney')

const files = [
  ['users', 'demographics.csv.gz'],
  ['products', 'products.csv.gz'],
  ['campaigns', 'campaign_descriptions.csv.gz'],
  ['coupons', 'coupons.csv.gz'],
  ['assignments', 'campaigns.csv.gz'],
  ['redemptions', 'coupon_redemptions.csv.gz'],
  ['events', 'transactions_sample.csv.gz'],
  ['events', 'coupon_redemptions.csv.gz'],
] as const satisfies readonly (readonly [RecordKind, string])[]

const importOne = async (database: TestDatabase, kind: RecordKind, name: string): Promise<FileReport> =>
  importFile({
    path: join(folder!, name),
    kind,
    mappings: await readMappings('completejourney', kind),
    options: { now: Date.parse('2020-01-01T00:00:00Z'), timeZone: 'UTC' },
    list: null,
    rejectsPath: join(tmpdir(), `completejourney-${process.pid}-${kind}.rejected`),
    database,
    signal: new AbortController().signal,
  })

const counted = ({ rowsRead, accepted, duplicates, rejected }: FileReport) => [rowsRead, accepted, duplicates, rejected]

/**
 * Who was sent what, whether they redeemed it, and what was known of them on the day before: what they were sent and redeemed, what the sample has of
 * their purchases, and whether anything is known of the household.
 */
const targets = `
  SELECT u.id::int AS person, c.description AS type, (r.user_id IS NOT NULL)::int AS redeemed,
    (SELECT count(*) FROM coupon_assignments b WHERE b.user_id = a.user_id AND b.assigned_at < a.assigned_at)::int AS sent,
    (SELECT count(*) FROM coupon_redemptions b WHERE b.user_id = a.user_id AND b.redeemed_at < a.assigned_at)::int AS redemptions,
    (SELECT count(*) FROM events e WHERE e.user_id = a.user_id AND e.type = 'PURCHASE' AND e.occurred_at < a.assigned_at)::int AS lines,
    (SELECT coalesce(sum(amount), 0) FROM orders o WHERE o.user_id = a.user_id AND o.ordered_at < a.assigned_at)::float8 AS spend,
    (SELECT extract(epoch FROM a.assigned_at - max(ordered_at)) / 86400 FROM orders o WHERE o.user_id = a.user_id AND o.ordered_at < a.assigned_at)::float8 AS recency,
    u.traits ->> 'income' AS income, u.traits ->> 'age' AS age, u.traits ->> 'household_comp' AS composition
  FROM coupon_assignments a JOIN users u ON u.id = a.user_id JOIN campaigns c ON c.id = a.campaign_id
  LEFT JOIN LATERAL (SELECT user_id FROM coupon_redemptions r WHERE r.user_id = a.user_id AND r.campaign_id = a.campaign_id LIMIT 1) r ON TRUE
  ORDER BY u.id, c.id`

type Target = Readonly<Record<string, number | string | null>> & { readonly person: number; readonly redeemed: number }

const numbers = ['sent', 'redemptions', 'lines', 'spend', 'recency']
const categories = ['type', 'income', 'age', 'composition']

const tableOf = (rows: readonly Target[]): Table => {
  const columns: Column[] = [
    ...numbers.map((name): Column => ({ kind: 'NUMBER', name })),
    ...categories.map(
      (name): Column => ({
        kind: 'CATEGORY',
        name,
        levels: [...new Set(rows.flatMap((row) => (row[name] === null ? [] : [String(row[name])])))].sort(),
      }),
    ),
  ]
  const cellOf = (row: Target, column: Column): number => {
    const value = row[column.name]
    if (value === null) return Number.NaN
    return column.kind === 'NUMBER' ? Math.log1p(Number(value)) : column.levels.indexOf(String(value))
  }
  const values = columns.flatMap((column) => rows.map((row) => cellOf(row, column)))
  return { rows: rows.length, columns, values: Float32Array.from(values) }
}

const folds = 5

/** Nobody is scored by a model that has seen them in another campaign. */
const rankOutOfFold = (rows: readonly Target[]) => {
  const table = tableOf(rows)
  const labels = Uint8Array.from(rows, ({ redeemed }) => redeemed)
  const tools = { compute: createPlainCompute(), seed: 1 }
  const scores = new Float64Array(rows.length)
  for (let fold = 0; fold < folds; fold++) {
    const isHeld = (at: number) => rows[at].person % folds === fold
    const all = Array.from(rows, (_, at) => at)
    const [train, held] = [all.filter((at) => !isHeld(at)), all.filter(isHeld)]
    const data = { table: takeRows(table, train), labels: Uint8Array.from(train, (at) => labels[at]) }
    const model = logisticRegression.fit(data, logisticRegression.defaults, tools)
    const predicted = logisticRegression.predict(model, takeRows(table, held), tools.compute)
    for (const [place, at] of held.entries()) scores[at] = predicted[place]
  }
  return { auc: auc(scores, labels), redeemed: labels.reduce((sum, label) => sum + label, 0) }
}

describe.skipIf(folder === null)('The Complete Journey', () => {
  let database: TestDatabase
  let api: TestApi
  const reports = new Map<string, readonly number[]>()
  beforeAll(async () => {
    database = await openTestDatabase()
    for (const [kind, name] of files) reports.set(`${kind} ${name}`, counted(await importOne(database, kind, name)))
    await database.pool.query('ANALYZE')
    api = openApi(database)
  }, 60_000)
  afterAll(async () => {
    await api?.close()
    await database?.drop()
  })

  test('comes in whole: every row is accepted, a duplicate or rejected for its reason', () => {
    expect(Object.fromEntries(reports)).toEqual({
      'users demographics.csv.gz': [801, 801, 0, 0],
      'products products.csv.gz': [92_331, 92_331, 0, 0],
      'campaigns campaign_descriptions.csv.gz': [27, 27, 0, 0],
      'coupons coupons.csv.gz': [116_204, 111_332, 4_872, 0],
      'assignments campaigns.csv.gz': [6_589, 6_589, 0, 0],
      'redemptions coupon_redemptions.csv.gz': [2_102, 2_102, 0, 0],
      'events transactions_sample.csv.gz': [75_000, 74_584, 0, 416],
      'events coupon_redemptions.csv.gz': [2_102, 2_102, 0, 0],
    })
  })

  test('adds nothing the second time', async () => {
    for (const [kind, name] of files.slice(2, 6)) {
      const [read, accepted, duplicates] = counted(await importOne(database, kind, name))
      expect({ kind, accepted, duplicates }).toEqual({ kind, accepted: 0, duplicates: read })
    }
  })

  test('is read through the API: campaigns, whom they were sent to, products and redemptions', async () => {
    const { data, errors } = await api.execute<{ campaigns: { edges: readonly { node: Campaign }[] } }>(
      `{ campaigns(first: 50) { edges { node { key source status description startsAt endsAt counts { assigned heldOut redeemers } } } } }`,
    )
    expect(errors).toBeUndefined()
    const campaigns = data.campaigns.edges.map(({ node }) => node)
    expect(campaigns).toHaveLength(27)
    expect(campaigns.reduce((sum, { counts }) => sum + counts.assigned, 0)).toBe(6_589)
    expect(campaigns.find(({ key }) => key === '18')).toEqual({
      key: '18',
      source: 'IMPORTED',
      status: 'FINISHED',
      description: 'Type A',
      startsAt: '2017-10-30T00:00:00.000Z',
      endsAt: '2017-12-25T00:00:00.000Z',
      counts: { assigned: 1_133, heldOut: 0, redeemers: 214 },
    })
    const one = await api.execute<{
      user: User
      campaign: { coupons: readonly { key: string; productCount: number }[] }
    }>(
      `{ campaign(key: "26") { coupons { key productCount products(first: 2) } }
        user(externalId: "1029") { traits { name } coupons(first: 50) { edges { node { code arm campaign { key } redemptions { orderId redeemedAt coupon { key } } } } } } }`,
    )
    expect(one.errors).toBeUndefined()
    const held = one.data.user.coupons.edges.map(({ node }) => node)
    expect(held.every(({ code, arm }) => code === null && arm === 'TREATED')).toBe(true)
    const redemptions = held.find(({ campaign }) => campaign.key === '26')?.redemptions
    expect(redemptions?.map(({ coupon }) => coupon.key)).toEqual(expect.arrayContaining(['51380041013', '51380041313']))
    expect(one.data.campaign.coupons.every(({ productCount }) => productCount > 0)).toBe(true)
    const redeemers = await database.pool.query('SELECT count(DISTINCT user_id) AS n FROM coupon_redemptions')
    expect(redeemers.rows[0].n).toBe(410)
  })

  test('tells by what is known before a campaign who will redeem its coupons, far from chance', async () => {
    const { rows } = await database.pool.query<Target>(targets)
    const ranked = rankOutOfFold(rows)
    console.log(`redeemed ${ranked.redeemed} of ${rows.length}; AUC out of fold ${ranked.auc?.toFixed(4)}`)
    expect(ranked.auc).toBeGreaterThan(0.7)
  })
})

interface Campaign {
  readonly key: string
  readonly counts: { readonly assigned: number }
}

interface User {
  readonly coupons: {
    readonly edges: readonly {
      readonly node: {
        readonly code: string | null
        readonly arm: string
        readonly campaign: { readonly key: string }
        readonly redemptions: readonly { readonly coupon: { readonly key: string } }[]
      }
    }[]
  }
}
