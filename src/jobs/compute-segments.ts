import type { SegmentMembership } from '../domain/segment.ts'
import { CodedError } from '../errors.ts'
import { rfmSegments, segmentOf } from '../features/rfm-segments.ts'
import { abortable } from '../store/abortable.ts'
import { runsOfFlow } from '../store/model-runs.ts'
import { readSegmentedUsers, type SegmentedUser, segmentMemberRows, syncSegments } from '../store/write-segments.ts'
import { computeRun, type RunInput } from './compute-run.ts'
import type { JobContext } from './job-context.ts'

/** Who stays keeps the day of entry, by the published run; who is new entered as of this one. */
async function* membershipsOf(
  users: AsyncIterable<SegmentedUser>,
  ids: ReadonlyMap<string, number>,
  asOf: Date,
  counts: Map<string, number>,
): AsyncGenerator<SegmentMembership> {
  for await (const user of users) {
    const { key } = segmentOf(user)
    const segmentId = ids.get(key) as number
    counts.set(key, (counts.get(key) ?? 0) + 1)
    const enteredAt = user.before?.segmentId === segmentId ? user.before.enteredAt : asOf
    yield { userId: user.userId, segmentId, enteredAt }
  }
}

/** The portraits of the same recompute: segments are groups of them. */
const portraitsOf = async ({ database, input }: JobContext<RunInput>): Promise<number> => {
  const portraits = (await runsOfFlow(database.pool, input.flowId)).find(({ kind }) => kind === 'PORTRAITS')
  if (portraits?.status === 'CANDIDATE') return portraits.id
  throw new CodedError('INPUT_MISSING', 'Segments are groups of portraits, and the portraits of this recompute failed.')
}

/** Sorts everybody into the published segments, by the portraits of the same recompute. */
export const computeSegments = (context: JobContext<RunInput>): Promise<void> =>
  computeRun(context, async ({ asOf }, { complete }) => {
    const { database, signal, progress } = context
    progress(0, 'sorting everybody into segments')
    const portraitsRun = await portraitsOf(context)
    const ids = await syncSegments(database, rfmSegments)
    const counts = new Map<string, number>()
    await abortable(database, signal, async (client) => {
      const members = membershipsOf(readSegmentedUsers(client, portraitsRun), ids, asOf, counts)
      await complete([segmentMemberRows(members)], () => ({
        params: { portraitsRun },
        metrics: rfmSegments.map(({ key }) => ({ name: key, value: counts.get(key) ?? 0 })),
        artefact: null,
      }))
    })
  })
