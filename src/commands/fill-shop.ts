import type { DemoShop } from '../demo/shop.ts'
import type { IncomingEvent } from '../domain/event.ts'
import type { Database } from '../store/database.ts'
import { ingestProducts } from '../store/ingest-products.ts'
import { ingestUsers } from '../store/ingest-users.ts'
import { trackEvents } from '../store/track-events.ts'

export interface FilledShop {
  readonly products: number
  readonly users: number
  readonly events: number
}

function* batchesOf<T>(records: Iterable<T>, size: number): Generator<readonly T[]> {
  let batch: T[] = []
  for (const record of records) {
    batch.push(record)
    if (batch.length === size) {
      yield batch
      batch = []
    }
  }
  if (batch.length > 0) yield batch
}

const usersPerBatch = 5000
const eventsPerBatch = 20_000

/** Stores a made-up shop the way that imports and live events go. `now`: when consents were given. */
export const fillShop = async (
  database: Database,
  shop: DemoShop,
  { timeZone, now, signal }: { readonly timeZone: string; readonly now: Date; readonly signal: AbortSignal },
): Promise<FilledShop> => {
  const products = shop.products()
  await database.transaction((client) => ingestProducts(client, products))
  let users = 0
  for (const batch of batchesOf(shop.users(), usersPerBatch)) {
    signal.throwIfAborted()
    await database.transaction((client) => ingestUsers(client, batch, now))
    users += batch.length
  }
  let events = 0
  let storing: Promise<unknown> = Promise.resolve()
  for (const batch of batchesOf<IncomingEvent>(shop.events(), eventsPerBatch)) {
    signal.throwIfAborted()
    // While one batch is stored the next is made up.
    await storing
    storing = trackEvents(database, batch, timeZone)
    events += batch.length
  }
  await storing
  await database.pool.query('ANALYZE users, products, events, orders, user_products')
  return { products: products.length, users, events }
}
