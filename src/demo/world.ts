import { archetypes } from './archetypes.ts'
import { type Assortment, createAssortment } from './assortment.ts'
import { type Calendar, createCalendar } from './calendar.ts'
import { type Campaign, createCampaigns } from './campaigns.ts'
import { shelves } from './catalogue.ts'
import { DAY } from './festivals.ts'
import type { Persona } from './persona.ts'
import { createPriceRise, type PriceRise } from './price-rise.ts'
import { shelfAppeal } from './seasons.ts'

/** What is the same for all users of one shop. */
export interface World {
  readonly seed: number
  readonly until: number
  readonly assortment: Assortment
  readonly campaigns: readonly Campaign[]
  readonly priceRise: PriceRise
  readonly calendarOf: (persona: Persona) => Calendar
  /** Appeal of every shelf on the day of `at`. */
  readonly appealsOn: (at: number) => readonly number[]
}

/** Remembers what was computed for a key; there are few keys, and the answer depends on nothing else. */
const memo = <Answer>(compute: (key: number) => Answer): ((key: number) => Answer) => {
  const known = new Map<number, Answer>()
  return (key) => {
    const found = known.get(key)
    if (found !== undefined) return found
    const answer = compute(key)
    known.set(key, answer)
    return answer
  }
}

export const createWorld = (seed: number, until: number, days: number): World => {
  const calendar = memo((key) => createCalendar(archetypes[key >> 1], key % 2 === 1 ? 'zh' : 'en', until, days))
  const appeals = memo((day) => shelves.map((shelf) => shelfAppeal(shelf.season, day * DAY)))
  return {
    seed,
    until,
    assortment: createAssortment(seed),
    campaigns: createCampaigns(until - days * DAY, until),
    priceRise: createPriceRise(until, days),
    calendarOf: (persona) => calendar(2 * persona.archetypeIndex + (persona.language === 'zh' ? 1 : 0)),
    appealsOn: (at) => appeals(Math.floor(at / DAY)),
  }
}
