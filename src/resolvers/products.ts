import type { Context } from '../context.ts'
import type { Product, SimilarProduct } from '../domain/product.ts'
import { type CountedConnection, type PageArgs, readPaging, toConnection } from './connection.ts'
import { isStorable } from './input.ts'

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
