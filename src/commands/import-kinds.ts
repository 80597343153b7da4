import type { IncomingEvent } from '../domain/event.ts'
import type {
  IncomingAssignment,
  IncomingCampaign,
  IncomingCoupon,
  IncomingRedemption,
} from '../domain/incoming-campaign.ts'
import type { IncomingProduct } from '../domain/product.ts'
import type { IncomingUser } from '../domain/user.ts'
import type { UserListPurpose } from '../domain/user-list.ts'
import {
  createAssignmentReader,
  createCampaignReader,
  createCouponReader,
  createRedemptionReader,
} from '../intake/campaign-row.ts'
import { createProductCollector } from '../intake/derive-products.ts'
import { createEventReader, type ReadOptions } from '../intake/event-row.ts'
import { createListReader, type IncomingEntry } from '../intake/list-row.ts'
import type { Mapping } from '../intake/mapping.ts'
import { createProductReader } from '../intake/product-row.ts'
import type { RowRefusal } from '../intake/refusal.ts'
import type { RawRow } from '../intake/row-file.ts'
import { createUserReader } from '../intake/user-row.ts'
import type { ImportBatch } from '../store/import-session.ts'

/** Gathers the records of a batch. */
export interface Collector<Incoming> {
  readonly add: (record: Incoming) => void
  /** What was added since the last time. */
  readonly take: () => ImportBatch
}

/** How the rows of one kind of file become records, and what stores them. */
export interface ImportKind<Incoming extends object> {
  readonly read: (row: RawRow) => Incoming | RowRefusal
  /** Told of every accepted record with its row. */
  readonly observe: (row: RawRow, record: Incoming) => void
  /** Asked for when rows are to be stored: a dry run and a wrong argument do not need the store. */
  readonly collector: () => Promise<Collector<Incoming>>
  /** What the whole file has taught, stored at its end. */
  readonly learned: () => readonly IncomingProduct[]
}

const nothingMore = { observe: () => undefined, learned: () => [] }

const collectEvents = async (timeZone: string): Promise<Collector<IncomingEvent>> => {
  const [{ ingestStaged }, { createEventStager }, { ensureMonths }] = await Promise.all([
    import('../store/ingest-events.ts'),
    import('../store/stage-events.ts'),
    import('../store/partitions.ts'),
  ])
  const known = new Set<string>()
  const stager = createEventStager()
  const take = (): ImportBatch => {
    const staged = stager.take()
    return {
      prepare: (client) => ensureMonths(client, staged.months, known),
      ingest: (client) => ingestStaged(client, staged, { timeZone }),
    }
  }
  return { add: stager.add, take }
}

const collectList = <Incoming>(batchOf: (records: readonly Incoming[]) => ImportBatch): Collector<Incoming> => {
  let records: Incoming[] = []
  const take = (): ImportBatch => {
    const batch = batchOf(records)
    records = []
    return batch
  }
  return { add: (record) => records.push(record), take }
}

export const eventsKind = (mapping: Mapping, options: ReadOptions): ImportKind<IncomingEvent> => {
  const collector = mapping.products === null ? null : createProductCollector(mapping.products)
  return {
    read: createEventReader(mapping, options),
    observe: (row, event) => collector?.add(row, event),
    collector: () => collectEvents(options.timeZone),
    learned: () => collector?.products() ?? [],
  }
}

export const usersKind = (mapping: Mapping, options: ReadOptions): ImportKind<IncomingUser> => ({
  ...nothingMore,
  read: createUserReader(mapping, options),
  collector: async () => {
    const { ingestUsers } = await import('../store/ingest-users.ts')
    const now = new Date(options.now)
    return collectList((users) => ({ ingest: (client) => ingestUsers(client, users, now) }))
  },
})

export const productsKind = (mapping: Mapping): ImportKind<IncomingProduct> => ({
  ...nothingMore,
  read: createProductReader(mapping),
  collector: async () => {
    const { ingestProducts } = await import('../store/ingest-products.ts')
    return collectList((products) => ({ ingest: (client) => ingestProducts(client, products) }))
  },
})

/** The list that a file of ids goes to. */
export interface ListTarget {
  readonly key: string
  /** null: that of a list that is there, or STATIC. */
  readonly purpose: UserListPurpose | null
}

export const listKind = (mapping: Mapping, target: ListTarget, options: ReadOptions): ImportKind<IncomingEntry> => ({
  ...nothingMore,
  read: createListReader(mapping),
  collector: async () => {
    const [{ openListFor }, { addListEntries }] = await Promise.all([
      import('../segments/change-lists.ts'),
      import('../store/lists/list-entries.ts'),
    ])
    const now = new Date(options.now)
    return collectList((entries) => ({
      ingest: async (client) => {
        const { id } = await openListFor(client, target, now)
        const ids = entries.map(({ externalId }) => externalId)
        const accepted = await addListEntries(client, id, ids, now)
        return { accepted, duplicates: entries.length - accepted }
      },
    }))
  },
})

export const campaignsKind = (mapping: Mapping, options: ReadOptions): ImportKind<IncomingCampaign> => ({
  ...nothingMore,
  read: createCampaignReader(mapping, options),
  collector: async () => {
    const { ingestCampaigns } = await import('../store/campaigns/ingest-campaigns.ts')
    const now = new Date(options.now)
    return collectList((campaigns) => ({ ingest: (client) => ingestCampaigns(client, campaigns, now) }))
  },
})

export const couponsKind = (mapping: Mapping, options: ReadOptions): ImportKind<IncomingCoupon> => ({
  ...nothingMore,
  read: createCouponReader(mapping, options),
  collector: async () => {
    const { ingestCoupons } = await import('../store/campaigns/ingest-coupons.ts')
    const now = new Date(options.now)
    return collectList((coupons) => ({ ingest: (client) => ingestCoupons(client, coupons, now) }))
  },
})

export const assignmentsKind = (mapping: Mapping, options: ReadOptions): ImportKind<IncomingAssignment> => ({
  ...nothingMore,
  read: createAssignmentReader(mapping, options),
  collector: async () => {
    const { ingestAssignments } = await import('../store/campaigns/ingest-assignments.ts')
    const now = new Date(options.now)
    return collectList((assignments) => ({ ingest: (client) => ingestAssignments(client, assignments, now) }))
  },
})

export const redemptionsKind = (mapping: Mapping, options: ReadOptions): ImportKind<IncomingRedemption> => ({
  ...nothingMore,
  read: createRedemptionReader(mapping, options),
  collector: async () => {
    const { ingestRedemptions } = await import('../store/campaigns/ingest-assignments.ts')
    const now = new Date(options.now)
    return collectList((redemptions) => ({ ingest: (client) => ingestRedemptions(client, redemptions, now) }))
  },
})
