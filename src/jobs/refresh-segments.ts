import { inDependencyOrder } from '../rules/dependency-order.ts'
import { buildMembers } from '../store/rules/build-members.ts'
import { listRuleSegments } from '../store/rules/rule-segments.ts'
import { noteFailure, pruneTouches } from '../store/rules/segment-builds.ts'
import { pruneSnapshots } from '../store/segment-snapshots.ts'
import type { JobContext } from './job-context.ts'

/** Brings the members of every rule up to date, one by one; a rule that fails says why and holds up no other. Then forgets what nobody needs any more. */
export const refreshSegments = async ({ database, scheduledFor, signal, log, progress }: JobContext) => {
  const segments = inDependencyOrder(await listRuleSegments(database.pool))
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
  const expired = await pruneSnapshots(database, scheduledFor)
  return { segments: segments.length, forgotten, expired }
}
