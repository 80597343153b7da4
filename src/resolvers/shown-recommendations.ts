import type { Context } from '../context.ts'
import type { LoggedDecision } from '../domain/impression.ts'
import type { User } from '../domain/user.ts'
import { CodedError } from '../errors.ts'
import { defaultPageSize } from './connection.ts'
import { badInput, requireWithin } from './input.ts'
import { newcomerRecommendations } from './newcomer-recommendations.ts'
import {
  type RecommendationArgs,
  type RecommendationConnectionView,
  type RecommendationView,
  recommendationsOfUser,
} from './recommendations.ts'

export interface ShownArgs extends RecommendationArgs {
  readonly log?: boolean | null
  readonly explore?: boolean | null
}

export interface ShownRecommendations extends RecommendationConnectionView {
  /** null where it was not logged. */
  readonly impressionId: string | null
}

/** So many beyond the page may be tried out in its last place. */
const pool = 10
const longestExplored = 100

const listFor = async (user: User, args: RecommendationArgs, ctx: Context): Promise<RecommendationConnectionView> => {
  const isPlain = args.filter == null && args.diversity == null
  return (isPlain ? await newcomerRecommendations(user, args, ctx) : null) ?? recommendationsOfUser(user, args, ctx)
}

interface Explored {
  readonly connection: RecommendationConnectionView
  readonly decision: LoggedDecision | null
}

/** The page with its last place given to a product that is tried out; what stood there comes next. */
const exploreLastPlace = async (user: User, args: ShownArgs, ctx: Context): Promise<Explored> => {
  if (args.after != null || args.before != null || args.last != null)
    throw badInput('"explore" is of the first page: ask with "first" alone.')
  if (args.filter != null) throw badInput('"explore" chooses beyond any filter: ask without one.')
  const first = requireWithin('first', args.first ?? defaultPageSize, 2, longestExplored)
  const longer = await listFor(user, { ...args, first: first + pool }, ctx)
  const { edges } = longer
  if (edges.length === 0) return { connection: longer, decision: null }
  const kept = edges.slice(0, Math.min(first - 1, edges.length))
  const scored = (edge: (typeof edges)[number]) => ({ productId: edge.node.productId, score: edge.node.score })
  const decision = await ctx.learning.tryOut({
    userId: user.id,
    runId: edges[0].node.modelRun.id,
    shown: kept.map(({ node }) => node.productId),
    beyond: edges.slice(kept.length).map(scored),
    bestScore: edges[0].node.score,
    now: new Date(),
  })
  const last = kept[kept.length - 1]
  if (decision === null) return { connection: { ...longer, edges: kept }, decision }
  const tried: RecommendationView = {
    ...last.node,
    productId: decision.candidates[decision.chosen],
    rank: last.node.rank + 1,
    reasons: [{ kind: 'TRYING_OUT', weight: 1 }],
  }
  const hasNextPage = edges.length > kept.length || longer.pageInfo.hasNextPage
  const pageInfo = { ...longer.pageInfo, hasNextPage, endCursor: last.cursor }
  return { connection: { ...longer, edges: [...kept, { cursor: last.cursor, node: tried }], pageInfo }, decision }
}

/** What put a product there: the kind of its weightiest reason. */
const sourceOf = ({ reasons }: RecommendationView): string => reasons[0]?.kind ?? 'UNEXPLAINED'

const logShown = async (
  { id: userId }: User,
  { connection, decision }: Explored,
  ctx: Context,
): Promise<string | null> => {
  const nodes = connection.edges.map(({ node }) => node)
  if (nodes.length === 0) return null
  const impressionId = ctx.store.impressionIdOf(userId, null)
  const shown = nodes.map((node, place) => ({
    productId: node.productId,
    position: place + 1,
    source: sourceOf(node),
    propensity: decision !== null && place === nodes.length - 1 ? decision.probabilities[decision.chosen] : 1,
  }))
  const runId = nodes[0].modelRun.id
  await ctx.store.insertImpression({ impressionId, userId, runId, shownAt: new Date(), shown, decision })
  return impressionId
}

/** Who may only read must not leave anything behind. */
const requireTracking = ({ apiKey }: Context): void => {
  if (apiKey?.scopes.some((scope) => scope === 'track' || scope === 'admin')) return
  throw new CodedError('FORBIDDEN', 'To log what is shown ("log", "explore") the key needs the scope "track", too.')
}

/** Recommendations as they are shown: with what is tried out, and logged, where that is asked for. What is tried out is always logged. */
export const shownRecommendations = async (
  user: User,
  args: ShownArgs,
  ctx: Context,
): Promise<ShownRecommendations> => {
  const isLogged = (args.log ?? false) || (args.explore ?? false)
  if (isLogged) requireTracking(ctx)
  const explored: Explored = args.explore
    ? await exploreLastPlace(user, args, ctx)
    : { connection: await listFor(user, args, ctx), decision: null }
  return { ...explored.connection, impressionId: isLogged ? await logShown(user, explored, ctx) : null }
}
