import type { Context } from '../context.ts'
import type { InsufficientData } from '../domain/insufficient-data.ts'
import type { PredictionReason } from '../domain/prediction.ts'
import type { UpliftClass, UpliftOffer, UpliftScore } from '../domain/uplift.ts'
import type { UpliftEstimate, UpliftLessonNoun, UpliftModelNoun } from '../domain/uplift-lesson.ts'
import type { User } from '../domain/user.ts'
import { chosenRun, orUnavailable, type RunArgs } from './chosen-run.ts'
import { type CountedConnection, emptyConnection, type PageArgs, readPaging, toConnection } from './connection.ts'
import type { CursorValue } from './cursor.ts'
import { requireWithin } from './input.ts'
import type { Language } from './language.ts'
import { type Computed, computedBy, runIdsOf, runsOfWalk, withoutRun } from './runs.ts'
import { filterOf, type UserFilterInput } from './users.ts'

export interface UpliftView extends UpliftScore, Computed {}

interface OfferArg {
  readonly offer: UpliftOffer
}

/** Of a kind of coupon that was learned of by itself, else of coupons of all kinds. */
const scoreOf = (scores: readonly UpliftScore[], offer: UpliftOffer): UpliftScore | undefined =>
  scores.find((score) => score.offer === offer) ?? scores.find((score) => score.offer === 'ANY')

/** Who came after the as-of of the run. */
const notKnown: InsufficientData = { what: 'knowledge of this user by the as-of of the run', have: 0, need: 1 }

export const upliftOfUser = orUnavailable(
  async (
    { id }: User,
    { offer, ...args }: OfferArg & RunArgs,
    ctx: Context,
  ): Promise<UpliftView | InsufficientData> => {
    const run = await chosenRun(ctx, 'UPLIFT', args)
    if (run === null) return withoutRun(ctx, 'UPLIFT')
    const found = await ctx.loaders.uplift.load({ id, runId: run.id })
    const score = found === null ? undefined : scoreOf(found.scores, offer)
    return score === undefined ? notKnown : { ...score, ...computedBy(run) }
  },
)

interface LanguageArg {
  readonly language?: Language | null
}

export const textOfUpliftReason = (reason: PredictionReason, { language }: LanguageArg, ctx: Context): string =>
  ctx.sayUplift(reason, language === 'ZH' ? 'zh' : 'en')

export interface UsersByUpliftArgs extends PageArgs, OfferArg {
  readonly classIn?: readonly UpliftClass[] | null
  readonly minUplift: number
  readonly filter?: UserFilterInput | null
}

const positionOf = ([uplift, userId, ...rest]: readonly CursorValue[]) =>
  rest.length === 0 && typeof uplift === 'number' && Number.isSafeInteger(userId)
    ? { uplift, userId: userId as number }
    : null

/** Whom a coupon moves, the most moved first; nobody before the first run of uplift is published. */
export const usersByUplift = async (
  _root: unknown,
  args: UsersByUpliftArgs,
  ctx: Context,
): Promise<CountedConnection<User>> => {
  const minUplift = requireWithin('minUplift', args.minUplift, -1, 1)
  const { offer, classIn = null } = args
  const who = await filterOf(ctx, args.filter ?? {})
  const list = `usersByUplift ${JSON.stringify([offer, classIn, minUplift, who])}`
  const { request, runs: pinned } = readPaging(args, { list, positionOf })
  const kinds = ['UPLIFT', ...ctx.store.runsOfFilter(who)] as const
  const runs = await runsOfWalk(ctx, kinds, pinned)
  if (runs.UPLIFT === undefined) return emptyConnection
  const filter = { who: { filter: who, runs }, upliftRunId: runs.UPLIFT, offer, minUplift, classes: classIn }
  const connection = toConnection(
    await ctx.store.listUsersByUplift(filter, request),
    { list, runs: runIdsOf(kinds, runs) },
    ({ uplift, id }) => [uplift, id],
    (user) => user,
  )
  return { ...connection, count: () => ctx.store.countUsersByUplift(filter) }
}

export interface UpliftModelView extends UpliftModelNoun, Computed {}

/** What is known of how well the coupons of the shop are understood. */
export const upliftModel = orUnavailable(
  async (_root: unknown, args: RunArgs, ctx: Context): Promise<UpliftModelView | InsufficientData> => {
    const run = await chosenRun(ctx, 'UPLIFT', args)
    if (run === null) return withoutRun(ctx, 'UPLIFT')
    const found = await ctx.loaders.upliftModel.load(run.id)
    if (found === null) throw new Error(`Run ${run.id} of uplift has nothing to say of itself`)
    return { ...found.model, ...computedBy(run) }
  },
)

export interface UpliftAtView extends UpliftEstimate {
  readonly share: number
}

/** From the best few to everybody. */
export const upliftAtOfLesson = ({ metrics }: UpliftLessonNoun): readonly UpliftAtView[] =>
  Object.entries(metrics.upliftAt)
    .map(([share, estimate]) => ({ share: Number(share), ...estimate }))
    .sort((a, b) => a.share - b.share)
