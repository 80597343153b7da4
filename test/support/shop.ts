import { type RunKind, runKinds } from '../../src/domain/model-run.ts'
import { type PurchaseWindow, purchaseWindows } from '../../src/domain/prediction.ts'
import { everybodyElse, type RecommendationList, type RecommendationReason } from '../../src/domain/recommendation.ts'
import { userClusterRows } from '../../src/store/clusters.ts'
import type { Database } from '../../src/store/database.ts'
import { completeRun, markTraining, type RunRows, startRuns } from '../../src/store/model-runs.ts'
import { actionValueRows } from '../../src/store/next-actions/action-values.ts'
import type { RatingScale } from '../../src/store/predictions.ts'
import { publishRuns } from '../../src/store/publish-runs.ts'
import { trackEvents } from '../../src/store/track-events.ts'
import { upliftScoreRows } from '../../src/store/uplift-scores.ts'
import { churnScoreRows } from '../../src/store/write-churn-scores.ts'
import { lifetimeValueRows } from '../../src/store/write-lifetime-values.ts'
import { portraitRows } from '../../src/store/write-portraits.ts'
import { nextOrderRows, purchaseRows, ratingProductRows, ratingUserRows } from '../../src/store/write-predictions.ts'
import {
  recommendationRows,
  type SimilarProductsOf,
  similarProductRows,
} from '../../src/store/write-recommendations.ts'
import { segmentMemberRows, syncSegments } from '../../src/store/write-segments.ts'
import { eventOf } from './events.ts'
import { exampleActionValues, exampleLearning } from './example-actions.ts'
import { exampleClusters, exampleUserClusters } from './example-clusters.ts'
import { reportOf } from './example-report.ts'
import { exampleLessons, exampleUpliftScores } from './example-uplift.ts'

/**
 * A shop whose every answer is known. User n (from 1, external id `user-001` …) came on day n of 2024 and has n orders, recency
 * 10 n, churn probability n / (users + 1), predicted value 100 n. Odd ones are `odd`, even ones `even`. The last but one has only
 * looked, so nothing is predicted of them; the last came after the runs.
 */
export interface Shop {
  readonly userIds: readonly number[]
  readonly productIds: readonly number[]
  readonly segmentIds: ReadonlyMap<string, number>
  /** Portrait runs and so on, by kind. */
  readonly runIds: Readonly<Record<RunKind, number>>
}

export const externalIdOf = (n: number): string => `user-${String(n).padStart(3, '0')}`

const products = [
  ['p-lamp', 'Lamp', 'home > lamps', 30],
  ['p-mug', 'Mug', 'home > kitchen', 8],
  ['p-puzzle', 'Puzzle', 'toys > puzzles', 15],
  ['p-ball', 'Ball', 'toys > outdoor', 5],
  ['p-book', null, null, null],
] as const

const insertProducts = async (database: Database): Promise<readonly number[]> => {
  const { rows } = await database.pool.query<{ id: number }>(
    `INSERT INTO products (external_id, name, category, price, names)
    SELECT p.id, p.name, p.category, p.price, CASE WHEN p.id = 'p-lamp' THEN '{"zh": "台灯"}'::jsonb ELSE '{}' END
    FROM unnest($1::text[], $2::text[], $3::text[], $4::float8[]) AS p(id, name, category, price) RETURNING id`,
    [0, 1, 2, 3].map((column) => products.map((product) => product[column])),
  )
  return rows.map(({ id }) => id)
}

const insertUsers = async (database: Database, users: number): Promise<readonly number[]> => {
  const { rows } = await database.pool.query<{ id: number }>(
    `INSERT INTO users (external_id, created_at, traits)
    SELECT 'user-' || lpad(n::text, 3, '0'), timestamptz '2024-01-01Z' + n * interval '1 day',
      jsonb_build_object('city', CASE WHEN n % 2 = 0 THEN 'Beijing' ELSE 'Berlin' END, 'vip', n % 3 = 0)
    FROM generate_series(1, $1::int) AS n ORDER BY n RETURNING id`,
    [users],
  )
  return rows.map(({ id }) => id)
}

