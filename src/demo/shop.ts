import type { IncomingEvent } from '../domain/event.ts'
import type { IncomingProduct } from '../domain/product.ts'
import type { IncomingUser } from '../domain/user.ts'
import type { Campaign } from './campaigns.ts'
import { type DecideCoupon, live, signedUpAt } from './life.ts'
import { createPersona } from './persona.ts'
import { createUser } from './traits.ts'
import type { DemoTruth } from './truth.ts'
import { userNumberOf } from './user-id.ts'
import { createWorld } from './world.ts'

export interface DemoShopOptions {
  /** Any integer below 2^53. The same options make the same shop. */
  readonly seed: number
  readonly users: number
  /** Nothing happens after it. */
  readonly until: Date
  /** Length of the log. */
  readonly days?: number
}

/** Made up as it is read: every call begins anew, memory does not grow with the number of users. */
export interface DemoShop {
  readonly products: () => readonly IncomingProduct[]
  readonly users: () => Iterable<IncomingUser>
  /** The campaigns that the events speak of, earliest first. */
  readonly campaigns: () => readonly Campaign[]
  /** Grouped by user, in time order within one. */
  readonly events: () => Iterable<IncomingEvent>
  /** What would have happened had somebody else decided who is shown a coupon. */
  readonly eventsIf: (decide: DecideCoupon) => Iterable<IncomingEvent>
  /** What is so about one user. Throws a RangeError for an id that is not of this shop. */
  readonly truth: (userId: string) => DemoTruth
}

export const DEFAULT_DAYS = 540

/**
 * A shop with a known truth. Users are numbered from 1, and what one does depends on the seed, the period and the number alone:
 * a shop of 10,000 users is the beginning of the shop of 100,000.
 */
export const createDemoShop = ({ seed, users, until, days = DEFAULT_DAYS }: DemoShopOptions): DemoShop => {
  const world = createWorld(seed, until.getTime(), days)
  return {
    products: () => world.assortment.products.map((product) => product.incoming),
    users: function* () {
      for (let user = 1; user <= users; user++) {
        const persona = createPersona(seed, user)
        yield createUser(seed, user, persona, signedUpAt(world, persona))
      }
    },
    campaigns: () => world.campaigns,
    events: function* () {
      for (let user = 1; user <= users; user++) yield* live(world, user).events
    },
    eventsIf: function* (decide) {
      for (let user = 1; user <= users; user++) yield* live(world, user, world.until, decide).events
    },
    truth: (userId) => live(world, userNumberOf(userId, users)).truth,
  }
}
