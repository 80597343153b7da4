import type { Database } from '../../src/store/database.ts'
import { ensureMonths } from '../../src/store/partitions.ts'
import type { RuleRuns } from '../../src/store/rules/rule-plan.ts'
import type { PersonRecord, RecordedEvent, ShopRecord } from './reference-rules.ts'

/** The published run of each output, and where its rows are. */
const outputs = {
  portraits: { kind: 'PORTRAITS', run: 1, table: 'user_profiles' },
  churnRisk: { kind: 'CHURN_RISK', run: 2, table: 'churn_scores' },
  lifetimeValue: { kind: 'LIFETIME_VALUE', run: 3, table: 'lifetime_values' },
  recommendations: { kind: 'RECOMMENDATIONS', run: 4, table: 'recommendation_lists' },
  purchase: { kind: 'PURCHASE', run: 5, table: 'purchase_predictions' },
  clusters: { kind: 'CLUSTERS', run: 6, table: 'user_clusters' },
  uplift: { kind: 'UPLIFT', run: 7, table: 'uplift_scores' },
  segments: { kind: 'SEGMENTS', run: 8, table: 'segment_members' },
} as const
export const recordedRuns: RuleRuns = {
  portraits: 1,
  churnRisk: 2,
  lifetimeValue: 3,
  recommendations: 4,
  purchase: 5,
  clusters: 6,
  uplift: 7,
}

const insertAll = (database: Database, table: string, rows: readonly object[]): Promise<unknown> =>
  database.pool.query(`INSERT INTO ${table} SELECT * FROM jsonb_populate_recordset(NULL::${table}, $1::jsonb)`, [
    JSON.stringify(rows),
  ])

/** Products of the record, and a published run of each output. */
export const openRecordedShop = async (database: Database, shop: ShopRecord): Promise<ReadonlyMap<string, number>> => {
  for (const { kind, run, table } of Object.values(outputs)) {
    await database.pool.query(`CREATE TABLE parts.${table}_${run} PARTITION OF ${table} FOR VALUES IN (${run})`)
    await database.pool.query(
      `INSERT INTO model_runs (id, kind, version, status, as_of, flow_id, seed) VALUES ($1, $2, 1, 'PUBLISHED', now(), 'recorded', 1)`,
      [run, kind],
    )
    await database.pool.query('INSERT INTO published_runs (kind, run_id, published_at) VALUES ($1, $2, now())', [
      kind,
      run,
    ])
  }
  await insertNames(database, shop)
  const rows = Object.entries(shop.products).map(([external_id, product], at) => ({
    id: at + 1,
    external_id,
    ...product,
    names: {},
    in_stock: true,
    recommendable: true,
    changed_version: 0,
    created_at: '2020-01-01T00:00:00Z',
  }))
  await insertAll(database, 'products', rows)
  return new Map(rows.map(({ id, external_id }) => [external_id, id]))
}

const segmentKeys = ['circle', 'new "people"']
const listKeys = ['guests', 'odd "list']
const placeOf = (keys: readonly string[]) => (key: string) => keys.indexOf(key) + 1

/** Keys of segments that every recompute makes, lists and campaigns that the record speaks of. */
const insertNames = async (database: Database, { campaigns }: ShopRecord): Promise<void> => {
  const made = { created_at: '2026-01-01T00:00:00Z', updated_at: '2026-01-01T00:00:00Z' }
  const named = (key: string, at: number) => ({ id: at + 1, key, name: key, description: '', ...made })
  const rfm = { kind: 'RFM', rule: {}, rule_hash: '', consents: [] }
  await insertAll(
    database,
    'segments',
    segmentKeys.map((key, at) => ({ ...named(key, at), ...rfm })),
  )
  await insertAll(
    database,
    'user_lists',
    listKeys.map((key, at) => ({ ...named(key, at), purpose: 'STATIC' })),
  )
  const campaign = { source: 'OWN', status: 'DRAFT', strategy: 'ALL', seed: 's', holdout_share: 0, per_user_cap: 1 }
  await insertAll(
    database,
    'campaigns',
    Object.keys(campaigns).map((key, at) => ({ ...named(key, at), ...campaign, consents: [], margin_rate: 0.3 })),
  )
  const coupons = Object.values(campaigns).flatMap((kinds, at) => kinds.map((kind) => ({ campaign_id: at + 1, kind })))
  await insertAll(
    database,
    'campaign_coupons',
    coupons.map((coupon, at) => ({ id: at + 1, key: `c${at}`, value: 1, cost: 1, valid_days: 1, ...coupon })),
  )
  await database.pool.query(`SELECT setval('segments_id_seq', 100), setval('user_lists_id_seq', 100)`)
}

let keys = 0
const eventRow = (user_id: number, event: RecordedEvent, products: ReadonlyMap<string, number>) => {
  const { at, product, price, order, session, ...same } = event
  keys += 1
  return {
    ...same,
    user_id,
    occurred_at: new Date(at).toISOString(),
    event_key: `00000000-0000-0000-0000-${String(keys).padStart(12, '0')}`,
    product_id: product === null ? null : products.get(product),
    unit_price: price,
    order_id: order,
    session_id: session,
  }
}

