import { bath } from './catalogue-bath.ts'
import { festive } from './catalogue-festive.ts'
import { garden } from './catalogue-garden.ts'
import { home } from './catalogue-home.ts'
import { kids } from './catalogue-kids.ts'
import { kitchen } from './catalogue-kitchen.ts'
import { outdoors } from './catalogue-outdoors.ts'
import { pantry } from './catalogue-pantry.ts'
import { pets } from './catalogue-pets.ts'
import type { Shelf } from './catalogue-shelf.ts'
import { stationery } from './catalogue-stationery.ts'
import { wardrobe } from './catalogue-wardrobe.ts'

export const shelves: readonly Shelf[] = [
  ...kitchen,
  ...pantry,
  ...home,
  ...garden,
  ...stationery,
  ...kids,
  ...pets,
  ...wardrobe,
  ...bath,
  ...outdoors,
  ...festive,
]

export const categories: readonly string[] = [...new Set(shelves.map((shelf) => shelf.category))]

/** What goes into one basket: somebody who buys from the first shelf often adds a matching thing from the second. */
export const companionShelves: Readonly<Record<string, string>> = {
  'Teapots & Cups': 'Tea',
  'Coffee Gear': 'Coffee',
  'Pots & Pans': 'Sauces & Spices',
  Notebooks: 'Pens & Ink',
  'Seeds & Bulbs': 'Pots & Planters',
  'Cards & Wrapping': 'Birthday & Party',
  'Wooden Toys': 'Books & Crafts',
  Cats: 'Treats',
  Dogs: 'Treats',
  Soaps: 'Creams & Oils',
  'Bath Time': 'Candles & Scents',
  Picnic: 'Sweets & Biscuits',
  'Swim & Beach': 'Picnic',
}

const small = new Set(['of', 'and', 'with', 'for', 'the', 'to', 'in'])

/** `hot-water bottle` becomes `Hot-Water Bottle`. */
export const titleCase = (words: string): string =>
  words
    .split(' ')
    .map((word) => (small.has(word) ? word : word.replace(/(^|-)\p{L}/gu, (letter) => letter.toUpperCase())))
    .join(' ')
