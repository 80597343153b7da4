import type { ClientBase } from 'pg'

import type { Database } from './database.ts'

export interface AudienceRequest {
  readonly productId: number
  /** Run of recommendations: the neighbours of the product are read from it. */
  readonly runId: number
  /** As-of of that run: purchases fade from there. */
  readonly asOf: Date
  readonly now: Date
}

/** Of those whom the evidence speaks of, so many are ordered by it; the others follow with everybody else. */
export const mostMembers = 50_000

/** So long an order is kept after it was last walked on. */
const leaseMs = 3_600_000

/** So long a first page starts from an order that is there already. */
const freshMs = 900_000

/** Audiences kept at once; past that the one that was walked on longest ago goes. */
const mostAudiences = 64

const audienceLock = 7_213_403

/**
 * What related purchases say. `neighbours`: products bought by the same people, in both directions, for each list is cut by itself. `alike`: products that
 * share the category (or its parent: half) or attributes, less the
 * more of the catalogue does so as well, for products that hardly anybody bought yet.
 *
 *   score = 1 - exp(-(sum of similarity x fading + 0.1 a / (1 + a)) x (1 + activity) / 2),  a = sum of closeness x fading over alike purchases
 *
 * Purchases fade by half every 180 days, activity (the latest of these purchases) every 90.
 */
const insertMembers = `
  WITH target AS (
    SELECT id, category, regexp_replace(category, ' > [^>]*$', '') AS parent, attributes,
      (SELECT count(*) FROM jsonb_each(attributes) AS a WHERE NOT starts_with(a.key, 'category_')) AS traits
    FROM products WHERE id = $3::int
  ), neighbours AS (
    SELECT product_id, max(weight) AS weight FROM (
      SELECT n.id AS product_id, n.score::float8 AS weight
      FROM similar_products s CROSS JOIN LATERAL unnest(s.product_ids, s.scores) AS n(id, score)
      WHERE s.run_id = $2::int AND s.product_id = $3::int
      UNION ALL
      SELECT s.product_id, s.scores[array_position(s.product_ids, $3::int)]::float8
      FROM similar_products s WHERE s.run_id = $2::int AND $3::int = ANY (s.product_ids)
    ) both_ways WHERE product_id <> $3::int GROUP BY product_id ORDER BY weight DESC, product_id LIMIT 100
  ), compared AS (
    SELECT p.id AS product_id, (
        CASE WHEN p.category = t.category THEN 1 WHEN p.category = t.parent OR starts_with(p.category, t.parent || ' > ') THEN 0.5 ELSE 0 END
        + CASE WHEN t.traits = 0 THEN 0 ELSE 0.5 * shared.traits / t.traits END
      ) / ((t.category IS NOT NULL)::int + CASE WHEN t.traits = 0 THEN 0 ELSE 0.5 END) AS closeness
    FROM target t JOIN products p ON p.id <> t.id AND p.recommendable CROSS JOIN LATERAL (
      SELECT count(*) AS traits FROM jsonb_each(t.attributes) AS a WHERE p.attributes -> a.key = a.value AND NOT starts_with(a.key, 'category_')
    ) shared
    WHERE t.category IS NOT NULL OR t.traits > 0
  ), alike AS (
    SELECT * FROM (
      SELECT product_id, closeness * (1 - cume_dist() OVER (ORDER BY closeness DESC)) AS closeness FROM compared
    ) telling WHERE closeness > 0.1 ORDER BY closeness DESC, product_id LIMIT 200
  ), related AS (
    SELECT coalesce(n.product_id, a.product_id) AS product_id, coalesce(n.weight, 0) AS weight, coalesce(a.closeness, 0) AS closeness
    FROM neighbours n FULL JOIN alike a ON a.product_id = n.product_id
  ), spoken AS (
    SELECT b.user_id, sum(r.weight * fading) AS weight, sum(r.closeness * fading) AS closeness, max(b.last_bought_at) AS latest
    FROM related r JOIN user_products b ON b.product_id = r.product_id
      CROSS JOIN LATERAL (SELECT 2 ^ (-greatest(0, extract(epoch FROM $4::timestamptz - b.last_bought_at)::float8) / 86400 / 180) AS fading) f
    GROUP BY b.user_id
  ), scored AS (
    SELECT user_id, 1 - exp(-(weight + 0.1 * closeness / (1 + closeness))
      * (1 + 2 ^ (-greatest(0, extract(epoch FROM $4::timestamptz - latest)::float8) / 86400 / 90)) / 2) AS score
    FROM spoken
  )
  INSERT INTO audience_members (audience_id, user_id, place, score)
  SELECT $1::int, user_id, row_number() OVER (ORDER BY score DESC, user_id), score
  FROM scored WHERE score > 0 ORDER BY score DESC, user_id LIMIT ${mostMembers}`

