import type { Product } from '../domain/product.ts'
import { productKinds } from './product-kinds.ts'
import { wordsOf } from './words.ts'

/** A product with the instant the shop was told of it. */
export type CatalogueProduct = Pick<
  Product,
  'id' | 'name' | 'names' | 'category' | 'price' | 'attributes' | 'recommendable'
> & { readonly createdAt: Date }

export interface CatalogueTimes {
  readonly asOf: Date
  /** Per product the days before `asOf` of the first thing anybody did with it; NaN where nobody did. */
  readonly oldestDays: ArrayLike<number>
  /** When readers first saw recommendations: what came after is new however soon that was. null where they have not yet. */
  readonly firstSeenAt?: Date | null
}

interface Feature {
  readonly kind: 'CATEGORY' | 'ATTRIBUTE' | 'WORD'
  readonly name: string
  readonly value: string
}

const dayMs = 86_400_000
/** Values longer than this describe one product and are shared by none. */
const longestValue = 60
/** Attributes that are the shop's own business: nobody likes a product for them, and no reason may show them. */
const ownBusiness: ReadonlySet<string> = new Set(['margin', 'cost'])
/** The category's path or an attribute in another language (`category_zh`, `colour_zh`) says what that says. */
export const isTranslation = (attribute: string, attributes: CatalogueProduct['attributes']): boolean => {
  const [, original] = /^(.+)_[a-z]{2}$/.exec(attribute) ?? []
  return original === 'category' || (original !== undefined && original in attributes)
}
/** How long the first import of a shop may take. */
const firstImportDays = 1

const separator = ' > '

/** 'toys', 'toys > puzzles', ... */
const levelsOf = (category: string): readonly string[] => {
  const names = category.split(separator)
  return names.map((_, level) => names.slice(0, level + 1).join(separator))
}

const featuresOf = ({ name, names, category, attributes }: CatalogueProduct): readonly Feature[] => [
  ...levelsOf(category ?? '').flatMap((value) =>
    value === '' ? [] : [{ kind: 'CATEGORY', name: '', value } as const],
  ),
  ...Object.entries(attributes).flatMap(([attribute, value]) =>
    value === null ||
    String(value).length > longestValue ||
    value === '' ||
    ownBusiness.has(attribute) ||
    isTranslation(attribute, attributes)
      ? []
      : [{ kind: 'ATTRIBUTE', name: attribute, value: String(value) } as const],
  ),
  ...[name ?? '', ...Object.values(names)]
    .flatMap(wordsOf)
    .map((value) => ({ kind: 'WORD', name: '', value }) as const),
]

/** Numbers features as they are met. */
const createFeatureIndex = () => {
  const places = new Map<string, number>()
  const featureNames: Feature[] = []
  const placeOf = (feature: Feature): number => {
    const key = `${feature.kind} ${feature.name} ${feature.value}`
    const known = places.get(key)
    if (known !== undefined) return known
    places.set(key, featureNames.length)
    return featureNames.push(feature) - 1
  }
  return { placeOf, featureNames }
}

/** items x features, in rows: 1 where an item has one. */
const featureRows = (products: readonly CatalogueProduct[]) => {
  const { placeOf, featureNames } = createFeatureIndex()
  const rows = products.map((product) => [...new Set(featuresOf(product).map(placeOf))].sort((a, b) => a - b))
  const pointers = new Int32Array(products.length + 1)
  rows.forEach((row, item) => {
    pointers[item + 1] = pointers[item] + row.length
  })
  const indices = new Int32Array(pointers[products.length])
  rows.forEach((row, item) => {
    indices.set(row, pointers[item])
  })
  const values = new Float32Array(indices.length).fill(1)
  return { featureNames, features: { users: products.length, items: featureNames.length, pointers, indices, values } }
}

/**
 * Days since the shop first knew each product: since the shop was told of it or since anybody did anything with it, whatever was earlier. What came with the first import
 * is not new because of that: where nobody did anything with it, it is as old as the shop's behaviour.
 */
const agesOf = (
  products: readonly CatalogueProduct[],
  { asOf, oldestDays, firstSeenAt }: CatalogueTimes,
): Float32Array => {
  const told = products.map(({ createdAt }) => (asOf.getTime() - createdAt.getTime()) / dayMs)
  const firstDay = told.reduce((most, days) => Math.max(most, days), -Infinity) - firstImportDays
  const first = firstSeenAt ? Math.max(firstDay, (asOf.getTime() - firstSeenAt.getTime()) / dayMs) : firstDay
  const shopAge = Array.from(oldestDays).reduce((most, days) => (days > most ? days : most), 0)
  return Float32Array.from(told, (days, item) => {
    const isFirst = days >= first
    if (Number.isNaN(oldestDays[item])) return Math.max(0, days, isFirst ? shopAge : 0)
    return Math.max(0, oldestDays[item], isFirst ? 0 : days)
  })
}

/**
 * What recommenders know of products besides behaviour, item i being the i-th product: levels of its category, attributes with their values, words of its names in all languages,
 * price, age and kind. `categories` are the full paths, sorted. About 100 bytes a product and 30 a feature of one.
 */
export const catalogueFeatures = (products: readonly CatalogueProduct[], times: CatalogueTimes) => {
  const categories = [...new Set(products.flatMap(({ category }) => category ?? []))].sort()
  const place = new Map(categories.map((category, index) => [category, index]))
  return {
    categories,
    catalogue: {
      items: products.length,
      categoryOf: Int32Array.from(products, ({ category }) => (category === null ? -1 : (place.get(category) ?? -1))),
      recommendable: Uint8Array.from(products, ({ recommendable }) => (recommendable ? 1 : 0)),
      ...featureRows(products),
      price: Float64Array.from(products, ({ price }) => price ?? Number.NaN),
      ageDays: agesOf(products, times),
      kindOf: productKinds(products),
    },
  }
}
