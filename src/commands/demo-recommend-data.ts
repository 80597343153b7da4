import { createDemoShop, DEFAULT_DAYS, type DemoShopOptions } from '../demo/shop.ts'
import { createTasteOracle } from '../demo/taste-oracle.ts'
import type { IncomingEvent } from '../domain/event.ts'
import type { IncomingProduct } from '../domain/product.ts'
import { catalogueFeatures } from '../features/catalogue-features.ts'
import type { Scorer } from '../models/evaluation/judge.ts'
import { pickHistories, type Split, wantedFrom } from '../models/evaluation/split.ts'
import type { TrainingData } from '../models/recommenders/family.ts'
import { historiesAt, historyRows } from './demo-histories.ts'

const DAY = 86_400_000

export interface DemoDataOptions extends DemoShopOptions {
  /** The last days of the log, which are to be foretold. */
  readonly testDays: number
}

/** The generated shop as it was some weeks before its end, with what its people bought in those weeks, and who knew. */
export interface DemoData {
  readonly train: TrainingData
  /** Customers who bought in the weeks to come: everything they bought is to be found, what they had before as well. */
  readonly everything: Split
  /** Customers who bought something in the weeks to come that they had not had before: that is to be found, and what they had is not ranked. */
  readonly unbought: Split
  /** Scores the people of a split by the truth; what cannot be beaten but by luck. */
  readonly oracleOf: (split: Split) => Scorer
}

interface Person {
  readonly userId: string
  /** Row of the training data. */
  readonly row: number
  readonly bought: ReadonlySet<number>
  readonly next: readonly number[]
}

const purchasesOf = (events: readonly IncomingEvent[], itemOf: ReadonlyMap<string, number>): readonly number[] =>
  events.filter(({ type }) => type === 'PURCHASE').map(({ productId }) => itemOf.get(productId ?? '') as number)

/** Events by user, in the order of the users file. */
const eventsByUser = (shop: ReturnType<typeof createDemoShop>): ReadonlyMap<string, readonly IncomingEvent[]> => {
  const byUser = new Map<string, IncomingEvent[]>()
  for (const { userId } of shop.users()) byUser.set(userId, [])
  for (const event of shop.events()) byUser.get(event.userId ?? '')?.push(event)
  return byUser
}

/** All products have been there from the first day on. */
const catalogueOf = (products: readonly IncomingProduct[], asOf: number, days: number): TrainingData['catalogue'] =>
  catalogueFeatures(
    products.map((product, id) => ({
      ...product,
      id,
      recommendable: product.recommendable !== false,
      createdAt: new Date(asOf - days * DAY),
    })),
    { asOf: new Date(asOf), oldestDays: new Float64Array(products.length).fill(Number.NaN) },
  ).catalogue

const splitFor = (
  train: TrainingData,
  people: readonly Person[],
  isWanted: (person: Person, item: number) => boolean,
) => {
  const judged = people
    .map((person) => ({ person, wanted: person.next.filter((item) => isWanted(person, item)) }))
    .filter(({ wanted }) => wanted.length > 0)
  return {
    judged: judged.map(({ person }) => person),
    split: {
      train,
      read: pickHistories(
        train.histories,
        judged.map(({ person }) => person.row),
      ),
      wanted: wantedFrom(
        train.histories.items,
        judged.map(({ wanted }) => wanted),
      ),
    },
  }
}

/** Makes the shop up and cuts its log `testDays` before the end. 2,000 people take about a second, and 4 KB each. */
export const readDemoData = ({ testDays, ...options }: DemoDataOptions): DemoData => {
  const shop = createDemoShop(options)
  const products = shop.products()
  const itemOf = new Map(products.map(({ productId }, item) => [productId, item]))
  const to = options.until.getTime()
  const from = to - testDays * DAY
  const people = [...eventsByUser(shop)].map(([userId, events], row) => {
    const [before, after] = [true, false].map((past) => events.filter(({ timestamp }) => timestamp <= from === past))
    const person = { userId, row, bought: new Set(purchasesOf(before, itemOf)), next: purchasesOf(after, itemOf) }
    return { person, rows: historyRows(before, (productId) => itemOf.get(productId) as number) }
  })
  const histories = historiesAt(
    from,
    products.length,
    people.map(({ rows }) => rows),
  )
  const train = { histories, catalogue: catalogueOf(products, from, (options.days ?? DEFAULT_DAYS) - testDays) }
  const customers = people.map(({ person }) => person).filter(({ bought }) => bought.size > 0)
  const all = splitFor(train, customers, () => true)
  const fresh = splitFor(train, customers, ({ bought }, item) => !bought.has(item))
  const everything = { ...all.split, leaveOutPurchased: false }
  const unbought = { ...fresh.split, leaveOutPurchased: true }
  const oracle = createTasteOracle(options)
  return {
    train,
    everything,
    unbought,
    oracleOf: (split) => {
      const judged = split === everything ? all.judged : fresh.judged
      return ({ from: first, to: last, scores }) => {
        for (let row = first; row < last; row++)
          scores.set(oracle.within(judged[row].userId, from, to), (row - first) * products.length)
      }
    },
  }
}
