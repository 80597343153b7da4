import { isLeaf } from '../rules/clauses.ts'
import { lastText, neededText, ruleText } from '../rules/describe.ts'
import type { Database } from '../store/database.ts'
import { explainMember } from '../store/rules/explain-member.ts'
import { findRuleSegment } from '../store/rules/rule-segments.ts'
import { findBuild } from '../store/rules/segment-builds.ts'
import { isNearMiss } from './near-miss.ts'
import { noRuleSegment } from './no-rule-segment.ts'

export interface MembershipClause {
  readonly path: string
  readonly text: string
  readonly holds: boolean
  readonly actual: string | null
  readonly needed: string | null
  /** Whether all numbers and instants that it was judged by miss what is needed by little, if at all. */
  readonly nearMiss: boolean
}

export interface MembershipExplanation {
  readonly member: boolean
  readonly asOf: Date
  readonly clauses: readonly MembershipClause[]
}

/** Numbers to as many digits as people read. */
const shown = (value: unknown): string =>
  typeof value === 'number'
    ? String(Number(value.toPrecision(6)))
    : typeof value === 'string'
      ? value
      : JSON.stringify(value)

/** What is an instant where it ever was. */
const instants: ReadonlySet<string> = new Set(['first', 'last', 'began', 'restarted'])

const actualText = (actual: unknown): string | null => {
  if (actual === null) return null
  if (typeof actual !== 'object' || Array.isArray(actual)) return shown(actual)
  const entries = Object.entries(actual)
  const text = ([name, value]: readonly [string, unknown]) =>
    value !== null ? shown(value) : instants.has(name) ? 'never' : 'unknown'
  return entries.length === 1 ? text(entries[0]) : entries.map((entry) => `${entry[0]}: ${text(entry)}`).join(', ')
}

/**
 * Why a user is in a segment or not, by the rule as it is and the instant that its members are of.
 * @throws CodedError NOT_FOUND
 */
export const explainMembership = async (
  database: Database,
  { userId, key, now }: { readonly userId: number; readonly key: string; readonly now: Date },
): Promise<MembershipExplanation> => {
  const segment = await findRuleSegment(database.pool, key)
  if (segment === null) throw await noRuleSegment(database.pool, key)
  const built = await findBuild(database.pool, segment.id)
  const { member, asOf, withheld, suppressedBy, clauses } = await explainMember(
    database,
    segment,
    userId,
    built?.asOf ?? now,
  )
  return {
    member,
    asOf,
    clauses: [
      ...clauses.map(({ path, rule, holds, actual }) => ({
        path,
        text: ruleText(rule),
        holds,
        actual: actualText(actual),
        needed: isLeaf(rule) ? neededText(rule) : null,
        nearMiss: !holds && isLeaf(rule) && isNearMiss(rule, actual, asOf),
      })),
      ...segment.consents.map((purpose) => ({
        path: `consents.${purpose}`,
        text: lastText(purpose),
        holds: !withheld.includes(purpose),
        actual: String(!withheld.includes(purpose)),
        needed: 'true',
        nearMiss: false,
      })),
      ...suppressedBy.map((list) => ({
        path: 'suppression',
        text: lastText(null),
        holds: false,
        actual: `on "${list}"`,
        needed: 'true',
        nearMiss: false,
      })),
    ],
  }
}