export const insertRecordedEvents = async (
  database: Database,
  trails: readonly { readonly userId: number; readonly events: readonly RecordedEvent[] }[],
  products: ReadonlyMap<string, number>,
): Promise<void> => {
  const client = await database.pool.connect()
  try {
    await ensureMonths(
      client,
      trails.flatMap(({ events }) => events.map(({ at }) => at)),
      new Set(),
    )
  } finally {
    client.release()
  }
  await insertAll(
    database,
    'events',
    trails.flatMap(({ userId, events }) => events.map((event) => eventRow(userId, event, products))),
  )
}

const profileRow = (user_id: number, { profile, favourites }: PersonRecord) => ({
  user_id,
  run_id: outputs.portraits.run,
  lifecycle: profile.LIFECYCLE,
  order_count: profile.ORDER_COUNT,
  purchase_days: profile.PURCHASE_DAYS,
  recency_days: profile.RECENCY_DAYS,
  frequency: profile.FREQUENCY,
  monetary: profile.MONETARY,
  average_order_value: profile.AVERAGE_ORDER_VALUE,
  total_spend: profile.TOTAL_SPEND,
  rfm_recency: profile.RFM_RECENCY,
  rfm_frequency: profile.RFM_FREQUENCY,
  rfm_monetary: profile.RFM_MONETARY,
  satisfaction: profile.SATISFACTION,
  labels: profile.LABEL,
  first_seen_at: profile.FIRST_SEEN_AT,
  last_seen_at: profile.LAST_SEEN_AT,
  favourite_categories: Object.entries(favourites).map(([category, share]) => ({ category, share, lift: 1 })),
  active_hours: Array.from({ length: 24 }, () => 0),
})

/** Writes people as the record has them; the ids of their rows are 1, 2 ... in order. */
export const insertRecordedPeople = async (
  database: Database,
  people: readonly PersonRecord[],
  products: ReadonlyMap<string, number>,
): Promise<void> => {
  const known = people.map((person, at) => ({ id: at + 1, person }))
  // Whoever comes later is counted on from here.
  await database.pool.query(`SELECT setval('users_id_seq', 1000), setval('products_id_seq', 1000)`)
  await insertAll(
    database,
    'users',
    known.map(({ id, person }) => ({
      id,
      external_id: person.id,
      created_at: new Date(person.createdAt).toISOString(),
      traits: person.traits,
    })),
  )
  await insertAll(
    database,
    'consents',
    known.flatMap(({ id, person }) =>
      Object.entries(person.consents).map(([purpose, granted]) => ({
        user_id: id,
        purpose,
        granted,
        changed_at: '2026-01-01T00:00:00Z',
      })),
    ),
  )
  await insertRecordedEvents(
    database,
    known.map(({ id, person }) => ({ userId: id, events: person.events })),
    products,
  )
  const withProfile = known.filter(({ person }) => Object.keys(person.profile).length > 0)
  await insertAll(
    database,
    'user_profiles',
    withProfile.map(({ id, person }) => profileRow(id, person)),
  )
  const scored = known.filter(({ person }) => person.churn !== undefined)
  await insertAll(
    database,
    'churn_scores',
    scored.map(({ id, person }) => ({
      user_id: id,
      run_id: outputs.churnRisk.run,
      probability: person.churn,
      band: 'LOW',
      probability_alive: 0.5,
      reasons: [],
    })),
  )
  const valued = known.filter(({ person }) => person.value !== undefined)
  await insertAll(
    database,
    'lifetime_values',
    valued.map(({ id, person }) => ({
      user_id: id,
      run_id: outputs.lifetimeValue.run,
      historic: 0,
      predicted: person.value,
      expected_orders: 1,
      low: 0,
      high: 9,
    })),
  )
  await insertAll(
    database,
    'purchase_predictions',
    known.flatMap(({ id, person }) =>
      Object.entries(person.purchases).map(([days, probability]) => ({
        user_id: id,
        run_id: outputs.purchase.run,
        within_days: Number(days),
        probability,
        reasons: [],
      })),
    ),
  )
  await insertAll(
    database,
    'user_clusters',
    known.flatMap(({ id, person: { cluster } }) =>
      cluster === undefined
        ? []
        : [{ user_id: id, run_id: outputs.clusters.run, cluster, distance: 1, x: 0, y: 0, place: id, vector: '' }],
    ),
  )
  await insertAll(
    database,
    'uplift_scores',
    known.flatMap(({ id, person }) =>
      Object.entries(person.uplift).map(([offer, uplift]) => ({
        user_id: id,
        run_id: outputs.uplift.run,
        offer,
        uplift,
        probability_without: 0,
        probability_with: uplift,
        class: 'PERSUADABLE',
        reasons: [],
      })),
    ),
  )
  await insertAll(
    database,
    'segment_members',
    known.flatMap(({ id, person }) =>
      person.segments.map((key) => ({
        user_id: id,
        run_id: outputs.segments.run,
        segment_id: placeOf(segmentKeys)(key),
        entered_at: '2026-01-01T00:00:00Z',
      })),
    ),
  )
  await insertAll(
    database,
    'user_list_entries',
    known.flatMap(({ person }) =>
      person.lists.map((key) => ({
        external_id: person.id,
        list_id: placeOf(listKeys)(key),
        added_at: '2026-01-01T00:00:00Z',
      })),
    ),
  )
  await insertAll(
    database,
    'recommendation_lists',
    known.map(({ id, person }) => ({
      user_id: id,
      run_id: outputs.recommendations.run,
      product_ids: Object.keys(person.listed).map((product) => products.get(product)),
      scores: Object.values(person.listed),
      reasons: [],
    })),
  )
}