const insertEvents = async (database: Database): Promise<void> => {
  const of = (minute: number, fields: Omit<Parameters<typeof eventOf>[0], 'at'>) =>
    eventOf({ userId: externalIdOf(1), quantity: null, unitPrice: null, ...fields, at: `2024-06-01T12:0${minute}:00Z` })
  await trackEvents(
    database,
    [
      of(0, { type: 'SEARCH', productId: null, query: 'lamp' }),
      of(1, { type: 'VIEW', productId: 'p-lamp' }),
      of(2, { type: 'ADD_TO_CART', productId: 'p-lamp' }),
      of(3, { type: 'PURCHASE', productId: 'p-lamp', quantity: 1, unitPrice: 30, channel: 'web' }),
      of(4, { type: 'REVIEW', productId: 'p-lamp', rating: 5, text: 'Bright.' }),
    ],
    'UTC',
  )
}

/** How the numbers of a publication are made; the default is as the shop's comment says. */
export interface Numbers {
  readonly orderCountOf: (n: number) => number
  readonly segmentOf: (n: number) => string
}

const usual: Numbers = { orderCountOf: (n) => n, segmentOf: (n) => (n % 2 === 0 ? 'even' : 'odd') }

const profileOf = (userId: number, n: number, orderCount: number) => ({
  userId,
  firstSeenAt: new Date(Date.UTC(2024, 0, 1 + n)),
  lastSeenAt: new Date(Date.UTC(2024, 5, 1)),
  lifecycle: orderCount === 0 ? null : n % 2 === 0 ? ('LOYAL' as const) : ('ACTIVE' as const),
  orderCount,
  purchaseDays: orderCount,
  recencyDays: 10 * n,
  frequency: Math.max(0, orderCount - 1),
  monetary: orderCount > 1 ? 20 : null,
  averageOrderValue: orderCount > 0 ? 20 : null,
  totalSpend: 20 * orderCount,
  rfm: orderCount === 0 ? null : { recency: 5, frequency: 4, monetary: 3 },
  favouriteCategories:
    orderCount === 0
      ? []
      : [
          { category: 'toys > puzzles', share: 0.5, lift: 2 },
          { category: 'home > lamps', share: 0.3, lift: 1.2 },
          { category: 'home > kitchen', share: 0.1, lift: 0.5 },
          { category: 'toys > outdoor', share: 0.1, lift: 0.4 },
        ],
  activeHours: Array.from({ length: 24 }, (_, hour) => (hour === 12 ? 1 : 0)),
  satisfaction: n % 2 === 0 ? null : 1,
  labels: ['night-owl'],
})

/** All owed to the silence. */
const reasonsOf = (n: number, probability: number) => [
  { feature: 'baseline', value: 0.5, level: null, contribution: 0 },
  {
    feature: 'daysSinceLastOrder',
    value: 10 * n,
    level: null,
    contribution: Math.log(probability / (1 - probability)),
  },
]

const orderOf = (n: number, before: number, probability: number) =>
  ({ lever: 'ORDER', feature: 'daysSinceLastOrder', from: 10 * n, to: 0, before, probability }) as const

const churnOf = (userId: number, n: number, users: number) => {
  const probability = n / (users + 1)
  return {
    userId,
    probability,
    band: probability >= 0.7 ? ('HIGH' as const) : probability >= 0.4 ? ('MEDIUM' as const) : ('LOW' as const),
    horizonDays: 90,
    probabilityAlive: 1 - probability,
    reasons: reasonsOf(n, probability),
    counterfactual: n % 2 === 0 ? null : orderOf(n, probability, probability / 2),
  }
}

