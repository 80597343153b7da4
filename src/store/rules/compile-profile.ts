import type { NumberTest, ProfileClause, TextTest } from '../../domain/segment-rule.ts'
import { categoryTest, every, numberTest, textTest } from './compile-tests.ts'
import type { CompiledClause, RulePlan } from './rule-plan.ts'

const numericColumns = {
  ORDER_COUNT: 'p.order_count',
  PURCHASE_DAYS: 'p.purchase_days',
  // Of somebody who has never ordered it tells when they were last seen: that is no purchase.
  RECENCY_DAYS: '(CASE WHEN p.order_count > 0 THEN p.recency_days END)',
  FREQUENCY: 'p.frequency',
  MONETARY: 'p.monetary',
  AVERAGE_ORDER_VALUE: 'p.average_order_value',
  TOTAL_SPEND: 'p.total_spend',
  RFM_RECENCY: 'p.rfm_recency',
  RFM_FREQUENCY: 'p.rfm_frequency',
  RFM_MONETARY: 'p.rfm_monetary',
  SATISFACTION: 'p.satisfaction',
} as const
const otherColumns = {
  LIFECYCLE: 'p.lifecycle',
  FIRST_SEEN_AT: 'p.first_seen_at',
  LAST_SEEN_AT: 'p.last_seen_at',
} as const
const times: ReadonlySet<string> = new Set(['CREATED_AT', 'FIRST_SEEN_AT', 'LAST_SEEN_AT'])

const has = <Names extends object>(names: Names, name: string): name is keyof Names & string => name in names

const existence = (column: string, { exists }: ProfileClause): readonly string[] =>
  exists === undefined ? [] : [`${column} IS ${exists ? 'NOT ' : ''}NULL`]

/** Of a field with several values: `value` stands for each. */
const ofSeveral = (source: string, actual: string, test: string, clause: ProfileClause): CompiledClause => {
  const { field: _, exists, ...tests } = clause
  const some = `EXISTS (SELECT FROM ${source})`
  return {
    condition: every([
      ...(exists === undefined ? [] : [exists ? some : `NOT ${some}`]),
      ...(Object.keys(tests).length > 0 ? [`EXISTS (SELECT FROM ${source} WHERE ${test})`] : []),
    ]),
    actual,
  }
}

const favourites =
  "jsonb_array_elements(p.favourite_categories) AS favourite(item), LATERAL (SELECT item ->> 'category' AS value) AS category"

/** That the clause's tests are those of its field was seen to when it was read. */
export const compileProfile = (clause: ProfileClause, { values, runs, join, ofUser }: RulePlan): CompiledClause => {
  const { field } = clause
  const tests = clause as NumberTest & TextTest & { readonly in?: readonly (string | number)[] }
  if (field !== 'EXTERNAL_ID' && field !== 'CREATED_AT')
    join('p', 'user_profiles', `p.run_id = ${values.add(runs.portraits, 'int')}`)
  if (field === 'LABEL')
    return ofSeveral('unnest(p.labels) AS value', 'to_jsonb(p.labels)', textTest('value', tests, values), clause)
  if (field === 'FAVOURITE_CATEGORY') {
    const actual = "jsonb_path_query_array(p.favourite_categories, '$[*].category')"
    return ofSeveral(favourites, actual, categoryTest('value', tests, values), clause)
  }
  if (has(numericColumns, field)) {
    const column = numericColumns[field]
    const among = clause.in === undefined ? [] : [`${column} = ANY(${values.add(clause.in, 'float8[]')})`]
    const condition = every([...existence(column, clause), ...among, numberTest(column, tests, values)])
    return { condition, actual: `to_jsonb(${column})` }
  }
  const column = has(otherColumns, field)
    ? otherColumns[field]
    : ofUser(field === 'CREATED_AT' ? 'created_at' : 'external_id')
  const test = times.has(field) ? numberTest(column, tests, values, 'timestamptz') : textTest(column, tests, values)
  return { condition: every([...existence(column, clause), test]), actual: `to_jsonb(${column})` }
}
