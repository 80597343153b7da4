import type { IncomingEvent } from '../../src/domain/event.ts'
import { createRandom } from '../../src/models/math/random.ts'
import type { Database } from '../../src/store/database.ts'
import { trackEvents } from '../../src/store/track-events.ts'
import { eventOf } from './events.ts'

const dayMs = 86_400_000

/** The time of the shop's last event. */
export const shopEnd = new Date('2024-12-31T12:00:00Z')

/** Days before the end, at noon. */
const at = (daysBeforeEnd: number): string => new Date(shopEnd.getTime() - daysBeforeEnd * dayMs).toISOString()

/** Products of two worlds that nobody mixes. */
export const toys = Array.from({ length: 8 }, (_, i) => `toy-${i}`)
export const tools = Array.from({ length: 8 }, (_, i) => `tool-${i}`)

/** Purchases every `gap` days or so, from `first` to `last` days before the end, of three products each time. */
const purchases = (
  userId: string,
  products: readonly string[],
  seed: number,
  days: readonly number[],
): IncomingEvent[] => {
  const random = createRandom(seed)
  return days.flatMap((day) =>
    random
      .shuffle(products)
      .slice(0, 3)
      .map((productId) => eventOf({ at: at(day), userId, productId, quantity: 1 + random.integer(3), unitPrice: 10 })),
  )
}

const every = (gap: number, first: number, last: number, seed: number): readonly number[] => {
  const random = createRandom(seed)
  const days: number[] = []
  for (let day = first; day > last; day -= gap - 2 + random.integer(5)) days.push(day)
  return [...days, last]
}

/**
 * A shop whose answer is known by construction: 60 regulars (`regular-0` …) who bought every two weeks until now, 60 who did so and
 * stopped seven months ago (`lapsed-`), 60 who bought once (`once-`), and 10 who only looked (`visitor-`). Even numbers buy toys, odd ones tools.
 */
export const smallShop = (): readonly IncomingEvent[] => {
  const world = (i: number) => (i % 2 === 0 ? toys : tools)
  const people = Array.from({ length: 60 }, (_, i) => i)
  return [
    ...people.flatMap((i) => purchases(`regular-${i}`, world(i), i, every(14, 360 - i, i % 10, i))),
    ...people.flatMap((i) => purchases(`lapsed-${i}`, world(i), 100 + i, every(14, 360, 210 + (i % 10), 100 + i))),
    ...people.flatMap((i) => purchases(`once-${i}`, world(i), 200 + i, [10 + 5 * i])),
    ...people
      .slice(0, 10)
      .map((i) => eventOf({ at: at(i), type: 'VIEW', userId: `visitor-${i}`, productId: toys[i % 8] })),
  ]
}

export const openShop = async (database: Database, events: readonly IncomingEvent[] = smallShop()): Promise<void> => {
  await trackEvents(database, events, 'UTC')
  await database.pool.query(
    `UPDATE products SET name = external_id, category = 'all > ' || split_part(external_id, '-', 1), price = 10`,
  )
}
