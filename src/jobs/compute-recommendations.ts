import { everybodyElse, type RecommendationList, type RecommendationReason } from '../domain/recommendation.ts'
import type { ListedReason, RecommendationLists } from '../models/recommendation-lists.ts'
import { recommendationsOf } from '../models/recommendation-lists.ts'
import { abortable } from '../store/abortable.ts'
import { type ProductTraits, type PurchaseLines, readProductTraits, readPurchaseLines } from '../store/purchases.ts'
import { recommendationRows, type SimilarProductsOf, similarProductRows } from '../store/write-recommendations.ts'
import { computeRun, type RunInput } from './compute-run.ts'
import type { JobContext } from './job-context.ts'
import type { FittedRecommender, RecommendationInput } from './recommendation-task.ts'
import { streamTask } from './threads.ts'

/** The model counts users, items and categories from 0; here is what they are. */
interface Catalogue {
  readonly userIds: readonly number[]
  readonly productIds: readonly number[]
  readonly categories: readonly string[]
}

const indexProducts = (products: readonly ProductTraits[]) => {
  const categories = [...new Set(products.flatMap(({ category }) => category ?? []))].sort()
  const place = new Map(categories.map((category, index) => [category, index]))
  return {
    categories,
    productIds: products.map(({ id }) => id),
    categoryOf: Int32Array.from(products, ({ category }) => (category === null ? -1 : (place.get(category) as number))),
    recommendable: Uint8Array.from(products, ({ recommendable }) => (recommendable ? 1 : 0)),
  }
}

/** Lines come in ascending user id, so that users are numbered as they come. */
const indexLines = ({ userIds, productIds, ageDays }: PurchaseLines, products: readonly number[]) => {
  const itemOf = new Map(products.map((id, index) => [id, index]))
  const users: number[] = []
  const user = Int32Array.from(userIds, (id) => {
    if (users.at(-1) !== id) users.push(id)
    return users.length - 1
  })
  return { users, user, item: Int32Array.from(productIds, (id) => itemOf.get(id) as number), ageDays }
}

const prepare = (products: readonly ProductTraits[], lines: PurchaseLines) => {
  const { categories, productIds, categoryOf, recommendable } = indexProducts(products)
  const { users, user, item, ageDays } = indexLines(lines, productIds)
  // Somebody without purchases, last: the list for everybody whom this run does not know.
  const userIds = [...users, everybodyElse]
  const purchases = { users: userIds.length, items: productIds.length, user, item, ageDays }
  const catalogue: Catalogue = { userIds, productIds, categories }
  const input: RecommendationInput = { purchases, facts: { categoryOf, recommendable } }
  return { catalogue, input }
}

const reasonOf = (reason: ListedReason, { productIds, categories }: Catalogue): RecommendationReason => {
  if (reason.kind === 'TRENDING') return reason
  const { weight } = reason
  return reason.kind === 'BOUGHT_TOGETHER'
    ? { kind: 'BOUGHT_TOGETHER', weight, productId: productIds[reason.item], lift: reason.lift }
    : { kind: 'LIKES_CATEGORY', weight, category: categories[reason.category], share: reason.share }
}

const listOf = (lists: RecommendationLists, user: number, catalogue: Catalogue): RecommendationList => ({
  userId: catalogue.userIds[user],
  items: recommendationsOf(lists, user).map(({ item, score, reasons }) => ({
    productId: catalogue.productIds[item],
    score,
    reasons: reasons.map((reason) => reasonOf(reason, catalogue)),
  })),
})

async function* listsOf(
  blocks: AsyncIterable<FittedRecommender | RecommendationLists>,
  catalogue: Catalogue,
  onUsers: (done: number) => void,
): AsyncGenerator<RecommendationList> {
  for await (const block of blocks) {
    if (!('firstUser' in block)) continue
    const { firstUser, users } = block
    for (let user = firstUser; user < firstUser + users; user++) yield listOf(block, user, catalogue)
    onUsers(firstUser + users)
  }
}

function* similarTo({ pointers, items, scores }: FittedRecommender['similar'], { productIds }: Catalogue) {
  for (let item = 0; item < productIds.length; item++) {
    const [from, to] = [pointers[item], pointers[item + 1]]
    const similar = Array.from({ length: to - from }, (_, rank) => ({
      productId: productIds[items[from + rank]],
      score: scores[from + rank],
    }))
    if (to > from) yield { productId: productIds[item], similar } satisfies SimilarProductsOf
  }
}

const outcomeOf = (
  { weights, metrics, trending, trendingDays }: FittedRecommender,
  { productIds, userIds }: Catalogue,
) => ({
  params: { weights, trendingDays },
  metrics: [
    ...Object.entries(metrics).map(([name, value]) => ({ name, value })),
    { name: 'users', value: userIds.length - 1 },
    { name: 'products', value: productIds.length },
  ],
  artefact: { weights, trendingDays, trending: Array.from(trending, (item) => productIds[item]) },
})

/** What everybody might like, with the reasons, and what is bought by the same people. */
export const computeRecommendations = (context: JobContext<RunInput>): Promise<void> =>
  computeRun(context, async ({ asOf }, { complete, refuse }) => {
    const { database, signal, progress } = context
    progress(0, 'reading who bought what')
    const { products, lines } = await abortable(database, signal, async (client) => ({
      products: await readProductTraits(client),
      lines: await readPurchaseLines(client, asOf, signal),
    }))
    if (lines.userIds.length === 0) return refuse({ what: 'purchases of known products', have: 0, need: 1 })
    const { catalogue, input } = prepare(products, lines)
    progress(0.1, 'fitting')
    const onProgress = (fraction: number) => progress(0.1 + 0.3 * fraction, 'fitting')
    const items = streamTask('recommendations', input, { signal, onProgress })
    try {
      const fitted = (await items.next()).value as FittedRecommender
      const total = catalogue.userIds.length
      const lists = listsOf(items, catalogue, (done) =>
        progress(0.4 + (0.6 * done) / total, `${done} of ${total} lists`),
      )
      const tables = [recommendationRows(lists), similarProductRows(similarTo(fitted.similar, catalogue))]
      await complete(tables, () => outcomeOf(fitted, catalogue))
    } finally {
      await items.return()
    }
  })
