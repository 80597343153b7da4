import { createHash } from 'node:crypto'

import type { EventType } from '../../src/domain/event.ts'
import type {
  EventClause,
  EventCondition,
  EventFilter,
  NumberTest,
  SegmentRule,
  TextTest,
  TimeWindow,
  ValueTest,
} from '../../src/domain/segment-rule.ts'

// Slow and obvious on purpose: it looks at one person's whole record at a time, and shares nothing with the compiler but the language.

export interface RecordedEvent {
  readonly type: EventType
  /** Milliseconds since 1970-01-01 UTC. */
  readonly at: number
  readonly product: string | null
  readonly quantity: number | null
  readonly price: number | null
  readonly rating: number | null
  readonly channel: string | null
  readonly query: string | null
  readonly text: string | null
  readonly order: string | null
  readonly session: string | null
  readonly currency: string | null
  readonly properties: Readonly<Record<string, unknown>> | null
}

export interface RecordedProduct {
  readonly category: string | null
  readonly attributes: Readonly<Record<string, unknown>>
}

export interface PersonRecord {
  readonly id: string
  readonly createdAt: number
  readonly traits: Readonly<Record<string, unknown>>
  readonly consents: Readonly<Record<string, boolean>>
  readonly events: readonly RecordedEvent[]
  /** By the field's name in the language: a number, a text, an instant, several texts; absent: unknown. */
  readonly profile: Readonly<Record<string, unknown>>
  readonly favourites: Readonly<Record<string, number>>
  readonly churn?: number
  readonly value?: number
  /** Probabilities by days. */
  readonly purchases: Readonly<Record<string, number>>
  readonly listed: Readonly<Record<string, number>>
  readonly segments: readonly string[]
  readonly lists: readonly string[]
  readonly cluster?: number
  /** By kind of coupon, or ANY. */
  readonly uplift: Readonly<Record<string, number>>
}

export interface ShopRecord {
  readonly now: number
  readonly products: Readonly<Record<string, RecordedProduct>>
  /** Kinds of the coupons of each campaign. */
  readonly campaigns: Readonly<Record<string, readonly string[]>>
}

const lengthOf = (duration: string): number => {
  const [, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] =
    /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(duration) ?? []
  return (
    1000 *
    (Number(weeks) * 604_800 + Number(days) * 86_400 + Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds))
  )
}

const isUnknown = (value: unknown): boolean => value === undefined || value === null

const inOrder = (
  value: unknown,
  test: Omit<ValueTest, 'eq' | 'in' | 'exists' | 'contains' | 'startsWith'>,
): boolean => {
  const compare = (bound: unknown, holds: (order: number) => boolean): boolean => {
    if (bound === undefined) return true
    if (typeof bound !== typeof value) return false
    const [left, right] = [value as string, bound as string]
    return holds(left < right ? -1 : left > right ? 1 : 0)
  }
  return (
    compare(test.gt, (order) => order > 0) &&
    compare(test.gte, (order) => order >= 0) &&
    compare(test.lt, (order) => order < 0) &&
    compare(test.lte, (order) => order <= 0) &&
    compare(test.between?.from, (order) => order >= 0) &&
    compare(test.between?.to, (order) => order <= 0)
  )
}

const numberHolds = (value: number | null | undefined, test: NumberTest): boolean =>
  !isUnknown(value) && (test.eq === undefined || value === test.eq) && inOrder(value, test)

const textHolds = (value: string | null | undefined, test: TextTest): boolean =>
  typeof value === 'string' &&
  (test.eq === undefined || value === test.eq) &&
  (test.in === undefined || test.in.includes(value)) &&
  (test.contains === undefined || value.includes(test.contains)) &&
  (test.startsWith === undefined || value.startsWith(test.startsWith))

const isWithin = (path: string, category: string): boolean => path === category || path.startsWith(`${category} > `)

const categoryHolds = (value: string | null | undefined, { eq, in: among, ...rest }: TextTest): boolean =>
  typeof value === 'string' &&
  (eq === undefined || isWithin(value, eq)) &&
  (among === undefined || among.some((each) => isWithin(value, each))) &&
  textHolds(value, rest)

const valueHolds = (value: unknown, test: ValueTest): boolean => {
  if (test.exists !== undefined && isUnknown(value) === test.exists) return false
  const { exists: _, ...rest } = test
  if (Object.keys(rest).filter((name) => name !== 'name' && name !== 'field').length === 0) return true
  if (isUnknown(value)) return false
  if (test.eq !== undefined && value !== test.eq) return false
  if (test.in !== undefined && !test.in.includes(value as string)) return false
  if (test.contains !== undefined && !(typeof value === 'string' && value.includes(test.contains))) return false
  if (test.startsWith !== undefined && !(typeof value === 'string' && value.startsWith(test.startsWith))) return false
  return inOrder(value, test)
}

const windowHolds = (at: number | null, window: TimeWindow, now: number): boolean =>
  at !== null &&
  (window.within === undefined || at > now - lengthOf(window.within)) &&
  (window.olderThan === undefined || at <= now - lengthOf(window.olderThan)) &&
  (window.after === undefined || at >= Date.parse(window.after)) &&
  (window.before === undefined || at < Date.parse(window.before))

