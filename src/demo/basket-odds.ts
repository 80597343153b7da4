import { AGAIN, attraction, COMPANION, FULL, MORE } from './basket.ts'
import { shelves } from './catalogue.ts'
import type { Persona } from './persona.ts'
import type { World } from './world.ts'

/** Per position of the assortment the probability of being in an order of `persona` on the day of `at`. */
export type BasketOdds = (at: number) => Float64Array

/** By shelf of things that run out: the position of what was bought of it last. */
export type LastOfShelf = ReadonlyMap<number, number>

/** By position: the probability of being chosen from its own shelf, the last one again included. */
const oddsWithinShelves = ({ assortment }: World, persona: Persona, lasts: LastOfShelf): Float64Array => {
  const odds = new Float64Array(assortment.products.length)
  assortment.byShelf.forEach((places, shelf) => {
    const last = lasts.get(shelf)
    const weights = places.map((place) => attraction(assortment.products[place], persona))
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    for (let p = 0; p < places.length; p++)
      odds[places[p]] = ((last === undefined ? 1 : 1 - AGAIN) * weights[p]) / total
    if (last !== undefined) odds[last] += AGAIN
  })
  return odds
}

const shelfOdds = (world: World, persona: Persona, at: number): Float64Array => {
  const appeals = world.appealsOn(at)
  const weights = persona.interests.map((interest, shelf) => interest * appeals[shelf])
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map((weight) => weight / total)
}

/** `pairs`: the probability that one choice brings two things. By n - 1: the probability that an order takes n choices. */
const choicesOf = (pairs: number): Float64Array => {
  const counts = new Float64Array(FULL)
  let bySize = Float64Array.of(1, ...new Float64Array(FULL + 1))
  for (let n = 0; n < FULL; n++) {
    const next = new Float64Array(FULL + 2)
    for (let size = 0; size < FULL; size++) {
      for (const [more, probability] of [
        [1, 1 - pairs],
        [2, pairs],
      ]) {
        const here = bySize[size] * probability
        const goesOn = size + more < FULL ? MORE : 0
        counts[n] += here * (1 - goesOn)
        next[size + more] += here * goesOn
      }
    }
    bySize = next
  }
  return counts
}

/**
 * The odds of a basket as `createChooser` fills it. One choice takes product i with probability
 *   a_i = p(shelf) p(i | shelf) + COMPANION / 2 (sum of that over those whose companion i is),
 * an order of n choices with 1 - (1 - a_i)^n; the number of choices is that of baskets without a double, of which there are few.
 */
export const createBasketOdds = (world: World, persona: Persona, lasts: LastOfShelf): BasketOdds => {
  const { products } = world.assortment
  const within = oddsWithinShelves(world, persona, lasts)
  return (at) => {
    const byShelf = shelfOdds(world, persona, at)
    const chosen = within.map((odds, place) => odds * byShelf[products[place].shelf])
    const once = chosen.slice()
    let pairs = 0
    for (let place = 0; place < chosen.length; place++) {
      const { companions } = products[place]
      for (const companion of companions) once[companion] += (COMPANION * chosen[place]) / companions.length
      if (companions.length > 0) pairs += COMPANION * chosen[place]
    }
    const counts = choicesOf(pairs)
    return once.map((a) => counts.reduce((sum, share, n) => sum + share * (1 - (1 - a) ** (n + 1)), 0))
  }
}

/** What was bought last of each shelf of things that run out, from purchases in time order. */
export const lastOfShelves = ({ assortment }: World, bought: Iterable<number>): LastOfShelf => {
  const lasts = new Map<number, number>()
  for (const place of bought) {
    const { shelf } = assortment.products[place]
    if (shelves[shelf].consumable) lasts.set(shelf, place)
  }
  return lasts
}
