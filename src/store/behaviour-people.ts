import pg, { type ClientBase } from 'pg'

import type { BehaviourLevels, BehaviourPerson } from '../domain/behaviour.ts'
import { amount, type BehaviourQuery, instantOf } from './behaviour-days.ts'
import { readColumns } from './read-numbers.ts'

/** Of each trait, and of categories and channels, the most frequent so many are told apart; the rest is `other`. */
const mostLevels = 24
/** Traits with more values than this are names or numbers, not groups. */
const mostValues = 200
const mostTraits = 12

export const otherLevel = 'other'

const topOf = (path: string): string => `split_part(${path}, ' > ', 1)`

const text = (values: readonly string[]): string =>
  `ARRAY[${values.map((value) => pg.escapeLiteral(value)).join(', ')}]::text[]`

/** The place of a name among the levels, that of `other` where it is none of them, NULL where there is no name. */
export const codeOf = (name: string, levels: readonly string[]): string =>
  `(coalesce(array_position(${text(levels)}, ${name}), CASE WHEN ${name} IS NOT NULL THEN ${levels.length} END) - 1)`

export const categoryCode = (path: string, { categories }: BehaviourLevels): string => codeOf(topOf(path), categories)

/** Up to `mostLevels` names, and `other` last. */
const withOther = (names: readonly string[]): readonly string[] => [
  ...names.filter((name) => name !== otherLevel).slice(0, mostLevels),
  otherLevel,
]

/** `query` has each name with how many `times` it is met. */
const namesOf = async (client: ClientBase, query: string): Promise<readonly string[]> => {
  const { rows } = await client.query<{ name: string }>(
    `SELECT name FROM (${query}) AS met ORDER BY times DESC, name COLLATE "C" LIMIT ${mostLevels + 1}`,
  )
  return withOther(rows.map(({ name }) => name))
}

/** By how many of the people known before the cut have them. */
const readTraits = async (client: ClientBase, asOf: Date): Promise<BehaviourLevels['traits']> => {
  const { rows } = await client.query<{ name: string; values: string[] }>(
    `WITH held AS (
      SELECT t.key AS name, t.value, count(*) AS people FROM users u CROSS JOIN LATERAL jsonb_each_text(u.traits) AS t
      WHERE u.created_at <= ${instantOf(asOf)} AND t.value IS NOT NULL GROUP BY 1, 2
    )
    SELECT name, array_agg(value ORDER BY people DESC, value COLLATE "C") AS values FROM held GROUP BY name
    HAVING count(*) BETWEEN 2 AND ${mostValues} ORDER BY sum(people) DESC, name COLLATE "C" LIMIT ${mostTraits}`,
  )
  return rows.map(({ name, values }) => ({ name, values: withOther(values) }))
}

/** The names that are told apart, as they were before the cut. */
export const readBehaviourLevels = async (client: ClientBase, { asOf }: BehaviourQuery): Promise<BehaviourLevels> => {
  const until = `e.occurred_at <= ${instantOf(asOf)}`
  const categories = await namesOf(
    client,
    `SELECT ${topOf('p.category')} AS name, count(*) AS times FROM events e JOIN products p ON p.id = e.product_id
    WHERE e.type = 'PURCHASE' AND ${until} AND p.category IS NOT NULL GROUP BY 1`,
  )
  const channels = await namesOf(
    client,
    `SELECT e.channel AS name, count(*) AS times FROM events e WHERE ${until} AND e.channel IS NOT NULL GROUP BY 1`,
  )
  return { categories, channels, traits: await readTraits(client, asOf) }
}

/** Whom a table is about: all that are known before the cut, or those of them who have bought. */
export type BehaviourPeople = 'EVERYBODY' | 'CUSTOMERS'

const peopleQuery = ({ asOf }: BehaviourQuery, levels: BehaviourLevels, people: BehaviourPeople): string => {
  const until = `e.occurred_at <= ${instantOf(asOf)}`
  const traits = levels.traits.map(
    ({ name, values }) => `${codeOf(`(u.traits ->> ${pg.escapeLiteral(name)})`, values)}::float8`,
  )
  return `WITH bought AS (
    SELECT e.user_id, e.product_id, count(*) AS lines, sum(${amount('e')}) AS spend FROM events e
    WHERE ${until} AND e.type = 'PURCHASE' AND e.product_id IS NOT NULL GROUP BY 1, 2
  ), by_category AS (
    SELECT b.user_id, ${categoryCode('p.category', levels)} AS code, count(*) AS products, sum(b.lines) AS lines, sum(b.spend) AS spend
    FROM bought b JOIN products p ON p.id = b.product_id GROUP BY 1, 2
  ), tastes AS (
    SELECT user_id, (array_agg(code ORDER BY spend DESC, code) FILTER (WHERE code IS NOT NULL))[1] AS top_category,
      max(spend) FILTER (WHERE code IS NOT NULL) / nullif(sum(spend), 0) AS top_category_share,
      count(code) AS categories, sum(products) AS products, sum(lines) AS lines
    FROM by_category GROUP BY user_id
  ), ways AS (
    SELECT e.user_id, ${codeOf('e.channel', levels.channels)} AS code, count(*) AS events FROM events e
    WHERE ${until} AND e.channel IS NOT NULL GROUP BY 1, 2
  ), channels AS (
    SELECT user_id, (array_agg(code ORDER BY events DESC, code))[1] AS channel FROM ways GROUP BY user_id
  ), seen AS (
    SELECT user_id, sum(lines) AS lines FROM behaviour_days GROUP BY user_id
  )
  SELECT u.id::float8, (CASE WHEN u.created_at <= ${instantOf(asOf)}
      THEN floor(extract(epoch FROM ${instantOf(asOf)} - u.created_at) / 86400) END)::float8,
    t.top_category::float8, t.top_category_share::float8, nullif(t.categories, 0)::float8, t.products::float8, t.lines::float8,
    c.channel::float8${traits.map((trait) => `, ${trait}`).join('')}
  FROM users u LEFT JOIN seen s ON s.user_id = u.id LEFT JOIN tastes t ON t.user_id = u.id LEFT JOIN channels c ON c.user_id = u.id
  WHERE ${people === 'CUSTOMERS' ? 's.lines > 0' : `u.created_at <= ${instantOf(asOf)} OR s.user_id IS NOT NULL`}
  ORDER BY u.id`
}

/**
 * What is known of people beside their days, after `addUpBehaviour` in the same transaction, in ascending id: 8 bytes and 4 for each thing known a
 * person. Traits and the categories of products are those of today: the shop keeps no earlier ones.
 */
export const readBehaviourPeople = async (
  client: ClientBase,
  query: BehaviourQuery,
  people: BehaviourPeople,
  signal?: AbortSignal,
) => {
  const levels = await readBehaviourLevels(client, query)
  const known = new Array<typeof Float32Array>(7 + levels.traits.length).fill(Float32Array)
  const [userIds, ...facts] = await readColumns(
    client,
    peopleQuery(query, levels, people),
    [Float64Array, ...known],
    signal,
  )
  const personAt = (row: number): BehaviourPerson => ({
    knownDays: facts[0][row],
    topCategory: facts[1][row],
    topCategoryShare: facts[2][row],
    categories: facts[3][row],
    products: facts[4][row],
    lines: facts[5][row],
    channel: facts[6][row],
    traits: facts.slice(7).map((trait) => trait[row]),
  })
  return { levels, userIds: userIds as Float64Array, personAt }
}
