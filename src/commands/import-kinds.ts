import type { IncomingEvent } from '../domain/event.ts'
import type { IncomingProduct } from '../domain/product.ts'
import type { IncomingUser } from '../domain/user.ts'
import { createProductCollector } from '../intake/derive-products.ts'
import { createEventReader, type ReadOptions } from '../intake/event-row.ts'
import type { Mapping } from '../intake/mapping.ts'
import { createProductReader } from '../intake/product-row.ts'
import type { RowRefusal } from '../intake/refusal.ts'
import type { RawRow } from '../intake/row-file.ts'
import { createUserReader } from '../intake/user-row.ts'
import type { ImportBatch } from '../store/import-session.ts'

/** How the rows of one kind of file become records, and what stores them. */
export interface ImportKind<Incoming extends object> {
  readonly read: (row: RawRow) => Incoming | RowRefusal
  /** Told of every accepted record with its row. */
  readonly observe: (row: RawRow, record: Incoming) => void
  readonly batch: (records: readonly Incoming[]) => Promise<ImportBatch>
  /** What the whole file has taught, stored at its end. */
  readonly learned: () => readonly IncomingProduct[]
}

const nothingMore = { observe: () => undefined, learned: () => [] }

// The store is loaded when the first batch is written: a dry run and a wrong argument do not need it.
const eventsBatch = (timeZone: string) => {
  const known = new Set<string>()
  return async (events: readonly IncomingEvent[]): Promise<ImportBatch> => {
    const [{ ingestEvents }, { ensureMonths }] = await Promise.all([
      import('../store/ingest-events.ts'),
      import('../store/partitions.ts'),
    ])
    return {
      prepare: (client) => ensureMonths(client, timesOf(events), known),
      ingest: (client) => ingestEvents(client, events, { timeZone }),
    }
  }
}

function* timesOf(events: readonly IncomingEvent[]) {
  for (const { timestamp } of events) yield timestamp
}

export const eventsKind = (mapping: Mapping, options: ReadOptions): ImportKind<IncomingEvent> => {
  const collector = mapping.products === null ? null : createProductCollector(mapping.products)
  return {
    read: createEventReader(mapping, options),
    observe: (row, event) => collector?.add(row, event),
    batch: eventsBatch(options.timeZone),
    learned: () => collector?.products() ?? [],
  }
}

export const usersKind = (mapping: Mapping, options: ReadOptions): ImportKind<IncomingUser> => ({
  ...nothingMore,
  read: createUserReader(mapping, options),
  batch: async (users) => {
    const { ingestUsers } = await import('../store/ingest-users.ts')
    return { ingest: (client) => ingestUsers(client, users, new Date(options.now)) }
  },
})

export const productsKind = (mapping: Mapping): ImportKind<IncomingProduct> => ({
  ...nothingMore,
  read: createProductReader(mapping),
  batch: async (products) => {
    const { ingestProducts } = await import('../store/ingest-products.ts')
    return { ingest: (client) => ingestProducts(client, products) }
  },
})
