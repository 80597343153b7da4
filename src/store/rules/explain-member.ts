import type { SegmentRule } from '../../domain/segment-rule.ts'
import type { ConsentPurpose } from '../../domain/user.ts'
import type { Database } from '../database.ts'
import { suppressedBy } from '../lists/not-suppressed.ts'
import { readRuleRuns } from './build-inputs.ts'
import { compileRule } from './compile-rule.ts'
import { consentTest } from './consent-test.ts'
import { type RuleSegment, readRuleNames } from './rule-segments.ts'

export interface ExplainedClause {
  readonly path: string
  readonly rule: SegmentRule
  readonly holds: boolean
  /** What is so about the user; null for groups and for what is unknown. */
  readonly actual: unknown
}

export interface ExplainedMember {
  /** Whether rule and consents hold at `asOf`, and nothing suppresses the user. */
  readonly member: boolean
  /** Purposes of the segment that the user has not consented to. */
  readonly withheld: readonly ConsentPurpose[]
  /** Keys of the suppression lists that the user is on. */
  readonly suppressedBy: readonly string[]
  readonly asOf: Date
  readonly clauses: readonly ExplainedClause[]
}

/** Why a user meets a rule or not, clause by clause, by the same conditions that members are made by. */
export const explainMember = (
  database: Database,
  { rule, consents }: Pick<RuleSegment, 'rule' | 'consents'>,
  userId: number,
  asOf: Date,
): Promise<ExplainedMember> =>
  database.transaction(async (client) => {
    await client.query('SET TRANSACTION READ ONLY')
    const setting = { now: asOf, runs: await readRuleRuns(client), names: await readRuleNames(client), users: [userId] }
    const { head, from, asked, nodes, values } = compileRule(rule, setting)
    const held = nodes.map(({ condition }) => condition)
    const actual = nodes.map((node) => node.actual ?? 'NULL')
    const given = consents.map((purpose) => consentTest([purpose], values))
    const { rows } = await client.query<{
      held: boolean[]
      actual: unknown[]
      given: boolean[]
      suppressedBy: string[]
    }>(
      `${head()} SELECT ARRAY[${held.join(', ')}] AS held, to_jsonb(ARRAY[${actual.join(', ')}]::jsonb[]) AS actual,
        ARRAY[${given.join(', ')}]::boolean[] AS given, ${suppressedBy()} AS "suppressedBy" FROM ${from} WHERE ${asked}`,
      values.values,
    )
    const [found] = rows
    const withheld = consents.filter((_, at) => !found.given[at])
    return {
      member: found.held[0] && withheld.length === 0 && found.suppressedBy.length === 0,
      withheld,
      suppressedBy: found.suppressedBy,
      asOf,
      clauses: nodes.map(({ path, rule: clause }, at) => ({
        path,
        rule: clause,
        holds: found.held[at],
        actual: found.actual[at],
      })),
    }
  })
