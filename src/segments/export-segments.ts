import { documentFormat, type SegmentDocument } from '../rules/segment-document.ts'
import type { Database } from '../store/database.ts'
import { listRuleSegments } from '../store/rules/rule-segments.ts'
import { noRuleSegment } from './no-rule-segment.ts'

/**
 * Segments with rules of their own as code, by key: all, or those named.
 * @throws CodedError NOT_FOUND
 */
export const exportSegments = async (
  { pool }: Pick<Database, 'pool'>,
  keys: readonly string[] | null,
): Promise<SegmentDocument> => {
  const segments = await listRuleSegments(pool)
  const missing = keys?.find((key) => !segments.some((segment) => segment.key === key))
  if (missing !== undefined) throw await noRuleSegment(pool, missing)
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
