import { createDemoShop, type DemoShopOptions } from '../demo/shop.ts'
import type { DemoTruth } from '../demo/truth.ts'
import type { BehaviourLevels, BehaviourPerson, BehaviourTable, BehaviourTargets } from '../domain/behaviour.ts'
import type { BehaviourSequences } from '../domain/behaviour-sequence.ts'
import type { IncomingEvent } from '../domain/event.ts'
import type { IncomingUser } from '../domain/user.ts'
import { createBehaviourBuilder } from '../features/behaviour-builder.ts'
import { behaviourCut } from '../features/behaviour-cut.ts'
import { behaviourDaysOf } from '../features/behaviour-events.ts'
import { behaviourMomentsOf } from '../features/behaviour-moments.ts'
import { createSequencesBuilder } from '../features/behaviour-sequences.ts'
import { checkTargetsKnown, createTargetsBuilder, type LaterDay, targetDays } from '../features/behaviour-targets.ts'
import { median } from '../models/math/median.ts'

const DAY = 86_400_000
const timeZone = 'UTC'
const other = 'other'
/** That sequences look back on. */
const lastMoments = 50

/** The customers of the generated shop as they were at a cut. */
export interface DemoSnapshot {
  readonly at: Date
  readonly table: BehaviourTable
  /** Per row. */
  readonly truths: readonly DemoTruth[]
  readonly targets: BehaviourTargets
  /** Per row a number of the person, the same at every cut. */
  readonly people: Float64Array
  /** Per row what they did last, with the categories of the whole catalogue. */
  readonly sequences: BehaviourSequences
}

interface DemoPerson {
  readonly user: IncomingUser
  readonly truth: DemoTruth
  readonly events: readonly IncomingEvent[]
}

/** Names by how often they are met, the most frequent first. */
const byFrequency = (names: Iterable<string>): readonly string[] => {
  const times = new Map<string, number>()
  for (const name of names) times.set(name, (times.get(name) ?? 0) + 1)
  return [...times.keys()].sort((a, b) => (times.get(b) ?? 0) - (times.get(a) ?? 0) || (a < b ? -1 : 1))
}

const traitOf = ({ traits }: IncomingUser, name: string): string => String(traits?.[name] ?? '')

const levelsOf = (people: readonly DemoPerson[], categories: Iterable<string>): BehaviourLevels => {
  const names = [...new Set(people.flatMap(({ user }) => Object.keys(user.traits ?? {})))].sort()
  return {
    categories: [...byFrequency(categories), other],
    channels: [...byFrequency(people.flatMap(({ events }) => events.map(({ channel }) => channel ?? other))), other],
    traits: names.map((name) => ({
      name,
      values: [...byFrequency(people.map(({ user }) => traitOf(user, name))), other],
    })),
  }
}

/** The place of the largest sum. */
const largest = (sums: readonly number[]): number =>
  sums.reduce((best, sum, place) => (sum > sums[best] ? place : best), 0)

const amountOf = ({ quantity, unitPrice }: IncomingEvent): number => (quantity ?? 1) * (unitPrice ?? 0)

/** As `store/behaviour-people.ts` reads it. `events`: up to the cut. */
const personAt = (
  at: number,
  { user, events }: DemoPerson,
  levels: BehaviourLevels,
  categoryOf: (event: IncomingEvent) => number,
): BehaviourPerson => {
  const lines = events.filter(({ type }) => type === 'PURCHASE')
  const spend = levels.categories.map(() => 0)
  for (const line of lines) spend[categoryOf(line)] += amountOf(line)
  const total = spend.reduce((sum, part) => sum + part, 0)
  const used = levels.channels.map(() => 0)
  for (const { channel } of events) used[levels.channels.indexOf(channel ?? other)]++
  return {
    knownDays: Math.floor((at - (user.createdAt ?? at)) / DAY),
    topCategory: largest(spend),
    topCategoryShare: spend[largest(spend)] / total,
    categories: spend.filter((part) => part > 0).length,
    products: new Set(lines.map(({ productId }) => productId)).size,
    lines: lines.length,
    channel: largest(used),
    traits: levels.traits.map(({ name, values }) => values.indexOf(traitOf(user, name))),
  }
}

