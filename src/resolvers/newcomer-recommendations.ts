import type { Context } from '../context.ts'
import type { User } from '../domain/user.ts'
import { CodedError } from '../errors.ts'
import { type PageArgs, pageOfList, readPaging, toConnection } from './connection.ts'
import { type CursorValue, decodeCursor } from './cursor.ts'
import { languageOf } from './language.ts'
import { available, type RecommendationConnectionView } from './recommendations.ts'
import { computedBy, type PublishedRun, publishedOrOlder, runIdsOf, runsOfWalk } from './runs.ts'

const listOf = ({ id }: User): string => `newcomer ${id}`

const isOfList = (list: string, cursor: string): boolean => {
  try {
    decodeCursor(list, cursor)
    return true
  } catch {
    return false
  }
}

interface Place {
  readonly place: number
  /** What the list was made of when the walk began. */
  readonly signature: number
}

const placeOf = ([place, signature, ...rest]: readonly CursorValue[]): Place | null =>
  rest.length === 0 && Number.isSafeInteger(place) && Number.isSafeInteger(signature)
    ? { place: place as number, signature: signature as number }
    : null

/** Whether nothing is known of the user but traits and answers of a survey: the run has no list of theirs, and they did nothing else, nor searched since. */
const isNewcomer = async (
  { id }: User,
  { id: runId, asOf }: PublishedRun,
  most: number | null,
  ctx: Context,
): Promise<boolean> => {
  const stored = await ctx.loaders.recommendations.load({ id, runId, most })
  if (stored === null || stored.isOwn) return false
  const history = await ctx.loaders.userHistory.load(id)
  if (history === null) return true
  if (history.searchedAt.some((at) => at > asOf)) return false
  return history.bought.length === 0 && history.types.length === (await ctx.learning.answerCount({ userId: id }))
}

/** FNV-1a of the products in their order. */
const signatureOf = (items: readonly { readonly productId: number }[]): number =>
  items.reduce((hash, { productId }) => Math.imul(hash ^ productId, 0x01000193), 0x811c9dc5) >>> 0

/**
 * What newcomers get who have traits or have answered a survey; null for everybody else, and where these tell nothing.
 * @throws CodedError CURSOR_EXPIRED when an answer has changed the list during a walk
 */
export const newcomerRecommendations = async (
  user: User,
  args: PageArgs,
  ctx: Context,
): Promise<RecommendationConnectionView | null> => {
  const walk = listOf(user)
  const cursors = [args.after, args.before].filter((cursor) => cursor != null)
  if (!cursors.every((cursor) => isOfList(walk, cursor))) return null
  const { request, runs: pinned } = readPaging(args, { list: walk, positionOf: placeOf })
  const runs = await runsOfWalk(ctx, ['RECOMMENDATIONS'], pinned)
  const run = await publishedOrOlder(ctx, 'RECOMMENDATIONS', runs)
  if (run === null) return null
  const begun = request.after ?? request.before
  // The same question as that for the published list, so that it is asked once.
  const most = begun === null && !request.backward ? request.limit + 1 : null
  if (begun === null && !(await isNewcomer(user, run, most, ctx))) return null
  const list = await ctx.learning.newcomerList({ userId: user.id, runId: run.id })
  if (list === null && begun === null) return null
  const { items, shelf } = list ?? { items: [], shelf: null }
  const signature = signatureOf(items)
  if (begun !== null && begun.signature !== signature) {
    throw new CodedError('CURSOR_EXPIRED', 'What is known of the user has changed since this walk began. Start again.')
  }
  const computed = { ...computedBy(run), language: languageOf(user) }
  const placed = items.map((item, place) => ({ ...item, ...computed, place, rank: place + 1 }))
  const places = { ...request, after: request.after?.place ?? null, before: request.before?.place ?? null }
  const connection = toConnection(
    pageOfList(placed, places, ({ place }) => place),
    { list: walk, runs: runIdsOf(['RECOMMENDATIONS'], runs) },
    ({ place }) => [place, signature],
    (item) => item,
  )
  return { ...connection, shelf: async () => shelf, unavailable: available }
}
