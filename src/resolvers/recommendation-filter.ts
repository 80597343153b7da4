import type { Context } from '../context.ts'
import { badInput, isStorable, requireStorable, requireWithin } from './input.ts'

export type ShelfFilter = Parameters<Context['live']['rerank']>[0]['filter']
type Condition = NonNullable<ShelfFilter['attributes']>[number]
type AttributeValue = NonNullable<Condition['in']>[number]

/** Exactly one condition beside the name. */
export interface AttributeFilterInput {
  readonly name: string
  readonly equals?: AttributeValue
  readonly in?: readonly AttributeValue[] | null
  readonly exists?: boolean | null
}

export interface RecommendationFilterInput {
  readonly categoryIn?: readonly string[] | null
  readonly priceGte?: number | null
  readonly priceLte?: number | null
  readonly inStock?: boolean | null
  readonly marginGte?: number | null
  readonly brandIn?: readonly string[] | null
  readonly attributes?: readonly AttributeFilterInput[] | null
  readonly productIn?: readonly string[] | null
  readonly productNotIn?: readonly string[] | null
  readonly excludePurchased?: boolean | null
  readonly excludeSeen?: boolean | null
}

const mostNames = 100
export const mostProducts = 1000

const requireFew = (name: string, values: readonly unknown[], most: number): void => {
  if (values.length > most) throw badInput(`"${name}" may have at most ${most} values; it has ${values.length}.`)
}

const readCondition = (input: AttributeFilterInput): Condition => {
  const name = requireStorable('attributes.name', input.name)
  const given = [
    ...(input.equals === null || input.equals === undefined ? [] : [{ name, equals: input.equals }]),
    ...(input.in ? [{ name, in: input.in }] : []),
    ...(input.exists === null || input.exists === undefined ? [] : [{ name, exists: input.exists }]),
  ]
  if (given.length === 1) return given[0]
  throw badInput(`The condition on the attribute "${name}" must have exactly one of "equals", "in" and "exists".`)
}

/** Ids of the products that the shop knows under these; the others have none. */
export const productIdsOf = async (
  name: string,
  externalIds: readonly string[],
  ctx: Context,
): Promise<readonly (number | null)[]> => {
  requireFew(name, externalIds, mostProducts)
  const load = (id: string) => (isStorable(id) ? ctx.loaders.productByExternalId.load(id) : null)
  return (await Promise.all(externalIds.map(load))).map((product) => product?.id ?? null)
}

const known = (ids: readonly (number | null)[]): readonly number[] => ids.filter((id) => id !== null)

const requireNumbers = ({ priceGte, priceLte, marginGte }: RecommendationFilterInput): void => {
  if (priceGte != null) requireWithin('priceGte', priceGte, 0, 1e15)
  if (priceLte != null) requireWithin('priceLte', priceLte, 0, 1e15)
  if (marginGte != null) requireWithin('marginGte', marginGte, -1e6, 1)
}

/**
 * What a filter asks for; an absent or null part of it asks for nothing.
 * @throws CodedError BAD_USER_INPUT that names the part
 */
export const readFilter = async (
  filter: RecommendationFilterInput | null | undefined,
  ctx: Context,
): Promise<ShelfFilter> => {
  const { categoryIn, priceGte, priceLte, inStock, marginGte, brandIn, attributes, productIn, productNotIn } =
    filter ?? {}
  if (filter) requireNumbers(filter)
  for (const [name, values] of Object.entries({ categoryIn, brandIn, attributes })) {
    requireFew(name, values ?? [], mostNames)
  }
  return {
    categoryIn: categoryIn?.map((path) => requireStorable('categoryIn', path)),
    priceGte: priceGte ?? undefined,
    priceLte: priceLte ?? undefined,
    inStock: inStock ?? undefined,
    marginGte: marginGte ?? undefined,
    brandIn: brandIn ?? undefined,
    attributes: attributes?.map(readCondition),
    productIn: productIn ? known(await productIdsOf('productIn', productIn, ctx)) : undefined,
    productNotIn: productNotIn ? known(await productIdsOf('productNotIn', productNotIn, ctx)) : undefined,
    excludePurchased: filter?.excludePurchased ?? true,
    excludeSeen: filter?.excludeSeen ?? true,
  }
}
