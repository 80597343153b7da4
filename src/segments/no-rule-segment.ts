import { CodedError } from '../errors.ts'
import { suggestion } from '../intake/nearest-name.ts'
import type { Queryable } from '../store/queryable.ts'
import { listRuleSegments, readRuleNames } from '../store/rules/rule-segments.ts'

/** What is said where a segment with a rule of its own is needed and `key` names none: others are made by a recompute, or near. */
export const noRuleSegment = async (client: Queryable, key: string): Promise<CodedError> => {
  if ((await readRuleNames(client)).segments.has(key))
    return new CodedError('NOT_FOUND', `The segment "${key}" is made by every recompute and has no rule of its own.`)
  const known = (await listRuleSegments(client)).map((each) => each.key)
  return new CodedError('NOT_FOUND', `There is no segment "${key}" with a rule of its own.${suggestion(key, known)}`)
}
