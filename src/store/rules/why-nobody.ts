import type { EventFilter, RuleLeaf, TextTest } from '../../domain/segment-rule.ts'
import type { Database } from '../database.ts'
import { readRuleRuns } from './build-inputs.ts'
import type { RuleRuns } from './rule-plan.ts'

type Reading = Pick<Database, 'pool'>

/** A reason that begins in the middle of a sentence. */
export interface WhyNobody {
  readonly why: string
  /** A name that is not known, and those that are; null: it is not about a name. */
  readonly unknown: { readonly name: string; readonly known: readonly string[] } | null
}

const because = (why: string, name: string | null = null, known: readonly string[] = []): WhyNobody => ({
  why,
  unknown: name === null ? null : { name, known },
})

/** Of so many users the names of traits are looked at: most users have the same. */
const someUsers = 10_000
/** A trait with more different values than this is no list of choices. */
const someValues = 200

const column = async ({ pool }: Reading, text: string, values: readonly unknown[] = []): Promise<readonly string[]> =>
  (await pool.query<{ value: string }>(text, [...values])).rows.map(({ value }) => value)

const ofOwnRow: ReadonlySet<string> = new Set(['EXTERNAL_ID', 'CREATED_AT'])

/** What a leaf reads of published runs, and what that is called. */
const readingOf = (leaf: RuleLeaf): readonly [keyof RuleRuns, string] | null => {
  if ('profile' in leaf) return ofOwnRow.has(leaf.profile.field) ? null : ['portraits', 'portrait']
  if ('churnRisk' in leaf) return ['churnRisk', 'churn risk']
  if ('lifetimeValue' in leaf) return ['lifetimeValue', 'lifetime value']
  if ('purchaseProbability' in leaf) return ['purchase', 'purchase probability']
  if ('cluster' in leaf) return ['clusters', 'clustering']
  if ('uplift' in leaf) return ['uplift', 'uplift']
  if ('affinity' in leaf)
    return leaf.affinity.product === undefined ? ['portraits', 'portrait'] : ['recommendations', 'recommendation']
  return null
}

/** What the latest users have under a name, as text; `isText` tells "5" from 5. */
const traitValues = async ({ pool }: Reading, name: string) =>
  (
    await pool.query<{ value: string; isText: boolean }>(
      `SELECT DISTINCT traits ->> $1 AS value, jsonb_typeof(traits -> $1) = 'string' AS "isText"
      FROM (SELECT traits FROM users ORDER BY id DESC LIMIT ${someUsers}) AS latest WHERE traits -> $1 <> 'null' LIMIT ${someValues}`,
      [name],
    )
  ).rows

const whyTrait = async (
  database: Reading,
  { name, eq, in: among = [] }: Extract<RuleLeaf, { trait: unknown }>['trait'],
): Promise<WhyNobody | null> => {
  const names = await column(
    database,
    `SELECT DISTINCT jsonb_object_keys(traits) AS value FROM (SELECT traits FROM users ORDER BY id DESC LIMIT ${someUsers}) AS latest`,
  )
  if (!names.includes(name)) return because(`none of the latest ${someUsers} users has a trait "${name}".`, name, names)
  const [wanted] = [...(eq === undefined ? [] : [eq]), ...among]
  const values = wanted === undefined ? [] : await traitValues(database, name)
  const same = values.find(({ value }) => value === String(wanted))
  if (wanted === undefined || values.length === someValues || same?.isText === (typeof wanted === 'string')) return null
  if (same !== undefined)
    return because(
      same.isText ? `it is a text there: write "${wanted}".` : `it is no text there: write ${wanted} without quotes.`,
    )
  const texts = values.filter(({ isText }) => isText).map(({ value }) => value)
  return because(`none of the latest ${someUsers} users has ${JSON.stringify(wanted)} there.`, String(wanted), texts)
}

/** Every level of every path: `toys > bricks` has two. */
const levels = `SELECT DISTINCT array_to_string(levels[1:place], ' > ') AS value
  FROM (SELECT DISTINCT string_to_array(category, ' > ') AS levels FROM products WHERE category IS NOT NULL) AS paths, generate_subscripts(levels, 1) AS place`

const whyCategory = async (database: Reading, wanted: readonly string[]): Promise<WhyNobody | null> => {
  const known = await column(database, levels)
  const missing = wanted.filter((category) => !known.includes(category))
  return missing.length < wanted.length || missing.length === 0
    ? null
    : because(`no product is of the category "${missing[0]}".`, missing[0], known)
}

const whyProduct = async (database: Reading, wanted: readonly string[]): Promise<WhyNobody | null> => {
  const known = await column(database, 'SELECT external_id AS value FROM products WHERE external_id = ANY($1)', [
    wanted,
  ])
  return known.length > 0 || wanted.length === 0 ? null : because(`there is no product "${wanted[0]}".`)
}

const namedBy = ({ eq, in: among }: TextTest): readonly string[] => [
  ...(eq === undefined ? [] : [eq]),
  ...(among ?? []),
]

const whyEvents = async (database: Reading, { where = [] }: EventFilter): Promise<WhyNobody | null> => {
  for (const asked of where) {
    const why =
      'category' in asked
        ? await whyCategory(database, namedBy(asked.category))
        : 'product' in asked
          ? await whyProduct(database, namedBy(asked.product))
          : null
    if (why !== null) return why
  }
  return null
}

const filtersOf = (leaf: RuleLeaf): readonly EventFilter[] => {
  if ('event' in leaf) return [leaf.event]
  if ('sequence' in leaf) return leaf.sequence.steps
  if ('stopped' in leaf) return [leaf.stopped]
  if ('restarted' in leaf) return [leaf.restarted]
  return 'regularly' in leaf ? [leaf.regularly] : []
}

const whyCluster = async (database: Reading, cluster: number, run: number | null): Promise<WhyNobody | null> => {
  const known = await column(
    database,
    'SELECT DISTINCT cluster::text AS value FROM user_clusters WHERE run_id = $1 ORDER BY 1',
    [run],
  )
  return known.includes(String(cluster))
    ? null
    : because(`there is no cluster ${cluster} now, only ${known.join(', ')}.`)
}

/** Why a clause that nobody meets is met by nobody, as far as a look at names tells it: something that is not there, or not yet. */
export const whyNobody = async (database: Reading, leaf: RuleLeaf): Promise<WhyNobody | null> => {
  const runs = await readRuleRuns(database.pool)
  const reading = readingOf(leaf)
  if (reading !== null && runs[reading[0]] === null) return because(`no ${reading[1]} has been published yet.`)
  if ('profile' in leaf && leaf.profile.field === 'FAVOURITE_CATEGORY')
    return whyCategory(database, namedBy(leaf.profile as TextTest))
  if ('trait' in leaf) return whyTrait(database, leaf.trait)
  if ('cluster' in leaf) return whyCluster(database, leaf.cluster, runs.clusters)
  if ('affinity' in leaf) {
    const { product, category } = leaf.affinity
    if (product !== undefined) return whyProduct(database, [product])
    return category === undefined ? null : whyCategory(database, [category])
  }
  for (const filter of filtersOf(leaf)) {
    const why = await whyEvents(database, filter)
    if (why !== null) return why
  }
  return null
}