const amountOf = ({ quantity, price }: RecordedEvent): number | null =>
  price === null ? null : (quantity ?? 1) * price

const conditionHolds = (event: RecordedEvent, asked: EventCondition, { products }: ShopRecord): boolean => {
  const product = event.product === null ? undefined : products[event.product]
  if ('product' in asked) return textHolds(event.product, asked.product)
  if ('category' in asked) return categoryHolds(product?.category, asked.category)
  if ('attribute' in asked)
    return product !== undefined && valueHolds(product.attributes[asked.attribute.name], asked.attribute)
  if ('property' in asked) return valueHolds(event.properties?.[asked.property.name], asked.property)
  if ('channel' in asked) return textHolds(event.channel, asked.channel)
  if ('query' in asked) return textHolds(event.query, asked.query)
  if ('text' in asked) return textHolds(event.text, asked.text)
  if ('order' in asked) return textHolds(event.order, asked.order)
  if ('session' in asked) return textHolds(event.session, asked.session)
  if ('currency' in asked) return textHolds(event.currency, asked.currency)
  if ('rating' in asked) return numberHolds(event.rating, asked.rating)
  if ('quantity' in asked) return numberHolds(event.quantity, asked.quantity)
  if ('price' in asked) return numberHolds(event.price, asked.price)
  return numberHolds(amountOf(event), asked.amount)
}

const eventsOf = (
  person: PersonRecord,
  filter: EventFilter,
  window: TimeWindow,
  shop: ShopRecord,
): readonly RecordedEvent[] =>
  person.events
    .filter(
      (event) =>
        event.type === filter.type &&
        event.at <= shop.now &&
        windowHolds(event.at, window, shop.now) &&
        (filter.where ?? []).every((asked) => conditionHolds(event, asked, shop)),
    )
    .sort((a, b) => a.at - b.at)

const fields = {
  AMOUNT: amountOf,
  QUANTITY: ({ quantity }: RecordedEvent) => quantity,
  PRICE: ({ price }: RecordedEvent) => price,
  RATING: ({ rating }: RecordedEvent) => rating,
}

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0)

const eventHolds = (person: PersonRecord, clause: EventClause, shop: ShopRecord): boolean => {
  const { within, olderThan, after, before } = clause
  const events = eventsOf(person, clause, { within, olderThan, after, before }, shop)
  const known = (field: keyof typeof fields) => events.map(fields[field]).filter((value) => value !== null)
  const least = (values: readonly number[]) => (values.length === 0 ? null : Math.min(...values))
  const most = (values: readonly number[]) => (values.length === 0 ? null : Math.max(...values))
  const mean = (values: readonly number[]) => (values.length === 0 ? null : sum(values) / values.length)
  const distinct = {
    PRODUCT: (event: RecordedEvent) => event.product,
    CATEGORY: ({ product }: RecordedEvent) => (product === null ? null : (shop.products[product]?.category ?? null)),
    ORDER: ({ order }: RecordedEvent) => order,
    SESSION: ({ session }: RecordedEvent) => session,
    CHANNEL: ({ channel }: RecordedEvent) => channel,
    QUERY: ({ query }: RecordedEvent) => query,
    DAY: ({ at }: RecordedEvent) => new Date(at).toISOString().slice(0, 10),
  }
  const asked = ['count', 'sum', 'average', 'minimum', 'maximum', 'distinct', 'first', 'last'].some(
    (name) => name in clause,
  )
  if (!asked) return events.length > 0
  const times = events.map(({ at }) => at)
  return (
    (!clause.count || numberHolds(events.length, clause.count)) &&
    (!clause.sum || numberHolds(sum(known(clause.sum.field)), clause.sum)) &&
    (!clause.average || numberHolds(mean(known(clause.average.field)), clause.average)) &&
    (!clause.minimum || numberHolds(least(known(clause.minimum.field)), clause.minimum)) &&
    (!clause.maximum || numberHolds(most(known(clause.maximum.field)), clause.maximum)) &&
    (!clause.distinct ||
      numberHolds(
        new Set(events.map(distinct[clause.distinct.field]).filter((value) => value !== null)).size,
        clause.distinct,
      )) &&
    (!clause.first || windowHolds(least(times), clause.first, shop.now)) &&
    (!clause.last || windowHolds(most(times), clause.last, shop.now))
  )
}

type Sequence = Extract<SegmentRule, { sequence: unknown }>['sequence']

const sequenceHolds = (
  person: PersonRecord,
  { steps, within, negateLast, window }: Sequence,
  shop: ShopRecord,
): boolean => {
  const found = steps.map((step) => eventsOf(person, step, window ?? {}, shop).map(({ at }) => at))
  const span = within === undefined ? Number.POSITIVE_INFINITY : lengthOf(within)
  const needed = negateLast ? found.slice(0, -1) : found
  /** Every way to choose one event per step, each later than the one before. */
  const chains = (step: number, chosen: readonly number[]): readonly (readonly number[])[] =>
    step === needed.length
      ? [chosen]
      : needed[step]
          .filter((at) => chosen.length === 0 || (at > (chosen.at(-1) as number) && at - chosen[0] <= span))
          .flatMap((at) => chains(step + 1, [...chosen, at]))
  const all = chains(0, [])
  if (!negateLast) return all.length > 0
  const last = found.at(-1) as readonly number[]
  return all.some(
    (chain) =>
      (within === undefined || chain[0] + span <= shop.now) &&
      !all.some(
        (other) => other[0] === chain[0] && last.some((at) => at > (other.at(-1) as number) && at - chain[0] <= span),
      ),
  )
}

