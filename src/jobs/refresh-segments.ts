import { readsOf } from '../rules/reads.ts'
import { buildMembers } from '../store/rules/build-members.ts'
import { listRuleSegments, type RuleSegment } from '../store/rules/rule-segments.ts'
import { noteFailure, pruneTouches } from '../store/rules/segment-builds.ts'
import type { JobContext } from './job-context.ts'

/** Each after those that its rule asks about. */
const inOrder = (segments: readonly RuleSegment[]): readonly RuleSegment[] => {
  const byKey = new Map(segments.map((segment) => [segment.key, segment]))
  const ordered = new Set<RuleSegment>()
  const visit = (segment: RuleSegment): void => {
    if (ordered.has(segment)) return
    for (const key of readsOf(segment.rule).segments) {
      const asked = byKey.get(key)
      if (asked !== undefined) visit(asked)
    }
    ordered.add(segment)
  }
  for (const segment of segments) visit(segment)
  return [...ordered]
}

/** Brings the members of every rule up to date, one by one; a rule that fails says why and holds up no other. */
export const refreshSegments = async ({ database, scheduledFor, signal, log, progress }: JobContext) => {
  const segments = inOrder(await listRuleSegments(database.pool))
  for (const [at, { id, key }] of segments.entries()) {
    signal.throwIfAborted()
    progress(at / segments.length, `looking after "${key}"`)
    try {
      const built = await buildMembers(database, key, { now: scheduledFor })
      if (built && built.entered + built.left > 0) log.info({ segment: key, ...built }, 'members changed')
    } catch (error) {
      const { code = 'COMPUTE_FAILED', message } = error as { readonly code?: string; readonly message: string }
      log.error({ segment: key, err: error }, 'members were not made')
      await noteFailure(database, id, { code, message })
    }
  }
  const forgotten = await pruneTouches(database)
  return { segments: segments.length, forgotten }
}
