import type { ConsentPurpose, User } from '../domain/user.ts'
import { lastText, ruleText } from '../rules/describe.ts'
import type { RuleWarning } from '../rules/lint.ts'
import type { Database } from '../store/database.ts'
import { previewRule, sampleRule } from '../store/rules/preview-rule.ts'
import { readRuleNames } from '../store/rules/rule-segments.ts'
import { requireKnown, requireRule } from './check-definition.ts'
import { warningsOf } from './warn-of-rule.ts'

/** Whoever previews waits; what takes longer is for the background. */
const limits = { timeoutMs: 15_000, mostCost: 20_000_000 }

export interface PreviewRequest {
  readonly rule: unknown
  readonly consents: readonly ConsentPurpose[]
  readonly now: Date
}

export interface SegmentPreview {
  readonly userCount: number
  /** Of all users, 0..1. */
  readonly share: number
  readonly asOf: Date
  readonly clauses: readonly {
    readonly path: string
    readonly text: string
    readonly userCount: number
    readonly alone: number
  }[]
  readonly warnings: readonly RuleWarning[]
  /** Some of them. */
  readonly sample: (size: number) => Promise<readonly User[]>
}

/**
 * Whom a rule would find now, without saving it.
 * @throws CodedError RULE_INVALID, NOT_FOUND, QUERY_TOO_COMPLEX
 */
export const previewSegment = async (
  database: Database,
  { rule: given, consents, now }: PreviewRequest,
  signal: AbortSignal,
): Promise<SegmentPreview> => {
  const rule = requireRule(given)
  requireKnown(rule, await readRuleNames(database.pool))
  const request = { rule, consents, now }
  const { userCount, total, asOf, clauses, last } = await previewRule(database, request, limits, signal)
  return {
    userCount,
    share: total === 0 ? 0 : userCount / total,
    asOf,
    clauses: [
      ...clauses.map(({ rule: clause, ...counted }) => ({ ...counted, text: ruleText(clause) })),
      ...last.map(({ consent, ...counted }) => ({ ...counted, text: lastText(consent) })),
    ],
    warnings: await warningsOf(database, rule, { total, clauses }),
    sample: (size) => sampleRule(database, request, size, limits, signal),
  }
}