const prune = async (client: ClientBase, now: Date): Promise<void> => {
  await client.query(
    // Two that clear up at once leave each other's rows alone.
    `DELETE FROM audiences WHERE id IN (
      SELECT id FROM audiences WHERE leased_until < $1
        OR id IN (SELECT id FROM audiences ORDER BY leased_until DESC, id DESC OFFSET ${mostAudiences - 1})
      FOR UPDATE SKIP LOCKED)`,
    [now],
  )
}

const build = async (client: ClientBase, { productId, runId, asOf, now }: AudienceRequest): Promise<number> => {
  await prune(client, now)
  // Sums over the buyers of many products: hashing beats sorting as long as it stays in memory.
  await client.query(`SET LOCAL work_mem = '64MB'`)
  await client.query('SET LOCAL jit = off')
  const { rows } = await client.query<{ id: number }>(
    `INSERT INTO audiences (run_id, product_id, members, built_at, leased_until)
    VALUES ($1, $2, 0, $3, $4) RETURNING id`,
    [runId, productId, now, new Date(now.getTime() + leaseMs)],
  )
  const [{ id }] = rows
  const { rowCount } = await client.query(insertMembers, [id, runId, productId, asOf])
  await client.query('UPDATE audiences SET members = $2 WHERE id = $1', [id, rowCount])
  return id
}

/**
 * The order that a walk over the audience of a product follows: one built a short while ago, else built now from what people have bought. Cost grows with
 * the buyers of related products, not with the users of the shop.
 */
export const openAudience = (database: Database, request: AudienceRequest): Promise<number> =>
  database.transaction(async (client) => {
    await client.query('SELECT pg_advisory_xact_lock($1, $2)', [audienceLock, request.productId])
    const { rows } = await client.query<{ id: number }>(
      `SELECT id FROM audiences WHERE run_id = $1 AND product_id = $2 AND built_at > $3 AND leased_until > $4
      ORDER BY built_at DESC LIMIT 1`,
      [request.runId, request.productId, new Date(request.now.getTime() - freshMs), request.now],
    )
    if (rows.length === 0) return build(client, request)
    await extendLease(client, rows[0].id, request.now)
    return rows[0].id
  })

const extendLease = (client: Pick<Database['pool'], 'query'> | ClientBase, id: number, now: Date) =>
  client.query('UPDATE audiences SET leased_until = $2 WHERE id = $1 AND leased_until < $3', [
    id,
    new Date(now.getTime() + leaseMs),
    new Date(now.getTime() + leaseMs / 2),
  ])

/** Whether the order that a walk began with is still kept; if so, it is for a while longer. */
export const keepAudience = async (
  database: Database,
  { id, productId, runId }: { readonly id: number; readonly productId: number; readonly runId: number },
  now: Date,
): Promise<boolean> => {
  const { rowCount } = await database.pool.query(
    'SELECT 1 FROM audiences WHERE id = $1 AND product_id = $2 AND run_id = $3 AND leased_until > $4',
    [id, productId, runId, now],
  )
  if (rowCount === 0) return false
  await extendLease(database.pool, id, now)
  return true
}
