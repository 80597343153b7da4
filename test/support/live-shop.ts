import { createPlainCompute } from '../../src/compute/plain.ts'
import type { IncomingEvent } from '../../src/domain/event.ts'
import { everybodyElse, type RecommendationList } from '../../src/domain/recommendation.ts'
import { recommendationData } from '../../src/jobs/recommendation-data.ts'
import { createRandom } from '../../src/models/math/random.ts'
import { modelToBytes } from '../../src/models/model-bytes.ts'
import type { RecommenderArtefact } from '../../src/models/recommenders/artefact.ts'
import { fitBlend } from '../../src/models/recommenders/blend.ts'
import type { Histories } from '../../src/models/recommenders/histories.ts'
import { defaultDiversity, listsOf } from '../../src/models/recommenders/lists.ts'
import type { Blend, BlendRecipe } from '../../src/models/recommenders/recipe.ts'
import { recommendationsOf } from '../../src/models/recommenders/recommendation-lists.ts'
import { repeatPurchase } from '../../src/models/recommenders/repeat-purchase.ts'
import { reasonOf } from '../../src/serving/tell-reasons.ts'
import { artefactRows } from '../../src/store/artefacts.ts'
import type { Database } from '../../src/store/database.ts'
import { readSeen, readSignals } from '../../src/store/histories.ts'
import { ingestProducts } from '../../src/store/ingest-products.ts'
import { completeRun, markTraining, startRuns } from '../../src/store/model-runs.ts'
import { readCatalogueProducts } from '../../src/store/products.ts'
import { publishRuns } from '../../src/store/publish-runs.ts'
import { readFirstPublication } from '../../src/store/published-runs.ts'
import { trackEvents } from '../../src/store/track-events.ts'
import { recommendationRows, similarProductRows } from '../../src/store/write-recommendations.ts'
import { eventOf } from './events.ts'

export const liveShopEnd = new Date('2024-06-30T12:00:00Z')
const dayMs = 86_400_000

export const liveUsers = 60
const shelves = ['tea > green', 'tea > black', 'toys > puzzles', 'toys > outdoor'] as const
export const productsOfShelf = 12

/** Product `shelf-place`, such as `1-07`: what it costs, its brand and its margin follow from its number. */
export const liveProductId = (shelf: number, place: number): string => `${shelf}-${String(place).padStart(2, '0')}`

export const liveProduct = (shelf: number, place: number) => ({
  productId: liveProductId(shelf, place),
  name: `${['Sencha', 'Assam', 'Castle', 'Kite'][shelf]} number ${place}`,
  names: {},
  category: shelves[shelf],
  price: 5 + 5 * place + shelf,
  currency: null,
  inStock: place % 5 !== 4,
  attributes: {
    brand: place % 2 === 0 ? 'Acme' : 'Zenith',
    ...(place % 3 === 0 ? {} : { margin: place / 20 }),
    ...(place % 3 === 0 && place % 2 === 0 ? { cost: 4 } : {}),
  },
  recommendable: place !== 11,
})

export const liveCatalogue = shelves.flatMap((_, shelf) =>
  Array.from({ length: productsOfShelf }, (_, place) => liveProduct(shelf, place)),
)

export const liveUserId = (n: number): string => `user-${String(n).padStart(2, '0')}`

/** User n buys from shelf n modulo 4 and now and then from any; lower places sell more. Nobody has viewed anything. */
const purchases = (): readonly IncomingEvent[] => {
  const random = createRandom(11)
  return Array.from({ length: liveUsers }, (_, n) => n).flatMap((n) =>
    Array.from({ length: 5 }, () => {
      const shelf = random.uniform() < 0.85 ? n % 4 : random.integer(4)
      const place = Math.floor(random.uniform() ** 1.5 * (productsOfShelf - 1))
      const at = new Date(liveShopEnd.getTime() - dayMs * random.integer(200)).toISOString()
      return eventOf({ at, userId: liveUserId(n), productId: liveProductId(shelf, place) })
    }),
  )
}

export const liveRecipe: BlendRecipe = {
  parts: [
    { family: 'item-knn', options: { minCoBuyers: 1, shrinkage: 1 }, weight: 0.7 },
    { family: 'content', options: { words: 0 }, weight: 0.2 },
    { family: 'popular', options: {}, weight: 0.1 },
  ],
}

const withStranger = (histories: Histories): Histories => ({
  ...histories,
  users: histories.users + 1,
  pointers: Int32Array.from([...histories.pointers, histories.item.length]),
})

async function* each<Row>(rows: readonly Row[]) {
  yield* rows
}

/** Fits the recipe on what the shop holds and publishes model and lists, as the job does; without the choosing. */
export const publishLive = async (
  database: Database,
  { recipe = liveRecipe, keepModel = true }: { readonly recipe?: BlendRecipe; readonly keepModel?: boolean } = {},
) => {
  const flowId = crypto.randomUUID()
  const [{ id }] = await startRuns(database, { flowId, kinds: ['RECOMMENDATIONS'], asOf: liveShopEnd, seed: 1 })
  await markTraining(database, id)
  const shop = await database.transaction(async (client) => ({
    products: await readCatalogueProducts(client),
    rows: await readSignals(client, { asOf: liveShopEnd, timeZone: 'UTC' }),
    seen: await readSeen(client, { asOf: liveShopEnd }),
    firstSeenAt: await readFirstPublication(client, 'RECOMMENDATIONS'),
  }))
  const data = recommendationData(shop, liveShopEnd)
  const compute = createPlainCompute()
  const tools = { compute, seed: 1 }
  const blend = fitBlend(data, recipe, tools)
  const { productIds, categories, catalogue } = data
  const again = repeatPurchase.fit(data, repeatPurchase.defaults, tools)
  const artefact: RecommenderArtefact<Blend> = {
    ...{ format: 1, asOf: liveShopEnd.getTime(), productIds, categories, catalogue, blend, again },
  }
  const histories = withStranger(data.histories)
  const seen = { ...data.seen, pointers: Int32Array.from([...data.seen.pointers, data.seen.items.length]) }
  const options = { listSize: 60, excludePurchased: true, excludeSeen: true, seen, diversity: defaultDiversity }
  const lists = listsOf(blend, { histories, catalogue }, { ...options, from: 0, to: histories.users }, compute)
  const meanings = { ...data, featureNames: catalogue.featureNames }
  const listed: RecommendationList[] = [...data.userIds, everybodyElse].map((userId, user) => ({
    userId,
    items: recommendationsOf(lists, user).map(({ item, score, reasons }) => ({
      productId: productIds[item],
      score,
      reasons: reasons.map((reason) => reasonOf(reason, meanings, histories, user, item)),
    })),
  }))
  const tables = [recommendationRows(each(listed)), similarProductRows([])]
  const outcome = () => ({ params: {}, metrics: [], artefact: null })
  const signal = new AbortController().signal
  await completeRun(database, id, keepModel ? [...tables, artefactRows(modelToBytes(artefact))] : tables, {
    outcome,
    signal,
  })
  await publishRuns(database, flowId)
  return { runId: id, artefact, histories: data.histories, userIds: data.userIds }
}

/** A shop whose every product follows from its number, with a published model and everybody's lists. */
export const openLiveShop = async (database: Database, options?: Parameters<typeof publishLive>[1]) => {
  await database.transaction((client) => ingestProducts(client, liveCatalogue))
  await trackEvents(database, purchases(), 'UTC')
  return publishLive(database, options)
}
