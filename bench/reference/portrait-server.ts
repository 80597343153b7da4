// The yardstick: the portrait as somebody would serve it by hand, prepared SQL through pg in a bare node:http server.
// It knows one question, checks no key, has no schema. It reads the same published rows as Clientele does.
import { createServer } from 'node:http'

import pg from 'pg'

const types = { getTypeParser: (oid: number) => (oid === 20 ? Number : pg.types.getTypeParser(oid)) }
const pool = new pg.Pool({
  connectionString: process.argv[2],
  max: 10,
  options: '-c plan_cache_mode=force_generic_plan',
  types,
})

const portraitSql = `
  SELECT u.id, u.external_id, p.*, c.probability, c.band, c.probability_alive, c.reasons AS churn_reasons, c.counterfactual,
         l.historic, l.predicted, l.expected_orders, l.low, l.high, churn_run.version AS churn_version, churn_run.as_of AS churn_as_of,
         portrait_run.finished_at AS portrait_at, churn_run.finished_at AS churn_at, value_run.finished_at AS value_at
  FROM users u
  LEFT JOIN published_runs pp ON pp.kind = 'PORTRAITS' LEFT JOIN model_runs portrait_run ON portrait_run.id = pp.run_id
  LEFT JOIN published_runs pc ON pc.kind = 'CHURN_RISK' LEFT JOIN model_runs churn_run ON churn_run.id = pc.run_id
  LEFT JOIN published_runs pl ON pl.kind = 'LIFETIME_VALUE' LEFT JOIN model_runs value_run ON value_run.id = pl.run_id
  LEFT JOIN user_profiles p ON p.user_id = u.id AND p.run_id = pp.run_id
  LEFT JOIN churn_scores c ON c.user_id = u.id AND c.run_id = pc.run_id
  LEFT JOIN lifetime_values l ON l.user_id = u.id AND l.run_id = pl.run_id
  WHERE u.external_id = $1`

const segmentsSql = `
  SELECT m.entered_at, s.key, s.name FROM published_runs r
  JOIN segment_members m ON m.run_id = r.run_id AND m.user_id = $1 JOIN segments s ON s.id = m.segment_id
  WHERE r.kind = 'SEGMENTS'`

const recommendationsSql = `
  SELECT item.product_id, item.score, l.reasons -> (item.rank - 1)::int AS reasons
  FROM published_runs r
  JOIN recommendation_lists l ON l.run_id = r.run_id AND l.user_id = $1
  CROSS JOIN LATERAL unnest(l.product_ids, l.scores) WITH ORDINALITY AS item(product_id, score, rank)
  WHERE r.kind = 'RECOMMENDATIONS'
    AND NOT EXISTS (SELECT 1 FROM user_products b WHERE b.user_id = $1 AND b.product_id = item.product_id)
  ORDER BY item.rank LIMIT $2`

const productsSql = 'SELECT id, external_id, name, category, price FROM products WHERE id = ANY($1)'

const rows = async (name: string, text: string, values: unknown[]) => (await pool.query({ name, text, values })).rows

interface Reason {
  readonly weight: number
  readonly productId: number | null
  readonly category: string | null
  readonly value: number
}

/** Stored flat: kind (0: bought together, 2: likes a category), weight in 10,000ths, what about, value, and so on. */
const readReasons = (flat: readonly (number | string)[]): Reason[] =>
  Array.from({ length: flat.length / 4 }, (_, i) => ({
    weight: Number(flat[4 * i + 1]) / 10_000,
    productId: flat[4 * i] === 0 ? Number(flat[4 * i + 2]) : null,
    category: flat[4 * i] === 2 ? String(flat[4 * i + 2]) : null,
    value: Number(flat[4 * i + 3]),
  }))

const answer = async ({ externalId, first }: { externalId: string; first: number }) => {
  const [row] = await rows('portrait', portraitSql, [externalId])
  if (!row) return { data: { user: null } }
  const [segments, items] = await Promise.all([
    rows('segments', segmentsSql, [row.id]),
    rows('recommendations', recommendationsSql, [row.id, first]),
  ])
  for (const item of items) item.reasons = readReasons(item.reasons)
  const ids = items.flatMap((item) => [
    item.product_id,
    ...item.reasons.flatMap((reason: Reason) => reason.productId ?? []),
  ])
  const products = new Map(
    (await rows('products', productsSql, [[...new Set(ids)]])).map((product) => [product.id, product]),
  )
  const named = (id: number) => ({ externalId: products.get(id)?.external_id, name: products.get(id)?.name })
  const reasonText = (reason: Reason) =>
    reason.productId === null
      ? `${Math.round(100 * reason.value)} % of what you have bought lately is from ${reason.category}.`
      : `Customers who bought “${named(reason.productId).name}” buy this ${reason.value.toFixed(1)} times as often as others.`
  return {
    data: {
      user: {
        id: row.id,
        externalId: row.external_id,
        profile: {
          computedAt: row.portrait_at,
          staleAfter: row.portrait_at,
          firstSeenAt: row.first_seen_at,
          lastSeenAt: row.last_seen_at,
          lifecycle: row.lifecycle,
          orderCount: row.order_count,
          recencyDays: row.recency_days,
          frequency: row.frequency,
          monetary: row.monetary,
          averageOrderValue: row.average_order_value,
          rfm: { recency: row.rfm_recency, frequency: row.rfm_frequency, monetary: row.rfm_monetary },
          favouriteCategories: row.favourite_categories?.slice(0, 3),
          activeHours: row.active_hours?.map((share: number, hour: number) => ({ hour, share })),
          satisfaction: row.satisfaction,
          labels: row.labels?.map((key: string) => ({ key, text: key })),
        },
        churnRisk: {
          probability: row.probability,
          band: row.band,
          probabilityAlive: row.probability_alive,
          horizonDays: 90,
          reasons: row.churn_reasons,
          counterfactual: row.counterfactual,
          modelRun: { kind: 'CHURN_RISK', version: row.churn_version, asOf: row.churn_as_of },
          computedAt: row.churn_at,
        },
        lifetimeValue: {
          historic: row.historic,
          predicted: row.predicted,
          horizonDays: 365,
          expectedOrders: row.expected_orders,
          low: row.low,
          high: row.high,
          computedAt: row.value_at,
        },
        segments: segments.map(({ entered_at, key, name }) => ({ enteredAt: entered_at, segment: { key, name } })),
        recommendations: {
          edges: items.map((item, index) => ({
            node: {
              product: {
                ...named(item.product_id),
                category: products.get(item.product_id)?.category,
                price: products.get(item.product_id)?.price,
              },
              score: item.score,
              rank: index + 1,
              reasons: item.reasons.map((reason: Reason) => ({
                weight: reason.weight,
                text: reasonText(reason),
                ...(reason.productId === null
                  ? { category: reason.category, share: reason.value }
                  : { because: named(reason.productId), lift: reason.value }),
              })),
            },
          })),
        },
      },
    },
  }
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    answer(JSON.parse(Buffer.concat(chunks).toString()).variables)
      .then((body) => {
        const text = JSON.stringify(body)
        response
          .writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
          .end(text)
      })
      .catch((error: Error) => response.writeHead(500).end(error.message))
  })
})

server.listen(0, '127.0.0.1', () =>
  process.stdout.write(`GraphQL: http://127.0.0.1:${(server.address() as { port: number }).port}/\n`),
)
process.on('SIGTERM', () => process.exit(0))
