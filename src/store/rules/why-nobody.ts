import type { EventType } from '../../domain/event.ts'
import type { EventCondition, EventFilter, RuleLeaf, TextTest } from '../../domain/segment-rule.ts'
import { findIdsNear } from '../products.ts'
import { readRuleRuns } from './build-inputs.ts'
import type { RuleRuns } from './rule-plan.ts'
import {
  attributes,
  because,
  column,
  propertiesOf,
  type Reading,
  someLatest,
  traits,
  type WhyNobody,
  whyNamed,
} from './why-named.ts'

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
  if (known.length > 0 || wanted.length === 0) return null
  const [first] = wanted
  return because(`there is no product "${first}".`, first, await findIdsNear(database, first))
}

const whyChannel = async (database: Reading, type: EventType, wanted: readonly string[]): Promise<WhyNobody | null> => {
  const known = await column(
    database,
    `SELECT DISTINCT channel AS value FROM (SELECT channel FROM events WHERE type = $1 ORDER BY occurred_at DESC LIMIT ${someLatest}) AS latest
    WHERE channel IS NOT NULL`,
    [type],
  )
  const missing = wanted.filter((channel) => !known.includes(channel))
  return missing.length < wanted.length || missing.length === 0
    ? null
    : because(
        `none of the latest ${someLatest} events of type ${type} has the channel "${missing[0]}".`,
        missing[0],
        known,
      )
}

const namedBy = ({ eq, in: among }: TextTest): readonly string[] => [
  ...(eq === undefined ? [] : [eq]),
  ...(among ?? []),
]

const whyCondition = (database: Reading, type: EventType, asked: EventCondition): Promise<WhyNobody | null> => {
  if ('category' in asked) return whyCategory(database, namedBy(asked.category))
  if ('product' in asked) return whyProduct(database, namedBy(asked.product))
  if ('channel' in asked) return whyChannel(database, type, namedBy(asked.channel))
  if ('attribute' in asked) return whyNamed(database, attributes, asked.attribute)
  if ('property' in asked) return whyNamed(database, propertiesOf(type), asked.property)
  return Promise.resolve(null)
}

const whyEvents = async (database: Reading, { type, where = [] }: EventFilter): Promise<WhyNobody | null> => {
  for (const asked of where) {
    const why = await whyCondition(database, type, asked)
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
  if ('trait' in leaf) return whyNamed(database, traits, leaf.trait)
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
