import type { SegmentRule } from '../domain/segment-rule.ts'
import { suggestion } from '../intake/nearest-name.ts'
import { isLeaf } from '../rules/clauses.ts'
import { lintRule, type RuleWarning } from '../rules/lint.ts'
import type { Database } from '../store/database.ts'
import { whyNobody } from '../store/rules/why-nobody.ts'

interface CountedClause {
  readonly path: string
  readonly rule: SegmentRule
  /** Whom it would keep alone. */
  readonly alone: number
}

/** What a preview counted. */
interface Counted {
  /** All users. */
  readonly total: number
  readonly clauses: readonly CountedClause[]
}

/** Of so many clauses that nobody meets it is looked for why. */
const mostAsked = 20

const nobodyMeets = async (
  database: Database,
  { path, rule }: CountedClause,
  asks: boolean,
): Promise<RuleWarning[]> => {
  const found = asks && isLeaf(rule) ? await whyNobody(database, rule) : null
  const why =
    found && `${found.why}${found.unknown === null ? '' : suggestion(found.unknown.name, found.unknown.known)}`
  const message = why === null ? 'At present nobody meets this clause.' : `At present nobody meets this clause: ${why}`
  return [{ code: 'NEVER_TRUE', path, message }]
}

/** What is probably not meant; with what only the data can tell, from what a preview counted. */
export const warningsOf = async (
  database: Database,
  rule: SegmentRule,
  { total, clauses }: Counted,
): Promise<readonly RuleWarning[]> => {
  const linted = lintRule(rule)
  const told = new Set(linted.map(({ path }) => path))
  const unmet = clauses.filter(({ path, alone }) => alone === 0 && !told.has(path))
  const nobody: RuleWarning[] = []
  for (const [at, clause] of unmet.entries()) nobody.push(...(await nobodyMeets(database, clause, at < mostAsked)))
  const everybody = clauses
    .filter(({ path, rule: clause, alone }) => isLeaf(clause) && total > 0 && alone === total && !told.has(path))
    .map(({ path }) => ({ code: 'ALWAYS_TRUE' as const, path, message: 'At present everybody meets this clause.' }))
  return [...linted, ...nobody, ...everybody]
}
