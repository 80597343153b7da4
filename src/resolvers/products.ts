import type { Context } from '../context.ts'
import type { Product, SimilarProduct } from '../domain/product.ts'
import {
  type Connection,
  type CountedConnection,
  idPosition,
  type PageArgs,
  pageOfList,
  readPaging,
  toConnection,
} from './connection.ts'
import { isStorable } from './input.ts'
import { runIdsOf, runsOfWalk } from './runs.ts'

export const productByExternalId = (_root: unknown, { externalId }: { externalId: string }, ctx: Context) =>
  isStorable(externalId) ? ctx.loaders.productByExternalId.load(externalId) : null

export const productById = (id: number, ctx: Context): Promise<Product> =>
  ctx.loaders.product.load(id).then((product) => {
    if (product === null) throw new Error(`Product ${id} is named by a run but is not there`)
    return product
  })

export const productOfSimilar = ({ productId }: SimilarProduct, _args: object, ctx: Context) =>
  productById(productId, ctx)

/** All products by external id. */
export const products = async (_root: unknown, args: PageArgs, ctx: Context): Promise<CountedConnection<Product>> => {
  const list = 'products'
  const { request } = readPaging(args, {
    list,
    positionOf: ([id, ...rest]) => (typeof id === 'string' && isStorable(id) && rest.length === 0 ? id : null),
  })
  const connection = toConnection(
    await ctx.store.listProducts(request),
    { list },
    ({ externalId }) => [externalId],
    (product) => product,
  )
  return { ...connection, count: ctx.store.countProducts }
}

/** Empty before the first run is published, and for what too few have bought. */
export const similarProducts = async (
  { id }: Product,
  args: PageArgs,
  ctx: Context,
): Promise<Connection<SimilarProduct>> => {
  const list = `similar ${id}`
  const { request, runs: pinned } = readPaging(args, { list, positionOf: idPosition() })
  const runs = await runsOfWalk(ctx, ['RECOMMENDATIONS'], pinned)
  const runId = runs.RECOMMENDATIONS
  const known = runId === undefined ? null : await ctx.loaders.similarProducts.load({ id, runId })
  return toConnection(
    pageOfList(known?.items ?? [], request, ({ rank }) => rank),
    { list, runs: runIdsOf(['RECOMMENDATIONS'], runs) },
    ({ rank }) => [rank],
    (item) => item,
  )
}