const profileHolds = (person: PersonRecord, clause: Extract<SegmentRule, { profile: unknown }>['profile']): boolean => {
  const { field, ...test } = clause
  const value =
    field === 'EXTERNAL_ID'
      ? person.id
      : field === 'CREATED_AT'
        ? new Date(person.createdAt).toISOString()
        : field === 'RECENCY_DAYS' && person.profile.ORDER_COUNT === 0
          ? null
          : person.profile[field]
  if (!Array.isArray(value)) return valueHolds(value, test)
  const { exists, ...rest } = test
  if (exists !== undefined && value.length > 0 !== exists) return false
  if (Object.keys(rest).length === 0) return true
  return value.some((each) =>
    field === 'FAVOURITE_CATEGORY' ? categoryHolds(each, rest as TextTest) : textHolds(each, rest as TextTest),
  )
}

const bucketOf = (seed: string, id: string): number =>
  (Number.parseInt(createHash('md5').update(`${seed}:${id}`).digest('hex').slice(0, 8), 16) * 100) / 2 ** 32

/** Whether a person meets a rule. */
export const ruleHolds = (rule: SegmentRule, person: PersonRecord, shop: ShopRecord): boolean => {
  const holds = (each: SegmentRule) => ruleHolds(each, person, shop)
  if ('all' in rule) return rule.all.every(holds)
  if ('any' in rule) return rule.any.some(holds)
  if ('not' in rule) return !holds(rule.not)
  if ('profile' in rule) return profileHolds(person, rule.profile)
  if ('trait' in rule) return valueHolds(person.traits[rule.trait.name], rule.trait)
  if ('event' in rule) return eventHolds(person, rule.event, shop)
  if ('sequence' in rule) return sequenceHolds(person, rule.sequence, shop)
  if ('stopped' in rule) {
    const { silence, times = 1 } = rule.stopped
    const events = eventsOf(person, rule.stopped, {}, shop)
    const days = new Set(events.map(({ at }) => Math.floor(at / 86_400_000)))
    return days.size >= times && (events.at(-1) as RecordedEvent).at <= shop.now - lengthOf(silence)
  }
  if ('restarted' in rule) {
    const { silence, within } = rule.restarted
    const times = eventsOf(person, rule.restarted, {}, shop).map(({ at }) => at)
    return times.some((at, i) => i > 0 && at > shop.now - lengthOf(within) && times[i - 1] <= at - lengthOf(silence))
  }
  if ('regularly' in rule) {
    const { every, periods } = rule.regularly
    const length = lengthOf(every)
    const events = eventsOf(person, rule.regularly, {}, shop)
    return Array.from({ length: periods }, (_, i) => i).every((i) =>
      events.some(({ at }) => at > shop.now - (i + 1) * length && at <= shop.now - i * length),
    )
  }
  if ('churnRisk' in rule) return numberHolds(person.churn, rule.churnRisk)
  if ('lifetimeValue' in rule) return numberHolds(person.value, rule.lifetimeValue)
  if ('purchaseProbability' in rule) {
    const { withinDays, ...test } = rule.purchaseProbability
    return numberHolds(person.purchases[withinDays], test)
  }
  if ('affinity' in rule) {
    const { product, category, ...test } = rule.affinity
    if (product !== undefined) {
      const best = Math.max(...Object.values(person.listed))
      return product in person.listed && numberHolds(person.listed[product] / best, test)
    }
    const shares = Object.entries(person.favourites).filter(([path]) => isWithin(path, category as string))
    return shares.length > 0 && numberHolds(sum(shares.map(([, share]) => share)), test)
  }
  if ('uplift' in rule) {
    const { campaign, offer, ...test } = rule.uplift
    const kinds = offer === undefined ? shop.campaigns[campaign as string] : [offer]
    const measured = (kinds.length === 0 ? ['ANY'] : kinds)
      .map((kind) => person.uplift[kind] ?? person.uplift.ANY)
      .filter((value) => value !== undefined)
    return measured.length > 0 && numberHolds(Math.max(...measured), test)
  }
  if ('cluster' in rule) return person.cluster === rule.cluster
  if ('inList' in rule) return person.lists.includes(rule.inList)
  if ('inSegment' in rule) return person.segments.includes(rule.inSegment)
  if ('bucket' in rule) {
    const bucket = bucketOf(rule.bucket.seed, person.id)
    return bucket >= rule.bucket.from && bucket < rule.bucket.to
  }
  if ('consent' in rule) return person.consents[rule.consent] === true
  throw new RangeError(`The reference knows no ${Object.keys(rule)[0]}.`)
}
