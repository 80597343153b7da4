import type { IncomingEvent } from '../../src/domain/event.ts'
import { everybodyElse, type RecommendationList } from '../../src/domain/recommendation.ts'
import { createRandom } from '../../src/models/math/random.ts'
import type { Database } from '../../src/store/database.ts'
import { completeRun, markTraining, type RunRows, startRuns } from '../../src/store/model-runs.ts'
import { publishRuns } from '../../src/store/publish-runs.ts'
import { trackEvents } from '../../src/store/track-events.ts'
import { recommendationRows, similarProductRows } from '../../src/store/write-recommendations.ts'
import { eventOf } from './events.ts'

/** As-of of the published runs. */
export const tasteShopEnd = new Date('2024-12-31T12:00:00Z')

const dayMs = 86_400_000

export interface TasteShopSize {
  readonly users: number
  readonly tastes: number
  readonly productsOfTaste: number
  /** Products that each user has bought. */
  readonly bought: number
  /** Part of them that is of the user's own taste. */
  readonly loyalty: number
  readonly seed: number
}

const usual: TasteShopSize = { users: 300, tastes: 6, productsOfTaste: 8, bought: 5, loyalty: 0.9, seed: 7 }

export interface TasteShop {
  readonly size: TasteShopSize
  readonly userIds: ReadonlyMap<string, number>
  readonly productIds: ReadonlyMap<string, number>
  readonly runId: number
  /** Who buys what after the end: drawn by the same tastes, not tracked. */
  readonly later: readonly { readonly user: number; readonly product: string }[]
}

export const userOf = (n: number): string => `user-${n}`
export const productOf = (taste: number, n: number): string => `taste-${taste}-${n}`
export const tasteOfUser = ({ size }: Pick<TasteShop, 'size'>, n: number): number => n % size.tastes
export const tasteOfProduct = (product: string): number => Number(product.split('-')[1])

/** Every user draws products without repetition: of the own taste with probability `loyalty`, else of any. Lower numbers sell more. */
const draw = (size: TasteShopSize, later: number) => {
  const random = createRandom(size.seed)
  return Array.from({ length: size.users }, (_, user) => {
    const had = new Set<string>()
    while (had.size < size.bought + later) {
      const taste = random.uniform() < size.loyalty ? user % size.tastes : random.integer(size.tastes)
      const popular = Math.floor(random.uniform() ** 1.5 * size.productsOfTaste)
      had.add(productOf(taste, popular))
    }
    return random.shuffle(had)
  })
}

const cosines = (baskets: readonly (readonly string[])[], productIds: ReadonlyMap<string, number>) => {
  const buyers = new Map([...productIds.keys()].map((product) => [product, new Set<number>()]))
  for (const [user, products] of baskets.entries()) for (const product of products) buyers.get(product)?.add(user)
  return [...buyers].map(([product, own]) => ({
    productId: productIds.get(product) as number,
    similar: [...buyers]
      .filter(([other]) => other !== product)
      .map(([other, others]) => ({
        productId: productIds.get(other) as number,
        score: [...own].filter((user) => others.has(user)).length / Math.sqrt(Math.max(1, own.size * others.size)),
      }))
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score || a.productId - b.productId)
      .slice(0, 20),
  }))
}

async function* each<Row>(rows: readonly Row[]) {
  yield* rows
}

/** Lists of the own taste's products, best sold first; everybody else gets what sells best. */
const listsOf = (shop: Pick<TasteShop, 'size' | 'userIds' | 'productIds'>): RecommendationList[] => {
  const { size, userIds, productIds } = shop
  const listOf = (products: readonly string[]) =>
    products.map((product, place) => ({
      productId: productIds.get(product) as number,
      score: 1 / (1 + place),
      reasons: [{ kind: 'SIMILAR_USERS' as const, weight: 1, count: 5 }],
    }))
  const range = (length: number) => Array.from({ length }, (_, n) => n)
  const trending = range(size.tastes).map((taste) => productOf(taste, 0))
  const own = [...userIds].map(([name, userId]) => {
    const taste = tasteOfUser(shop, Number(name.split('-')[1]))
    return { userId, items: listOf(range(size.productsOfTaste).map((n) => productOf(taste, n))) }
  })
  return [...own, { userId: everybodyElse, items: listOf(trending) }]
}

const idsOf = async (database: Database, table: 'users' | 'products') => {
  const { rows } = await database.pool.query<{ name: string; id: number }>(
    `SELECT external_id AS name, id FROM ${table} ORDER BY id`,
  )
  return new Map(rows.map(({ name, id }) => [name, id]))
}

const publish = async (database: Database, kind: 'RECOMMENDATIONS', tables: readonly RunRows[]): Promise<number> => {
  const flowId = crypto.randomUUID()
  const [{ id }] = await startRuns(database, { flowId, kinds: [kind], asOf: tasteShopEnd, seed: 1 })
  await markTraining(database, id)
  const outcome = () => ({ params: {}, metrics: [], artefact: null })
  await completeRun(database, id, tables, { outcome, signal: new AbortController().signal })
  await publishRuns(database, flowId)
  return id
}

/** Publishes lists and similar products once more, as a new run. */
export const publishTastes = async (
  database: Database,
  shop: Omit<TasteShop, 'runId' | 'later'>,
  baskets: readonly (readonly string[])[],
): Promise<number> =>
  publish(database, 'RECOMMENDATIONS', [
    recommendationRows(each(listsOf(shop))),
    similarProductRows(cosines(baskets, shop.productIds)),
  ])

/**
 * A shop whose tastes are planted: user n has taste n modulo the number of tastes, product `taste-t-n` is of taste t and of the category `all > t`. Recommendations are
 * published from plain cosines; each user buys two more products afterwards.
 */
export const openTasteShop = async (database: Database, change: Partial<TasteShopSize> = {}): Promise<TasteShop> => {
  const size = { ...usual, ...change }
  const drawn = draw(size, 2)
  const baskets = drawn.map((products) => products.slice(0, size.bought))
  const random = createRandom(size.seed + 1)
  const events = baskets.flatMap((products, user) =>
    products.map((productId): IncomingEvent => {
      const at = new Date(tasteShopEnd.getTime() - dayMs * random.integer(300)).toISOString()
      return eventOf({ at, userId: userOf(user), productId, quantity: 1, unitPrice: 10 })
    }),
  )
  await trackEvents(database, events, 'UTC')
  await database.pool.query(
    `UPDATE products SET name = external_id, category = 'all > ' || split_part(external_id, '-', 2), price = 10`,
  )
  const [userIds, productIds] = [await idsOf(database, 'users'), await idsOf(database, 'products')]
  const runId = await publishTastes(database, { size, userIds, productIds }, baskets)
  const later = drawn.flatMap((products, user) => products.slice(size.bought).map((product) => ({ user, product })))
  return { size, userIds, productIds, runId, later }
}
