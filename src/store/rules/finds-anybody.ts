import type { ClientBase } from 'pg'

import { latestEventTime } from '../activity.ts'
import { notSuppressed } from '../lists/not-suppressed.ts'
import { readRuleRuns } from './build-inputs.ts'
import { compileRule } from './compile-rule.ts'
import { consentTest } from './consent-test.ts'
import { readRuleNames, type SegmentDefinition } from './rule-segments.ts'

/** Whether a rule would have any member now, by the conditions that members are made by. */
export const findsAnybody = async (
  client: Pick<ClientBase, 'query'>,
  { rule, consents }: Pick<SegmentDefinition, 'rule' | 'consents'>,
  now: Date,
): Promise<boolean> => {
  const asOf = (await latestEventTime(client, now)) ?? now
  const [runs, names] = [await readRuleRuns(client), await readRuleNames(client)]
  const { head, from, condition, values } = compileRule(rule, { now: asOf, runs, names, users: null })
  const wanted = `SELECT FROM ${from} WHERE ${condition} AND ${consentTest(consents, values)} AND ${notSuppressed()}`
  const { rows } = await client.query<{ any: boolean }>(`${head()} SELECT EXISTS (${wanted}) AS any`, values.values)
  return rows[0].any
}
