import type { RuleLeaf, SegmentRule } from '../../domain/segment-rule.ts'
import { CodedError } from '../../errors.ts'
import { nodesOf, partsOf, type RuleNode } from '../../rules/clauses.ts'
import type { Values } from '../keyset.ts'
import { compileEvent, compileRegularly, compileRestarted, compileStopped } from './compile-behaviour.ts'
import { compileProfile } from './compile-profile.ts'
import { compileSequence } from './compile-sequence.ts'
import { categoryTest, valueTest } from './compile-tests.ts'
import { compileCluster, compileUplift, measure, published } from './published-value.ts'
import { type CollectedPlan, type CompiledClause, collectPlan, type RulePlan, type RuleSetting } from './rule-plan.ts'
import { createSharedValues } from './shared-values.ts'

/** The bits of a hash of seed and user as a number from 0 up to 100: the same forever, and another for every seed. */
const bucketOf = (seed: string, { values: { add }, ofUser }: RulePlan): string =>
  `(('x' || left(md5(${add(seed, 'text')} || ':' || ${ofUser('external_id')}), 8))::bit(32)::bigint::float8 * 100 / 4294967296)`

const compileAffinity = (
  { product, category, ...test }: Extract<RuleLeaf, { affinity: unknown }>['affinity'],
  plan: RulePlan,
): CompiledClause => {
  const { values, runs } = plan
  const measured = (value: string): CompiledClause => measure(value, test, values)
  if (category !== undefined) {
    published(plan, 'p', 'user_profiles', runs.portraits, 'favourite_categories')
    return measured(`(SELECT sum((f ->> 'share')::float8) FROM jsonb_array_elements(p.favourite_categories) AS f
      WHERE ${categoryTest("(f ->> 'category')", { eq: category }, values)})`)
  }
  published(plan, 'l', 'recommendation_lists', runs.recommendations, 'scores')
  return measured(`(SELECT listed.score / nullif((SELECT max(s) FROM unnest(l.scores) AS s), 0)
    FROM unnest(l.product_ids, l.scores) AS listed(product, score)
    WHERE listed.product = (SELECT id FROM products WHERE external_id = ${values.add(product, 'text')}))`)
}

const compileSegment = (key: string, { values, names, ofUser }: RulePlan): CompiledClause => {
  const segment = names.segments.get(key)
  if (segment === undefined) throw new CodedError('NOT_FOUND', `There is no segment "${key}".`)
  const [table, run] =
    segment.run === 'RULE'
      ? (['memberships', ''] as const)
      : (['segment_members', `AND m.run_id = ${values.add(segment.run, 'int')}`] as const)
  const member = `EXISTS (SELECT FROM ${table} m WHERE m.user_id = ${ofUser('id')} AND m.segment_id = ${values.add(segment.id, 'int')} ${run})`
  return { condition: member, actual: `to_jsonb(${member})` }
}

const compileList = (key: string, { values, names, ofUser }: RulePlan): CompiledClause => {
  const id = names.lists.get(key)
  if (id === undefined) throw new CodedError('NOT_FOUND', `There is no list "${key}".`)
  const listed = `EXISTS (SELECT FROM user_list_entries l WHERE l.external_id = ${ofUser('external_id')} AND l.list_id = ${values.add(id, 'int')})`
  return { condition: listed, actual: `to_jsonb(${listed})` }
}

