import type { Context } from '../context.ts'
import type { Impression, ShownProduct, SourcePerformance } from '../domain/impression.ts'
import type { Product } from '../domain/product.ts'
import { CodedError } from '../errors.ts'
import { badInput, isStorable, requireLength, requireStorable, requireWithin } from './input.ts'

export interface LogImpressionArgs {
  readonly userId: string
  readonly products: readonly string[]
  readonly source: string
  readonly key?: string | null
  readonly shownAt?: Date | null
}

export interface LoggedImpression {
  readonly impressionId: string
  /** false: it was here already. */
  readonly isNew: boolean
}

const mostProducts = 100
const longestSource = 64
const dayMs = 86_400_000

const productsOf = async (externalIds: readonly string[], ctx: Context): Promise<readonly Product[]> => {
  requireWithin('products', externalIds.length, 1, mostProducts)
  if (new Set(externalIds).size < externalIds.length) throw badInput('"products" names a product twice.')
  for (const id of externalIds) requireStorable('products', id)
  const found = await ctx.loaders.productByExternalId.loadMany(externalIds)
  return found.map((product, place) => {
    if (product instanceof Error) throw product
    if (product === null) throw badInput(`There is no product ${JSON.stringify(externalIds[place])}.`)
    return product
  })
}

const timeOf = (shownAt: Date | null | undefined, now: Date): Date => {
  if (shownAt == null) return now
  const ageDays = (now.getTime() - shownAt.getTime()) / dayMs
  if (ageDays >= -1 && ageDays <= 30) return shownAt
  throw badInput('"shownAt" must be at most 30 days ago and at most a day ahead.')
}

type Shown = Pick<ShownProduct, 'productId' | 'source'>

/** What sets the list apart from the one that was logged, in words; null where it is the same one. */
const differenceOf = (shown: readonly Shown[], logged: readonly Shown[]): string | null => {
  const sourceOf = ([first]: readonly Shown[]) => JSON.stringify(first.source)
  if (shown[0].source !== logged[0].source) return `from ${sourceOf(logged)}, not ${sourceOf(shown)}`
  const ids = new Set(logged.map(({ productId }) => productId))
  const isSame = shown.length === logged.length && shown.every(({ productId }) => ids.has(productId))
  if (!isSame) return `of ${logged.length === 1 ? 'another product' : `${logged.length} products that are not these`}`
  return shown.some(({ productId }, place) => productId !== logged[place].productId) ? 'in another order' : null
}

/** A key stands for one list: what was logged under it before must be the same. */
const requireSame = async ({ shown, ...impression }: Impression, key: string, ctx: Context): Promise<void> => {
  const logged = await ctx.store.findShown(impression)
  const difference = logged && differenceOf(shown, logged)
  if (difference === null) return
  throw new CodedError(
    'KEY_REUSED',
    `The key ${JSON.stringify(key)} was used before for this user, for a list ${difference}. Give this list a key of its own.`,
  )
}

/**
 * Logged again under its key, the same list changes nothing, whatever its time.
 * @throws CodedError NOT_FOUND, BAD_USER_INPUT, KEY_REUSED
 */
export const logImpression = async (
  _root: unknown,
  { userId: externalId, products, source, key, shownAt }: LogImpressionArgs,
  ctx: Context,
): Promise<LoggedImpression> => {
  requireLength('source', source.trim(), 1, longestSource)
  if (key != null) requireLength('key', key, 1, 200)
  const user = isStorable(externalId) ? await ctx.loaders.userByExternalId.load(externalId) : null
  if (user === null) throw new CodedError('NOT_FOUND', `There is no user ${JSON.stringify(externalId)}.`)
  const shown = (await productsOf(products, ctx)).map(({ id }, place) => ({
    productId: id,
    position: place + 1,
    source: source.trim(),
    propensity: 1,
  }))
  const impressionId = ctx.store.impressionIdOf(user.id, key ?? null)
  const runId = (await ctx.loaders.publishedRuns()).RECOMMENDATIONS?.id ?? null
  const impression = {
    impressionId,
    userId: user.id,
    runId,
    shownAt: timeOf(shownAt, new Date()),
    shown,
    decision: null,
  }
  const isNew = await ctx.store.insertImpression(impression)
  if (!isNew && key != null) await requireSame(impression, key, ctx)
  return { impressionId, isNew }
}

export interface WindowArgs {
  readonly since?: Date | null
  readonly until?: Date | null
}

const usualDays = 28
const mostDays = 92

/** The window that is asked for; by default the last 28 days. */
export const windowOf = ({ since, until }: WindowArgs): { readonly since: Date; readonly until: Date } => {
  const end = until ?? new Date()
  const begin = since ?? new Date(end.getTime() - usualDays * dayMs)
  const days = (end.getTime() - begin.getTime()) / dayMs
  if (days > 0 && days <= mostDays) return { since: begin, until: end }
  throw badInput(`"since" must be before "until", by at most ${mostDays} days.`)
}

export const recommendationPerformance = (
  _root: unknown,
  args: WindowArgs,
  ctx: Context,
): Promise<readonly SourcePerformance[]> => ctx.learning.recommendationPerformance(windowOf(args))
