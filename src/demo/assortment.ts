import type { IncomingProduct } from '../domain/product.ts'
import { chineseColours, chineseMaterials } from './attribute-names.ts'
import { companionShelves, shelves, titleCase } from './catalogue.ts'
import type { Shelf } from './catalogue-shelf.ts'
import { chineseCategories } from './category-names.ts'
import { chance, diceOf, pick, streams } from './dice.ts'

export const CURRENCY = 'EUR'

/** A product with what only its maker knows. */
export interface DemoProduct {
  readonly incoming: IncomingProduct
  readonly id: string
  readonly thing: { readonly en: string; readonly zh: string }
  /** Position in `shelves`. */
  readonly shelf: number
  readonly price: number
  /** Logarithm of the price over the geometric mean of its shelf. */
  readonly dearness: number
  readonly brand: string
  readonly colour: string
  readonly popularity: number
  /** Mean rating it deserves. Below 3 it is a dud: orders with it go wrong far more often. */
  readonly quality: number
  /** Positions in the assortment of what belongs to it; empty for most shelves. */
  readonly companions: readonly number[]
}

export interface Assortment {
  readonly products: readonly DemoProduct[]
  /** Positions of the products of each shelf. */
  readonly byShelf: readonly (readonly number[])[]
}

const DUD_SHARE = 0.05

const editionPrice = (price: number, edition: number): number => Math.round(price * [1, 1.12, 0.92][edition] * 10) / 10

const incomingProduct = (shelf: Shelf, id: string, e: number, t: number, inStock: boolean): IncomingProduct => {
  const [editionEn, editionZh, colour] = shelf.editions[e]
  const [thingEn, thingZh, price, material] = shelf.things[t]
  return {
    productId: id,
    name: `${editionEn} ${titleCase(thingEn)}`,
    names: { zh: `${editionZh}${thingZh}` },
    category: `${shelf.category} > ${shelf.shelf}`,
    price: editionPrice(price, e),
    currency: CURRENCY,
    inStock,
    attributes: {
      brand: shelf.brands[(e + t) % shelf.brands.length],
      colour,
      colour_zh: chineseColours[colour],
      material,
      material_zh: chineseMaterials[material],
      margin: shelf.margin,
      category_zh: `${chineseCategories[shelf.category]} > ${chineseCategories[shelf.shelf]}`,
      ...(shelf.season === null ? {} : { season: shelf.season.toLowerCase().replace('_', '-') }),
    },
    recommendable: true,
  }
}

const dearness = (shelf: Shelf, price: number): number => {
  const logs = shelf.things.flatMap((thing) => shelf.editions.map((_, e) => Math.log(editionPrice(thing[2], e))))
  return Math.log(price) - logs.reduce((sum, log) => sum + log, 0) / logs.length
}

/** Two things of the companion shelf, always the same two for one product, so that pairs stand out one by one. */
const companionsOf = (shelf: Shelf, place: number, starts: readonly number[]): readonly number[] => {
  const name = companionShelves[shelf.shelf]
  if (name === undefined) return []
  const other = shelves.findIndex((candidate) => candidate.shelf === name)
  const size = shelves[other].things.length * shelves[other].editions.length
  return [(place * 5 + 1) % size, (place * 7 + 4) % size].map((offset) => starts[other] + offset)
}

/** Everything the shop sells. Names and prices are written by hand; popularity, quality and stock follow the seed. */
export const createAssortment = (seed: number): Assortment => {
  const sizes = shelves.map((shelf) => shelf.things.length * shelf.editions.length)
  const starts = sizes.map((_, i) => sizes.slice(0, i).reduce((sum, size) => sum + size, 0))
  const productAt = (shelf: Shelf, s: number, place: number): DemoProduct => {
    const index = starts[s] + place
    const dice = diceOf(seed, streams.assortment, index)
    const [e, t] = [place % shelf.editions.length, Math.floor(place / shelf.editions.length)]
    const incoming = incomingProduct(shelf, `sku-${String(index + 1).padStart(3, '0')}`, e, t, chance(dice, 0.94))
    const price = editionPrice(shelf.things[t][2], e)
    return {
      incoming,
      id: incoming.productId,
      thing: { en: shelf.things[t][0], zh: shelf.things[t][1] },
      shelf: s,
      price,
      dearness: dearness(shelf, price),
      brand: shelf.brands[(e + t) % shelf.brands.length],
      colour: shelf.editions[e][2],
      popularity: Math.exp(0.7 * dice.normal()),
      quality: chance(dice, DUD_SHARE) ? 2.3 : pick(dice, [4.2, 4.4, 4.6, 4.8]),
      companions: companionsOf(shelf, place, starts),
    }
  }
  return {
    products: shelves.flatMap((shelf, s) => Array.from({ length: sizes[s] }, (_, place) => productAt(shelf, s, place))),
    byShelf: sizes.map((size, s) => Array.from({ length: size }, (_, place) => starts[s] + place)),
  }
}