const compileLeaf = (leaf: RuleLeaf, plan: RulePlan): CompiledClause => {
  const { values, runs } = plan
  if ('profile' in leaf) return compileProfile(leaf.profile, plan)
  if ('trait' in leaf) {
    const value = `(${plan.ofUser('traits')} -> ${values.add(leaf.trait.name, 'text')})`
    return { condition: valueTest(value, leaf.trait, values), actual: value }
  }
  if ('event' in leaf) return compileEvent(leaf.event, plan)
  if ('sequence' in leaf) return compileSequence(leaf.sequence, plan)
  if ('stopped' in leaf) return compileStopped(leaf.stopped, plan)
  if ('restarted' in leaf) return compileRestarted(leaf.restarted, plan)
  if ('regularly' in leaf) return compileRegularly(leaf.regularly, plan)
  if ('churnRisk' in leaf)
    return measure(published(plan, 'c', 'churn_scores', runs.churnRisk, 'probability'), leaf.churnRisk, values)
  if ('lifetimeValue' in leaf)
    return measure(published(plan, 'v', 'lifetime_values', runs.lifetimeValue, 'predicted'), leaf.lifetimeValue, values)
  if ('purchaseProbability' in leaf) {
    const { withinDays, ...test } = leaf.purchaseProbability
    const days = values.add(withinDays, 'smallint')
    plan.join(
      `b${withinDays}`,
      'purchase_predictions',
      `b${withinDays}.run_id = ${values.add(runs.purchase, 'int')} AND b${withinDays}.within_days = ${days}`,
    )
    return measure(`b${withinDays}.probability`, test, values)
  }
  if ('affinity' in leaf) return compileAffinity(leaf.affinity, plan)
  if ('inSegment' in leaf) return compileSegment(leaf.inSegment, plan)
  if ('bucket' in leaf) {
    const { seed, from, to } = leaf.bucket
    const bucket = bucketOf(seed, plan)
    return {
      condition: `(${bucket} >= ${values.add(from, 'float8')} AND ${bucket} < ${values.add(to, 'float8')})`,
      actual: `to_jsonb(${bucket})`,
    }
  }
  if ('consent' in leaf) {
    const granted = `EXISTS (SELECT FROM consents c WHERE c.user_id = ${plan.ofUser('id')} AND c.purpose = ${values.add(leaf.consent, 'text')} AND c.granted)`
    return { condition: granted, actual: `to_jsonb(${granted})` }
  }
  if ('cluster' in leaf) return compileCluster(leaf.cluster, plan)
  return 'uplift' in leaf ? compileUplift(leaf.uplift, plan) : compileList(leaf.inList, plan)
}

export interface CompiledNode {
  readonly path: string
  readonly rule: SegmentRule
  /** true or false, never NULL. */
  readonly condition: string
  /** null for groups. */
  readonly actual: string | null
}

export interface CompiledRule {
  /** Goes before SELECT; with `more` named statements after its own. */
  readonly head: (more?: readonly string[]) => string
  /**
   * Where the conditions ask only of one thing that users may have, and nothing of their own rows: those who have it, and the one who has not, for whom all conditions are the same.
   * Whoever only counts need not look at all users.
   */
  readonly sole: { readonly head: readonly string[]; readonly from: string; readonly without: string } | null
  /** `users u` with all that the conditions speak of. */
  readonly from: string
  readonly condition: string
  /** Who was asked about at all; part of the condition. */
  readonly asked: string
  /** The rule and its parts, each before what is in it. */
  readonly nodes: readonly CompiledNode[]
  readonly values: Values
}

const compileNode = (node: RuleNode, plan: RulePlan, found: Map<string, CompiledNode>): string => {
  const { path, rule } = node
  const parts = partsOf(node).map((part) => compileNode(part, plan, found))
  const leaf = parts.length === 0 ? compileLeaf(rule as RuleLeaf, plan) : null
  const grouped = 'not' in rule ? `(NOT ${parts[0]})` : `(${parts.join('any' in rule ? ' OR ' : ' AND ')})`
  const condition = leaf === null ? grouped : `coalesce(${leaf.condition}, FALSE)`
  found.set(path, { path, rule, condition, actual: leaf?.actual ?? null })
  return condition
}

const soleOf = (source: ReturnType<CollectedPlan['sole']>, read: ReturnType<CollectedPlan['readings']>) =>
  source && {
    // Named twice, but read once: nobody is joined where nothing can match.
    head: read.map(({ alias, text }) => `${alias} AS NOT MATERIALIZED (${text})`),
    from: source.from,
    without: `(VALUES (TRUE)) AS nobody LEFT JOIN ${source.from} ON FALSE`,
  }

/**
 * One statement's parts for a rule: all simple clauses about events share one scan of them, whatever their number; every value is a parameter.
 * @throws CodedError NOT_FOUND for a segment or a list that is not there
 */
export const compileRule = (rule: SegmentRule, setting: RuleSetting, values = createSharedValues()): CompiledRule => {
  const { plan, readings, joins, sole } = collectPlan(setting, values)
  const root = { path: '', rule }
  const found = new Map<string, CompiledNode>()
  const condition = compileNode(root, plan, found)
  const asked = plan.onlyAsked('u.id')
  const read = readings()
  return {
    head: (more = []) => {
      const all = [...read.map(({ alias, text }) => `${alias} AS MATERIALIZED (${text})`), ...more]
      return all.length === 0 ? '' : `WITH ${all.join(',\n')}`
    },
    sole: soleOf(sole(), read),
    from: `users u ${joins()}`,
    asked,
    condition: asked === 'TRUE' ? condition : `${asked} AND ${condition}`,
    nodes: nodesOf(root).map(({ path }) => found.get(path)!),
    values,
  }
}
