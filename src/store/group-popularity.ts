import type { Database, Statement } from './database.ts'
import { isOffered } from './offered-products.ts'

/** Groups of fewer buyers say little; traits with more values are no groups. */
const fewestBuyers = 20
const mostValues = 50
const mostTraits = 20
/** Groups are compared by the products that most people buy. */
const mostProducts = 2000
/** So many buyers of everybody's tastes are mixed into a group. */
const shrinkage = 20
const listLength = 100

/**
 * What the buyers with each value of each trait buy. `shares`: part of the group's buyers who have bought the product, shrunk to everybody's,
 *
 *   share_g(j) = (n_gj + k share(j)) / (n_g + k),  k = 20.
 *
 * `information`: how much the group tells, the Kullback-Leibler divergence in nats of its purchases from everybody's, less what chance alone would make of it for so few
 * purchases (products - 1) / (2 purchases) (Miller 1955).
 */
const compute = `
  WITH held AS MATERIALIZED (
    SELECT u.id AS user_id, t.key AS trait, t.value
    FROM users u CROSS JOIN LATERAL jsonb_each_text(u.traits) AS t
    WHERE t.value IS NOT NULL AND length(t.value) <= 100 AND length(t.key) <= 100
      AND EXISTS (SELECT FROM user_products b WHERE b.user_id = u.id)
  ), sized AS (
    SELECT trait, value, count(*)::int AS buyers, count(*) OVER (PARTITION BY trait) AS values FROM held GROUP BY trait, value
  ), traits AS (
    SELECT trait FROM sized WHERE values <= ${mostValues} GROUP BY trait ORDER BY sum(buyers) DESC, trait LIMIT ${mostTraits}
  ), groups AS (
    SELECT s.trait, s.value, s.buyers FROM sized s JOIN traits t ON t.trait = s.trait WHERE s.buyers >= ${fewestBuyers}
  ), overall AS MATERIALIZED (
    SELECT b.product_id, count(*)::float8 AS buyers FROM user_products b JOIN products p ON p.id = b.product_id AND ${isOffered('p')} AND p.in_stock
    GROUP BY b.product_id ORDER BY buyers DESC, b.product_id LIMIT ${mostProducts}
  ), total AS (
    SELECT (SELECT count(*) FROM users u WHERE EXISTS (SELECT FROM user_products b WHERE b.user_id = u.id))::float8 AS buyers,
      (SELECT sum(buyers) FROM overall) AS purchases
  ), within AS (
    SELECT g.trait, g.value, g.buyers AS size, b.product_id, count(*)::float8 AS buyers
    FROM groups g JOIN held h ON h.trait = g.trait AND h.value = g.value JOIN user_products b ON b.user_id = h.user_id
      JOIN overall o ON o.product_id = b.product_id
    GROUP BY g.trait, g.value, g.buyers, b.product_id
  ), compared AS (
    SELECT w.trait, w.value, w.size, w.product_id, w.buyers, sum(w.buyers) OVER of_group AS purchases, count(*) OVER of_group AS products,
      o.buyers / t.purchases AS expected, (w.buyers + ${shrinkage} * o.buyers / t.buyers) / (w.size + ${shrinkage}) AS share
    FROM within w JOIN overall o ON o.product_id = w.product_id CROSS JOIN total t
    WINDOW of_group AS (PARTITION BY w.trait, w.value)
  ), ranked AS (
    SELECT *, row_number() OVER (PARTITION BY trait, value ORDER BY share DESC, product_id) AS place FROM compared
  )
  INSERT INTO group_popularity (run_id, trait, value, information, buyers, product_ids, shares)
  SELECT $1::int, trait, value,
    greatest(0, sum(buyers / purchases * ln(buyers / purchases / expected)) - (max(products) - 1) / (2 * max(purchases))),
    max(size), array_agg(product_id ORDER BY place) FILTER (WHERE place <= ${listLength}),
    array_agg(share ORDER BY place) FILTER (WHERE place <= ${listLength})
  FROM ranked GROUP BY trait, value`

/** Works out what groups buy and keeps it with a run of recommendations; again, it takes the place of what was there. */
export const writeGroupPopularity = (database: Pick<Database, 'transaction'>, runId: number): Promise<number> =>
  database.transaction(async (client) => {
    await client.query(`SET LOCAL work_mem = '128MB'`)
    await client.query('SET LOCAL jit = off')
    await client.query('DELETE FROM group_popularity WHERE run_id = $1', [runId])
    return (await client.query(compute, [runId])).rowCount ?? 0
  })

/** What people like the user buy. */
export interface GroupTaste {
  readonly trait: string
  readonly value: string
  /** Most bought first. */
  readonly productIds: readonly number[]
  /** Part of the group who have bought each, shrunk. */
  readonly shares: readonly number[]
}

/** Groups that tell less than this, in nats, are like everybody. */
const leastInformation = 0.01

const groupOfUser: Statement = {
  name: 'group_of_user',
  text: `SELECT g.trait, g.value, g.product_ids AS "productIds", g.shares
    FROM users u CROSS JOIN LATERAL jsonb_each_text(u.traits) AS t
      JOIN group_popularity g ON g.run_id = $2::int AND g.trait = t.key AND g.value = t.value
    WHERE u.id = $1::bigint AND g.information >= ${leastInformation} ORDER BY g.information DESC, g.trait LIMIT 1`,
}

/** Of the groups that a user's traits make, the one that tells most; null where none tells anything. */
export const readGroupOfUser = async (database: Database, userId: number, runId: number): Promise<GroupTaste | null> =>
  (await database.read<GroupTaste>(groupOfUser, [userId, runId]))[0] ?? null
