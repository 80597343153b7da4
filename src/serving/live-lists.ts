import { createLocalClock } from '../features/local-time.ts'
import type { Serving } from './open-serving.ts'
import type { BuysAgain, ListPosition, RankedList, ShelfFilter, SimilarAnswer, SimilarQuestion } from './question.ts'
import { type ProductEvents, weighEvents } from './weigh-events.ts'

/** Which part of which list. */
export interface LivePage {
  readonly after: ListPosition | null
  readonly before: ListPosition | null
  readonly limit: number
  readonly backward: boolean
}

export interface LiveRequest {
  readonly runId: number
  readonly catalogueVersion: number
  readonly events: ProductEvents
  /** Events after it say nothing: of a walk, the latest that its first page knew; null on the first page. */
  readonly horizon: number | null
  readonly filter: ShelfFilter
}

export interface LiveList extends RankedList {
  /** Of the latest event that was heard, in milliseconds; 0 where there is none. */
  readonly horizon: number
}

const horizonOf = ({ events, horizon }: LiveRequest): number =>
  horizon ?? [...events.times, ...events.searchedAt].reduce((latest, time) => Math.max(latest, time.getTime()), 0)

/** What resolvers ask the live layer; null where the run keeps no model. */
export const createLiveLists = ({ ask }: Pick<Serving, 'ask'>, timeZone: string) => {
  const clock = createLocalClock(timeZone)
  const dayOf = (time: number) => clock(time).day
  const asked = (request: LiveRequest) => ({
    runId: request.runId,
    catalogueVersion: request.catalogueVersion,
    evidence: weighEvents(request.events, dayOf, horizonOf(request)),
    filter: request.filter,
  })
  return {
    /** A page of the best products for somebody who did this. */
    list: async (
      request: LiveRequest & { readonly diversity: number | null; readonly page: LivePage },
    ): Promise<LiveList | null> => {
      const answer = await ask({ kind: 'LIST', ...asked(request), diversity: request.diversity, ...request.page })
      return answer.kind === 'LIST' ? { ...answer, horizon: horizonOf(request) } : null
    },
    /** All the products that the filter names, best first. */
    rerank: async (request: LiveRequest): Promise<RankedList | null> => {
      const answer = await ask({ kind: 'RERANK', ...asked(request) })
      return answer.kind === 'LIST' ? answer : null
    },
    /** What is similar to a product, of those that a filter lets pass. */
    similar: async (question: Omit<SimilarQuestion, 'kind'>): Promise<SimilarAnswer | null> => {
      const answer = await ask({ kind: 'SIMILAR', ...question })
      return answer.kind === 'SIMILAR' ? answer : null
    },
    /** What somebody buys again and again, the likeliest first; nothing where the run cannot say. */
    again: async (request: LiveRequest & { readonly limit: number }): Promise<readonly BuysAgain[]> => {
      const answer = await ask({ kind: 'AGAIN', ...asked(request), limit: request.limit })
      return answer.kind === 'AGAIN' ? answer.items : []
    },
  }
}