/** Stretches of 24 hours after the cut, by category, of events after it. */
const laterDaysOf = (
  at: number,
  events: readonly IncomingEvent[],
  categoryOf: (event: IncomingEvent) => number,
): readonly LaterDay[] => {
  const days = new Map<string, LaterDay>()
  for (const event of events) {
    const bought = event.type === 'PURCHASE'
    const ahead = Math.ceil((event.timestamp - at) / DAY)
    if (ahead > targetDays) break
    const category = bought ? categoryOf(event) : Number.NaN
    const known = days.get(`${ahead} ${category}`) ?? { ahead, category, lines: 0, quantity: 0, spend: 0 }
    days.set(`${ahead} ${category}`, {
      ...known,
      lines: known.lines + (bought ? 1 : 0),
      quantity: known.quantity + (bought ? (event.quantity ?? 1) : 0),
      spend: known.spend + (bought ? amountOf(event) : 0),
    })
  }
  return [...days.values()].sort((a, b) => a.ahead - b.ahead || a.category - b.category)
}

/** The median of the days between the purchase days of everybody. */
const shopGap = (days: ReturnType<typeof behaviourDaysOf>): number | null => {
  const gaps = days.flatMap((own) => {
    const bought = own.filter(({ lines }) => lines > 0)
    return bought.slice(1).map(({ ago }, at) => bought[at].ago - ago)
  })
  return gaps.length === 0 ? null : median(Float64Array.from(gaps))
}

const readPeople = (options: DemoShopOptions): readonly DemoPerson[] => {
  const shop = createDemoShop(options)
  const events = new Map<string, IncomingEvent[]>()
  for (const event of shop.events()) {
    const own = events.get(event.userId ?? '')
    if (own) own.push(event)
    else events.set(event.userId ?? '', [event])
  }
  return [...shop.users()].map((user) => ({
    user,
    truth: shop.truth(user.userId),
    events: events.get(user.userId) ?? [],
  }))
}

/**
 * Makes the shop up and hands out its customers at any cut: the table that predictions are made from, the same as the database adds up, with what came and what was true.
 * 1,000 people take about a second and 6 MB.
 */
export const createDemoBehaviour = (options: DemoShopOptions) => {
  const people = readPeople(options)
  const topOf = new Map(
    createDemoShop(options)
      .products()
      .map(({ productId, category }) => [productId, (category ?? other).split(' > ')[0]]),
  )
  const allCategories = [...new Set(topOf.values())].sort()
  const allCodes = new Map(allCategories.map((name, code) => [name, code]))
  /** @throws RangeError where the 90 days after the cut are not over */
  return (at: Date): DemoSnapshot => {
    checkTargetsKnown(at, targetDays, options.until)
    const cut = at.getTime()
    const past = people.map((person) => ({
      ...person,
      events: person.events.filter(({ timestamp }) => timestamp <= cut),
    }))
    const all = behaviourDaysOf(
      past.map(({ events }) => events),
      { asOf: at, timeZone },
    )
    const customers = past.flatMap((person, place) =>
      person.events.some(({ type }) => type === 'PURCHASE') ? [{ person, place }] : [],
    )
    const nameOf = ({ productId }: IncomingEvent): string => topOf.get(productId ?? '') ?? other
    const bought = past.flatMap(({ events }) => events.filter(({ type }) => type === 'PURCHASE').map(nameOf))
    const levels = levelsOf(past, bought)
    const codes = new Map(levels.categories.map((name, code) => [name, code]))
    const categoryOf = (event: IncomingEvent): number => codes.get(nameOf(event)) ?? levels.categories.length - 1
    const builder = createBehaviourBuilder(customers.length, levels, behaviourCut(at, timeZone, shopGap(all)))
    for (const { person, place } of customers) {
      builder.add(place, personAt(cut, person, levels, categoryOf), all[place])
    }
    const table = builder.finish()
    const { add, targets } = createTargetsBuilder(table)
    customers.forEach(({ place }, row) => {
      const after = people[place].events.slice(past[place].events.length)
      add(row, laterDaysOf(cut, after, categoryOf))
    })
    const sequences = createSequencesBuilder({ categories: allCategories })
    const histories = customers.map(({ person }) => person.events)
    const momentsAt = {
      asOf: at,
      longest: lastMoments,
      categoryOf: (product: string) => allCodes.get(topOf.get(product) ?? other) ?? Number.NaN,
    }
    for (const moments of behaviourMomentsOf(histories, momentsAt)) sequences.add(moments)
    return {
      at,
      table,
      truths: customers.map(({ person }) => person.truth),
      targets,
      people: Float64Array.from(customers, ({ place }) => place),
      sequences: sequences.finish(),
    }
  }
}
