import fc from 'fast-check'

import type { IncomingUser } from '../../src/domain/user.ts'
import type { Database } from '../../src/store/database.ts'
import { ingestUsers } from '../../src/store/ingest-users.ts'
import { addListEntries, removeListEntries } from '../../src/store/lists/list-entries.ts'
import { trackEvents } from '../../src/store/track-events.ts'
import { eventOf } from './events.ts'
import { event, now } from './random-rules.ts'
import type { PersonRecord, RecordedEvent } from './reference-rules.ts'

const day = 86_400_000

/** What happens between two looks: events of now and of long ago, other traits, consents and lists, for a few people. */
export interface Happenings {
  readonly later: number
  readonly events: readonly { readonly who: number; readonly event: RecordedEvent }[]
  readonly traits: readonly { readonly who: number; readonly city: string | number }[]
  readonly consents: readonly { readonly who: number; readonly granted: boolean }[]
  readonly lists: readonly { readonly who: number; readonly listed: boolean }[]
}

export const happeningsTo = (people: number): fc.Arbitrary<Happenings> => {
  const who = fc.nat(people - 1)
  return fc.record({
    later: fc.constantFrom(0, 3_600_000, day, 3 * day, 7 * day),
    events: fc.array(fc.record({ who, event }), { maxLength: 6 }),
    traits: fc.array(fc.record({ who, city: fc.constantFrom('a', 'ab', 1) }), { maxLength: 2 }),
    consents: fc.array(fc.record({ who, granted: fc.boolean() }), { maxLength: 2 }),
    lists: fc.array(fc.record({ who, listed: fc.boolean() }), { maxLength: 2 }),
  })
}

const incoming = (userId: string, { at, product, price, order, session, ...same }: RecordedEvent, id: string) =>
  eventOf({
    ...same,
    userId,
    productId: product,
    unitPrice: price,
    orderId: order,
    sessionId: session,
    eventId: id,
    at: new Date(at).toISOString(),
  })

/** People whose record and whose rows go on together. */
export interface LivingRecord {
  readonly people: () => readonly PersonRecord[]
  readonly clock: () => number
  readonly happen: (happenings: Happenings) => Promise<void>
}

export const openLivingRecord = (database: Database, start: readonly PersonRecord[]): LivingRecord => {
  let people = [...start]
  let clock = now
  let events = 0
  const change = (who: number, made: (before: PersonRecord) => PersonRecord) => {
    people = people.map((each, at) => (at === who ? made(each) : each))
  }
  const say = async (who: number, said: Partial<Pick<IncomingUser, 'traits' | 'consents'>>) => {
    const user = { userId: people[who].id, createdAt: null, traits: {}, consents: {}, ...said }
    await database.transaction((client) => ingestUsers(client, [user], new Date(clock)))
    change(who, (before) => ({
      ...before,
      traits: { ...before.traits, ...said.traits },
      consents: { ...before.consents, ...said.consents },
    }))
  }
  const list = async (who: number, listed: boolean) => {
    const { id } = people[who]
    await (listed ? addListEntries(database.pool, 1, [id], new Date(clock)) : removeListEntries(database.pool, 1, [id]))
    change(who, (before) => ({
      ...before,
      lists: [...before.lists.filter((key) => key !== 'guests'), ...(listed ? ['guests'] : [])],
    }))
  }
  const track = async (who: number, happened: RecordedEvent) => {
    events += 1
    await trackEvents(database, [incoming(people[who].id, happened, `new-${events}`)], 'UTC')
    change(who, (before) => ({
      ...before,
      events: [...before.events, happened],
      createdAt: Math.min(before.createdAt, happened.at),
    }))
  }
  return {
    people: () => people,
    clock: () => clock,
    happen: async (happenings) => {
      clock += happenings.later
      for (const { who, event: happened } of happenings.events) await track(who, happened)
      for (const { who, city } of happenings.traits) await say(who, { traits: { city } })
      for (const { who, granted } of happenings.consents) await say(who, { consents: { EMAIL: granted } })
      for (const { who, listed } of happenings.lists) await list(who, listed)
    },
  }
}
