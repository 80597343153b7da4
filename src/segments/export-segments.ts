import { CodedError } from '../errors.ts'
import { suggestion } from '../intake/nearest-name.ts'
import { documentFormat, type SegmentDocument } from '../rules/segment-document.ts'
import type { Database } from '../store/database.ts'
import { listRuleSegments, type RuleSegment } from '../store/rules/rule-segments.ts'

const requireAll = (keys: readonly string[], segments: readonly RuleSegment[]): void => {
  const known = segments.map(({ key }) => key)
  for (const key of keys)
    if (!known.includes(key))
      throw new CodedError('NOT_FOUND', `There is no segment "${key}" with a rule of its own.${suggestion(key, known)}`)
}

/**
 * Segments with rules of their own as code, by key: all, or those named.
 * @throws CodedError NOT_FOUND
 */
export const exportSegments = async (
  { pool }: Pick<Database, 'pool'>,
  keys: readonly string[] | null,
): Promise<SegmentDocument> => {
  const segments = await listRuleSegments(pool)
  if (keys !== null) requireAll(keys, segments)
  const wanted = segments.filter(({ key }) => keys === null || keys.includes(key))
  return {
    format: documentFormat,
    version: 1,
    segments: wanted
      .toSorted((a, b) => (a.key < b.key ? -1 : 1))
      .map(({ key, name, description, consents, rule, ruleHash }) => ({
        key,
        name,
        description,
        consents,
        rule,
        ruleHash,
      })),
  }
}