/** Lamp, puzzle, book and ball for everybody known; lamp and mug are trending for everybody else. */
const listsOf = (
  userIds: readonly number[],
  [lamp, mug, puzzle, ball, book]: readonly number[],
): RecommendationList[] => {
  const trending: RecommendationReason[] = [{ kind: 'TRENDING', weight: 1, windowDays: 30 }]
  const items = [
    { productId: lamp, score: 0.9, reasons: trending },
    {
      productId: puzzle,
      score: 0.5,
      reasons: [
        { kind: 'BOUGHT_TOGETHER' as const, weight: 0.75, productId: lamp, lift: 3.25 },
        { kind: 'LIKES_CATEGORY' as const, weight: 0.25, category: 'toys > puzzles', share: 0.5 },
      ],
    },
    { productId: book, score: 0.25, reasons: [{ kind: 'SIMILAR_USERS' as const, weight: 1, count: 7 }] },
    { productId: ball, score: 0.125, reasons: trending },
  ]
  const others = [lamp, mug].map((productId, place) => ({ productId, score: 1 - place / 2, reasons: trending }))
  return [...userIds.map((userId) => ({ userId, items })), { userId: everybodyElse, items: others }]
}

const similarTo = ([lamp, mug, puzzle, ball]: readonly number[]): SimilarProductsOf[] => [
  { productId: lamp, similar: [mug, ball, puzzle].map((productId, rank) => ({ productId, score: 0.5 ** (rank + 1) })) },
]

/** The longer the window the likelier: n / (users + 1) to the power of 90 / window, of the 90 days the probability of churn of the others. */
const purchaseOf = (
  userId: number,
  n: number,
  { users, withinDays }: { readonly users: number; readonly withinDays: PurchaseWindow },
) => {
  const probability = (n / (users + 1)) ** (90 / withinDays)
  const counterfactual =
    n % 2 === 0
      ? null
      : ({
          lever: 'COUPON',
          feature: 'couponViews90',
          from: 0,
          to: 1,
          before: probability,
          probability: (1 + probability) / 2,
        } as const)
  return { userId, withinDays, probability, reasons: reasonsOf(n, probability), counterfactual }
}

const estimateOf = (value: number) => ({ value, low: value / 2, high: 2 * value })

/** Orders in n days, or not at all for the last buyer; spends 20 on n pieces. */
const nextOrderOf = (userId: number, n: number, users: number) => ({
  userId,
  noneWithin90: n / (users + 1),
  days: n === users - 2 ? { median: null, low: 80, high: null } : { median: n, low: n / 2, high: 2 * n },
  categories: [
    { category: 'toys', probability: 0.75 },
    { category: 'other', probability: 0.25 },
  ],
  spend: estimateOf(20),
  quantity: estimateOf(n),
  spendWithin90: estimateOf(10 * n),
  activeDaysWithin30: estimateOf(3),
})

/** Everybody gives 4 stars, give or take; user 1 gives half a star more, the lamp gets one less, and they agree by half a star. */
const ratingScale: RatingScale = {
  mean: 4,
  residualVariance: 0.25,
  userVariance: 0.25,
  productVariance: 0.25,
  userShrinkage: 4,
  productShrinkage: 8,
  width: 1.28,
}

const reports = { CHURN_RISK: reportOf('CHURN'), PURCHASE: reportOf('PURCHASE_7', 'PURCHASE_30') } as Readonly<
  Partial<Record<RunKind, ReturnType<typeof reportOf>>>
>

async function* each<Row>(rows: readonly Row[]) {
  yield* rows
}

