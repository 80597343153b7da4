import type { Random } from '../models/math/random.ts'
import type { DemoProduct } from './assortment.ts'
import { shelves } from './catalogue.ts'
import { chance, pick, pickWeighted } from './dice.ts'
import type { Persona } from './persona.ts'
import type { World } from './world.ts'

/** How one user chooses; remembers what was bought last from each shelf of things that run out. */
export interface Chooser {
  readonly browse: (at: number) => DemoProduct
  /** What goes into the basket of one order: one to five different things. */
  readonly fill: (at: number) => readonly DemoProduct[]
}

/** Of a shelf of things that run out: the probability of taking the last one again instead of choosing. */
export const AGAIN = 0.4
/** The probability that what has companions brings one of them along. */
export const COMPANION = 0.4
/** The probability of choosing once more while fewer than `FULL` are in the basket. */
export const MORE = 0.4
export const FULL = 4
const BRAND_LOVE = 2
const COLOUR_LOVE = 1.5
/** Price tilt of the least and the most price sensitive, per unit of log price. */
const TILT = { spender: 0.9, saver: -3.2 }

/** How strongly a product attracts somebody, among those of its shelf. */
export const attraction = (product: DemoProduct, persona: Persona): number => {
  const tilt = TILT.spender + (TILT.saver - TILT.spender) * persona.priceSensitivity
  const brand = persona.brands.includes(product.brand) ? BRAND_LOVE : 1
  const colour = persona.colour === product.colour ? COLOUR_LOVE : 1
  return product.popularity * brand * colour * Math.exp(tilt * product.dearness)
}

export const createChooser = (world: World, persona: Persona, random: Random): Chooser => {
  const { assortment } = world
  const lastOfShelf = new Map<number, DemoProduct>()
  const attractions = new Map<number, readonly number[]>()

  const chooseShelf = (at: number): number => {
    const appeals = world.appealsOn(at)
    return pickWeighted(
      random,
      persona.interests.map((interest, s) => interest * appeals[s]),
    )
  }

  const chooseFrom = (shelf: number): DemoProduct => {
    const places = assortment.byShelf[shelf]
    let weights = attractions.get(shelf)
    if (weights === undefined) {
      weights = places.map((place) => attraction(assortment.products[place], persona))
      attractions.set(shelf, weights)
    }
    return assortment.products[places[pickWeighted(random, weights)]]
  }

  const chooseOne = (at: number): DemoProduct => {
    const shelf = chooseShelf(at)
    const last = lastOfShelf.get(shelf)
    return last !== undefined && chance(random, AGAIN) ? last : chooseFrom(shelf)
  }

  return {
    browse: (at) => chooseFrom(chooseShelf(at)),
    fill: (at) => {
      const basket = new Set<DemoProduct>()
      do {
        const product = chooseOne(at)
        basket.add(product)
        if (product.companions.length > 0 && chance(random, COMPANION))
          basket.add(assortment.products[pick(random, product.companions)])
      } while (basket.size < FULL && chance(random, MORE))
      for (const product of basket) if (shelves[product.shelf].consumable) lastOfShelf.set(product.shelf, product)
      return [...basket]
    },
  }
}
