import { setTimeout as sleep } from 'node:timers/promises'

import type { PoolClient } from 'pg'

import type { IncomingEvent } from '../domain/event.ts'
import type { Database } from './database.ts'
import { type Ingested, ingestEvents } from './ingest-events.ts'
import { ensureMonths } from './partitions.ts'
import { markChanged } from './user-changes.ts'

/** Months whose partitions this process has seen; they are never dropped under a running shop's feet. */
const knownMonths = new WeakMap<Database, Set<string>>()

const monthsOf = (database: Database): Set<string> => {
  const known = knownMonths.get(database) ?? new Set<string>()
  knownMonths.set(database, known)
  return known
}

const isTransient = (error: unknown) => ['40001', '40P01'].includes((error as { code?: string }).code ?? '')

const ensure = async (database: Database, events: readonly IncomingEvent[]): Promise<void> => {
  const client = await database.pool.connect()
  try {
    await ensureMonths(
      client,
      events.map(({ timestamp }) => timestamp),
      monthsOf(database),
    )
  } finally {
    client.release()
  }
}

const store = async (client: PoolClient, events: readonly IncomingEvent[], timeZone: string): Promise<Ingested> => {
  const ingested = await ingestEvents(client, events, { timeZone })
  if (ingested.accepted > 0) await markChanged(client, events)
  return ingested
}

/** Stores live events: when this returns they are durable. A deadlock with another writer is tried again. */
export const trackEvents = async (
  database: Database,
  events: readonly IncomingEvent[],
  timeZone: string,
  tries = 5,
): Promise<Ingested> => {
  await ensure(database, events)
  try {
    return await database.transaction((client) => store(client, events, timeZone))
  } catch (error) {
    if (!isTransient(error) || tries === 1) throw error
    await sleep(20)
    return trackEvents(database, events, timeZone, tries - 1)
  }
}
