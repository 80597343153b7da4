import type { NumberTest, UpliftClause } from '../../domain/segment-rule.ts'
import { CodedError } from '../../errors.ts'
import type { Values } from '../keyset.ts'
import { numberTest } from './compile-tests.ts'
import type { CompiledClause, RulePlan } from './rule-plan.ts'

/** A condition on a number that is known of the user, or not. */
export const measure = (value: string, test: NumberTest, values: Values): CompiledClause => ({
  condition: numberTest(value, test, values),
  actual: `to_jsonb(${value})`,
})

/** What a published run says of the user. */
export const published = (plan: RulePlan, alias: string, table: string, run: number | null, column: string): string => {
  plan.join(alias, table, `${alias}.run_id = ${plan.values.add(run, 'int')}`)
  return `${alias}.${column}`
}

export const compileCluster = (cluster: number, plan: RulePlan): CompiledClause => {
  const of = published(plan, 'k', 'user_clusters', plan.runs.clusters, 'cluster')
  return { condition: `${of} = ${plan.values.add(cluster, 'int')}`, actual: `to_jsonb(${of})` }
}

/** A kind of coupon that nothing was measured of is taken to do what coupons do. */
const upliftOf = (offer: string, plan: RulePlan): string => {
  const { values, runs, join } = plan
  const scored = (kind: string): string => {
    const alias = `w_${kind.toLowerCase()}`
    const run = values.add(runs.uplift, 'int')
    join(alias, 'uplift_scores', `${alias}.run_id = ${run} AND ${alias}.offer = ${values.add(kind, 'text')}`)
    return `${alias}.uplift`
  }
  return offer === 'ANY' ? scored('ANY') : `coalesce(${scored(offer)}, ${scored('ANY')})`
}

/** @throws CodedError NOT_FOUND for a campaign that is not there */
export const compileUplift = ({ campaign, offer, ...test }: UpliftClause, plan: RulePlan): CompiledClause => {
  const offers = offer === undefined ? plan.names.campaigns.get(campaign as string) : [offer]
  if (offers === undefined) throw new CodedError('NOT_FOUND', `There is no campaign "${campaign}".`)
  const [first = 'ANY', ...others] = offers
  const values = [first, ...others].map((each) => upliftOf(each, plan))
  return measure(values.length === 1 ? values[0] : `greatest(${values.join(', ')})`, test, plan.values)
}
