import type { Context } from '../context.ts'
import type { ShelfFilter } from './recommendation-filter.ts'
import type { PublishedRun } from './runs.ts'

type LiveRequest = Parameters<Context['live']['rerank']>[0]

type Events = LiveRequest['events']

/** What somebody searched for before the run says nothing: so the list of somebody who did nothing since is the published one. */
const withSearchesSince = (asOf: Date, events: Events): Events => {
  const isSince = (_: unknown, at: number) => events.searchedAt[at] > asOf
  return { ...events, searches: events.searches.filter(isSince), searchedAt: events.searchedAt.filter(isSince) }
}

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
  return { runId: run.id, catalogueVersion, events: withSearchesSince(run.asOf, events), horizon: null, filter }
}
