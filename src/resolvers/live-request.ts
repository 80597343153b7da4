import type { Context } from '../context.ts'
import type { ShelfFilter } from './recommendation-filter.ts'
import type { PublishedRun } from './runs.ts'

type LiveRequest = Parameters<Context['live']['rerank']>[0]

/** A question to the published model about somebody, with everything they have done by now. */
export const requestOfUser = async (
  userId: number,
  run: PublishedRun,
  filter: ShelfFilter,
  ctx: Context,
): Promise<LiveRequest> => {
  const [events, catalogueVersion] = await Promise.all([
    ctx.loaders.userHistory.load(userId),
    ctx.loaders.catalogueVersion(),
  ])
  if (events === null) throw new Error(`User ${userId} has no history`)
  return { runId: run.id, catalogueVersion, events, horizon: null, filter }
}