/** Computes nothing, but writes and publishes a run of every kind just as the jobs do. */
export const publishNumbers = async (
  database: Database,
  shop: Omit<Shop, 'runIds'>,
  { orderCountOf, segmentOf }: Numbers = usual,
): Promise<Shop['runIds']> => {
  const { userIds, productIds, segmentIds } = shop
  const flowId = crypto.randomUUID()
  const asOf = new Date('2024-06-02T00:00:00Z')
  const kinds = runKinds
  const runs = await startRuns(database, { flowId, kinds, asOf, seed: 1 })
  const runIds = Object.fromEntries(runs.map(({ kind, id }) => [kind, id])) as Record<RunKind, number>
  const known = userIds.slice(0, -1).map((id, i) => ({ id, n: i + 1 }))
  const buyers = known.slice(0, -1)
  const ordersOf = (n: number) => (n === known.length ? 0 : orderCountOf(n))
  const users = userIds.length
  const rowsOf: Record<RunKind, readonly RunRows[]> = {
    PORTRAITS: [portraitRows(each(known.map(({ id, n }) => profileOf(id, n, ordersOf(n)))))],
    CHURN_RISK: [churnScoreRows(buyers.map(({ id, n }) => churnOf(id, n, users)))],
    LIFETIME_VALUE: [
      lifetimeValueRows(
        buyers.map(({ id: userId, n }) => ({
          userId,
          historic: 20 * n,
          predicted: 100 * n,
          expectedOrders: n / 2,
          low: 10 * n,
          high: 300 * n,
        })),
      ),
    ],
    RECOMMENDATIONS: [
      recommendationRows(
        each(
          listsOf(
            known.map(({ id }) => id),
            productIds,
          ),
        ),
      ),
      similarProductRows(similarTo(productIds)),
    ],
    PURCHASE: [
      purchaseRows(
        each(
          known.flatMap(({ id, n }) => purchaseWindows.map((withinDays) => purchaseOf(id, n, { users, withinDays }))),
        ),
      ),
    ],
    NEXT_ORDER: [nextOrderRows(each(buyers.map(({ id, n }) => nextOrderOf(id, n, users))))],
    RATING: [
      ratingUserRows([{ id: userIds[0], bias: 0.5, factors: [0.5, 0], ratings: 4 }]),
      ratingProductRows([{ id: productIds[0], bias: -1, factors: [1, 1], ratings: 8 }]),
    ],
    CLUSTERS: [userClusterRows(exampleUserClusters(known))],
    UPLIFT: [upliftScoreRows(each(exampleUpliftScores(known)))],
    NEXT_ACTION: [actionValueRows(exampleActionValues)],
    SEGMENTS: [
      segmentMemberRows(
        each(
          known.map(({ id: userId, n }) => ({
            userId,
            segmentId: segmentIds.get(segmentOf(n)) as number,
            enteredAt: asOf,
          })),
        ),
      ),
    ],
  }
  const artefacts: Partial<Record<RunKind, object>> = {
    RATING: ratingScale,
    CLUSTERS: exampleClusters(known.length),
    UPLIFT: exampleLessons,
    NEXT_ACTION: exampleLearning,
  }
  for (const kind of kinds) {
    await markTraining(database, runIds[kind])
    const artefact = kind in artefacts ? { ...artefacts[kind] } : null
    const report = reports[kind] ?? null
    const metrics = [{ name: 'users', value: users }]
    const outcome = () => ({ params: { horizonDays: 90 }, metrics, artefact, report })
    await completeRun(database, runIds[kind], rowsOf[kind], { outcome, signal: new AbortController().signal })
  }
  await publishRuns(database, flowId)
  return runIds
}

/** Users, products, events and segments; with `publish`, also a published run of every kind. */
export const openShop = async (database: Database, { users = 8, publish = true } = {}): Promise<Shop> => {
  const productIds = await insertProducts(database)
  const userIds = await insertUsers(database, users)
  await insertEvents(database)
  const segmentIds = await syncSegments(
    database,
    ['odd', 'even'].map((key) => ({
      key,
      name: key.toUpperCase(),
      description: `The ${key} ones.`,
      definition: { key },
    })),
  )
  const shop = { userIds, productIds, segmentIds }
  return { ...shop, runIds: publish ? await publishNumbers(database, shop) : ({} as Shop['runIds']) }
}
