import type { Context } from '../context.ts'
import type { Product } from '../domain/product.ts'
import type { User } from '../domain/user.ts'
import { CodedError } from '../errors.ts'
import { badInput, isStorable, requireStorable, requireWithin } from './input.ts'
import { productById } from './products.ts'

const mostQuestions = 50
const mostAnswers = 100
export const defaultQuestions = 5

/** Empty before the first recommendations are published. */
export const nextSurveyItems = async (
  { id: userId }: User,
  { first }: { readonly first?: number | null },
  ctx: Context,
): Promise<readonly Product[]> => {
  const count = requireWithin('first', first ?? defaultQuestions, 0, mostQuestions)
  const run = (await ctx.loaders.publishedRuns()).RECOMMENDATIONS
  if (run === undefined) return []
  const productIds = await ctx.learning.surveyQuestions({ userId, runId: run.id, count })
  return Promise.all(productIds.map((id) => productById(id, ctx)))
}

export interface AnswerSurveyArgs {
  readonly userId: string
  readonly answers: readonly { readonly productId: string; readonly liked: boolean }[]
}

export interface SurveyAnswered {
  readonly user: User
  /** Products answered by now. */
  readonly answerCount: number
}

/** @throws CodedError NOT_FOUND, BAD_USER_INPUT */
export const answerSurvey = async (
  _root: unknown,
  { userId, answers }: AnswerSurveyArgs,
  ctx: Context,
): Promise<SurveyAnswered> => {
  requireWithin('answers', answers.length, 1, mostAnswers)
  const user = isStorable(userId) ? await ctx.loaders.userByExternalId.load(userId) : null
  if (user === null) throw new CodedError('NOT_FOUND', `There is no user ${JSON.stringify(userId)}.`)
  if (new Set(answers.map(({ productId }) => productId)).size < answers.length)
    throw badInput('"answers" names a product twice.')
  const ids = answers.map(({ productId }) => requireStorable('answers', productId))
  const products = await ctx.loaders.productByExternalId.loadMany(ids)
  const stored = products.map((product, place) => {
    if (product instanceof Error) throw product
    if (product === null) throw badInput(`There is no product ${JSON.stringify(ids[place])}.`)
    return { productId: product.id, liked: answers[place].liked }
  })
  return { user, answerCount: await ctx.store.writeSurveyAnswers(user.id, stored, new Date()) }
}
