import { describe, expect, test } from 'vitest'

import { createChooser } from '../../src/demo/basket.ts'
import { createBasketOdds, lastOfShelves } from '../../src/demo/basket-odds.ts'
import { shelves } from '../../src/demo/catalogue.ts'
import { createPersona, type Persona } from '../../src/demo/persona.ts'
import { createTasteOracle, oddsWithin } from '../../src/demo/taste-oracle.ts'
import { userNumberOf } from '../../src/demo/user-id.ts'
import { createWorld } from '../../src/demo/world.ts'
import { createRandom } from '../../src/models/math/random.ts'
import { type Biography, biographies, DAY, mean, until } from './log.ts'

const SEED = 7
const USERS = 5000
const to = until.getTime()
const from = to - 60 * DAY
const oracle = createTasteOracle({ seed: SEED, users: USERS, until })
const world = createWorld(SEED, to, 540)
const placeOf = new Map(oracle.productIds.map((id, place) => [id, place]))

const boughtIn = ({ events }: Biography, after: number, before: number): readonly number[] =>
  events
    .filter(({ type, timestamp }) => type === 'PURCHASE' && timestamp > after && timestamp <= before)
    .map(({ productId }) => placeOf.get(productId ?? '') as number)

interface Case {
  readonly userId: string
  readonly persona: Persona
  readonly past: readonly number[]
  readonly future: ReadonlySet<number>
}

/** Who had bought before and bought again in the window. */
const cases: readonly Case[] = biographies(SEED, USERS)
  .map((person) => ({
    userId: person.truth.userId,
    persona: createPersona(SEED, userNumberOf(person.truth.userId, USERS)),
    past: boughtIn(person, 0, from),
    future: new Set(boughtIn(person, from, to)),
  }))
  .filter(({ past, future }) => past.length > 0 && future.size > 0)

const gain = (rank: number) => 1 / Math.log2(rank + 2)

/** NDCG@10 of the order of `odds`. */
const ndcg = (odds: Float64Array, { future }: Case): number => {
  const best = [...odds.keys()].sort((a, b) => odds[b] - odds[a]).slice(0, 10)
  const found = best.reduce((sum, place, rank) => sum + (future.has(place) ? gain(rank) : 0), 0)
  return found / Array.from({ length: Math.min(10, future.size) }, (_, rank) => gain(rank)).reduce((a, b) => a + b, 0)
}

const window = { from, to }
const truth = cases.map(({ userId }) => oracle.within(userId, from, to))
const scoreOf = (oddsOf: (one: Case, index: number) => Float64Array): number =>
  mean(cases.map((one, index) => ndcg(oddsOf(one, index), one)))
const best = scoreOf((_, index) => truth[index])

const withPersona = (change: (persona: Persona) => Partial<Persona>): number =>
  scoreOf(({ persona, past }) => oddsWithin(world, { ...persona, ...change(persona) }, past, window))

describe('the odds of one order', () => {
  test('are those of the baskets that the generator fills', () => {
    const at = Date.parse('2026-10-10T12:00:00Z')
    const orders = 3000
    let squares = 0
    let terms = 0
    for (let user = 1; user <= 12; user++) {
      const persona = createPersona(SEED, user)
      const odds = createBasketOdds(world, persona, new Map())(at)
      const counts = new Float64Array(odds.length)
      const random = createRandom(user)
      for (let n = 0; n < orders; n++)
        for (const { id } of createChooser(world, persona, random).fill(at)) counts[placeOf.get(id) as number]++
      for (let i = 0; i < odds.length; i++) {
        if (odds[i] * orders < 5) continue
        squares += (counts[i] - orders * odds[i]) ** 2 / (orders * odds[i] * (1 - odds[i]))
        terms++
      }
    }
    expect(terms).toBeGreaterThan(300)
    expect(squares / terms).toBeGreaterThan(0.8)
    expect(squares / terms).toBeLessThan(1.3)
  })

  test('are higher for what was bought last of a shelf that runs out', () => {
    const tea = world.assortment.products.findIndex(({ shelf }) => shelves[shelf].consumable)
    const persona = createPersona(SEED, 3)
    const fresh = createBasketOdds(world, persona, new Map())(to)[tea]
    const again = createBasketOdds(world, persona, lastOfShelves(world, [tea]))(to)[tea]
    expect(again).toBeGreaterThan(fresh)
  })

  test('remember nothing of what does not run out', () => {
    const pot = world.assortment.products.findIndex(({ shelf }) => !shelves[shelf].consumable)
    expect(lastOfShelves(world, [pot]).size).toBe(0)
  })
})

describe('the taste oracle', () => {
  test('is calibrated: of what it gives p of being bought, a part p is', () => {
    expect(cases.length).toBeGreaterThan(700)
    const edges = [0, 0.002, 0.01, 0.03, 0.08, 0.2, 1.01]
    for (let bin = 0; bin < edges.length - 1; bin++) {
      let expected = 0
      let bought = 0
      cases.forEach(({ future }, index) => {
        truth[index].forEach((p, place) => {
          if (p < edges[bin] || p >= edges[bin + 1]) return
          expected += p
          bought += future.has(place) ? 1 : 0
        })
      })
      expect(expected).toBeGreaterThan(50)
      // Things come in pairs, so counts spread a little more than Poisson's; and the mean rate of leaving is a round number.
      expect(Math.abs(bought - expected)).toBeLessThan(3 * Math.sqrt(1.5 * expected) + 0.03 * expected)
    }
  })

  test('gives probabilities for one order as well', () => {
    const [one] = cases
    const odds = oracle.nextOrder(one.userId, from + DAY)
    expect(odds).toHaveLength(oracle.productIds.length)
    expect(odds.every((p) => p >= 0 && p <= 1)).toBe(true)
  })

  test.each([
    ['nobody loves a brand', (_: Persona) => ({ brands: [] })],
    ['nobody loves a colour', (_: Persona) => ({ colour: '' })],
    ['everybody is as thrifty', (_: Persona) => ({ priceSensitivity: 0.5 })],
    ['interests are less unequal', ({ interests }: Persona) => ({ interests: interests.map((share) => share ** 0.5) })],
    ['interests are more unequal', ({ interests }: Persona) => ({ interests: interests.map((share) => share ** 2) })],
    ['everybody likes everything', ({ interests }: Persona) => ({ interests: interests.map(() => 1) })],
  ])('ranks better than one for whom %s', (_, change) => {
    expect(withPersona(change)).toBeLessThan(best)
  })

  test('ranks better than one that forgets what was bought last', () => {
    expect(scoreOf(({ persona }) => oddsWithin(world, persona, [], window))).toBeLessThan(best)
  })

  test('ranks better than one with the season of half a year ago', () => {
    const then = { from: from - 182 * DAY, to: to - 182 * DAY }
    expect(scoreOf(({ persona, past }) => oddsWithin(world, persona, past, then))).toBeLessThan(best)
  })

  test('ranks better than one whose numbers are a little wrong', () => {
    const random = createRandom(11)
    expect(scoreOf((_, index) => truth[index].map((p) => p * Math.exp(0.3 * random.normal())))).toBeLessThan(best)
  })

  test('refuses who is not of the shop', () => {
    expect(() => oracle.within('u-999999', from, to)).toThrow(RangeError)
  })
})
