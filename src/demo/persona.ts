import type { Random } from '../models/math/random.ts'
import { type Archetype, archetypes } from './archetypes.ts'
import { categories, shelves } from './catalogue.ts'
import type { Season, Shelf } from './catalogue-shelf.ts'
import { between, chance, diceOf, pick, pickWeighted, streams } from './dice.ts'
import type { Language } from './seasons.ts'
import { type CouponResponse, couponResponses } from './truth.ts'

/** Who somebody is before anything happens. */
export interface Persona {
  readonly archetype: Archetype
  /** Position in `archetypes`. */
  readonly archetypeIndex: number
  readonly language: Language
  /** Where in the life of the shop they sign up, 0..1 of its activity. */
  readonly arrival: number
  /** Interest by shelf, in the order of `shelves`; adds up to 1. */
  readonly interests: Float64Array
  readonly priceSensitivity: number
  readonly visitRate: number
  readonly conversion: number
  readonly dropout: number
  readonly couponResponse: CouponResponse
  readonly brands: readonly string[]
  readonly colour: string
  /** Mean deviation of their ratings from what a product deserves. */
  readonly leniency: number
  /** Probability of writing about an order that went well. */
  readonly chattiness: number
  readonly usesApp: boolean
}

/** Orders per ordinary year: Gamma of this shape and mean. */
const PURCHASES = { shape: 0.9, mean: 3.9 }
/** Probability of losing interest with a repeat order: Beta(a, b). */
const DROPOUT = { a: 1, b: 6 }
/** Dirichlet weight of a shelf nobody is especially fond of; small, so that everybody has favourites. */
const CONCENTRATION = 0.22
const INDIFFERENT = 0.3

const brands = [...new Set(shelves.flatMap((shelf) => shelf.brands))]
const colours = [...new Set(shelves.flatMap((shelf) => shelf.editions.map((edition) => edition[2])))]
const archetypeShares = archetypes.map((archetype) => archetype.share)

const festivalFondness = (season: Season | null, language: Language): number => {
  if (season === 'MID_AUTUMN' || season === 'SPRING_FESTIVAL') return language === 'zh' ? 2.5 : 0.4
  if (season === 'CHRISTMAS') return language === 'en' ? 2 : 0.6
  return 1
}

const shelfWeight = (shelf: Shelf, archetype: Archetype, language: Language): number =>
  CONCENTRATION * (archetype.loves[shelf.category] ?? INDIFFERENT) * festivalFondness(shelf.season, language)

/** A Dirichlet draw over shelves: gammas divided by their sum. */
const drawInterests = (random: Random, archetype: Archetype, language: Language): Float64Array => {
  const draws = Float64Array.from(shelves, (shelf) => random.gamma(shelfWeight(shelf, archetype, language)))
  const total = draws.reduce((sum, draw) => sum + draw, 0)
  return draws.map((draw) => draw / total)
}

/** By `couponResponses`. The thrifty are more often persuadable, those who buy at most visits more often sure; so behaviour tells something. */
export const couponResponseWeights = (thrift: number, conversion: number): readonly number[] => [
  0.05 + 1.1 * thrift * thrift,
  1.4 * conversion,
  0.5 * (1 - conversion),
  0.3 * (1 - thrift),
]

const drawCouponResponse = (random: Random, thrift: number, conversion: number): CouponResponse =>
  couponResponses[pickWeighted(random, couponResponseWeights(thrift, conversion))]

/** Depends on the seed and the user's number alone. */
export const createPersona = (seed: number, user: number): Persona => {
  const random = diceOf(seed, streams.persona, user)
  const archetypeIndex = pickWeighted(random, archetypeShares)
  const archetype = archetypes[archetypeIndex]
  const language = chance(random, 0.5) ? 'zh' : 'en'
  const priceSensitivity = random.beta(5 * archetype.thrift, 5 * (1 - archetype.thrift))
  const conversion = random.beta(6, 14)
  const purchasesPerDay = (random.gamma(PURCHASES.shape) * PURCHASES.mean) / PURCHASES.shape / 365
  return {
    archetype,
    archetypeIndex,
    language,
    arrival: random.uniform() ** 0.8,
    interests: drawInterests(random, archetype, language),
    priceSensitivity,
    visitRate: purchasesPerDay / conversion,
    conversion,
    dropout: random.beta(DROPOUT.a, DROPOUT.b),
    couponResponse: drawCouponResponse(random, priceSensitivity, conversion),
    brands: [pick(random, brands), pick(random, brands), pick(random, brands)],
    colour: pick(random, colours),
    leniency: 0.35 * random.normal(),
    chattiness: between(random, 0.15, 0.65),
    usesApp: chance(random, 0.45),
  }
}

/** Interest by top category. */
export const tastesOf = (persona: Persona): Readonly<Record<string, number>> => {
  const shares: Record<string, number> = Object.fromEntries(categories.map((category) => [category, 0]))
  for (let s = 0; s < shelves.length; s++) shares[shelves[s].category] += persona.interests[s]
  return shares
}
