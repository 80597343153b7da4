import type { LiveProduct } from '../store/live-products.ts'
import { knownPaths } from './category-paths.ts'

/** The products as they are now, numbered as the model does; those it does not know come after. */
export interface LiveShelf {
  /** The catalogue's version that this is a copy of. */
  readonly version: number
  /** Items that the model knows. */
  readonly modelItems: number
  /** All items: the model's, then the products that came since. */
  readonly items: number
  /** Per item the product's id. */
  readonly productIds: Int32Array
  readonly itemOf: ReadonlyMap<number, number>
  /** Per item the product; null for one that is no longer there. */
  readonly products: readonly (LiveProduct | null)[]
  /** Distinct paths of categories, and every path above them. */
  readonly categories: ReadonlySet<string>
  readonly attributeNames: ReadonlySet<string>
}

const attributeNamesOf = (products: readonly LiveProduct[]): ReadonlySet<string> => {
  const names = new Set<string>()
  for (const { attributes } of products) for (const name of Object.keys(attributes)) names.add(name)
  return names
}

/** @param known the model's product ids by item, ascending */
export const createLiveShelf = (
  known: Int32Array,
  { version, products }: { readonly version: number; readonly products: readonly LiveProduct[] },
): LiveShelf => {
  const modelItem = new Map(Array.from(known, (id, item) => [id, item]))
  const newcomers = products.filter(({ id }) => !modelItem.has(id))
  const productIds = Int32Array.from([...known, ...newcomers.map(({ id }) => id)])
  const byId = new Map(products.map((product) => [product.id, product]))
  const paths = new Set(products.flatMap(({ category }) => category ?? []))
  return {
    version,
    modelItems: known.length,
    items: productIds.length,
    productIds,
    itemOf: new Map(Array.from(productIds, (id, item) => [id, item])),
    products: Array.from(productIds, (id) => byId.get(id) ?? null),
    categories: knownPaths([...paths]),
    attributeNames: attributeNamesOf(products),
  }
}
