import type { Metric } from '../domain/model-run.ts'
import { everybodyElse, type RecommendationList } from '../domain/recommendation.ts'
import type { ListMetrics } from '../models/evaluation/list-metrics.ts'
import type { BudgetName } from '../models/recommenders/budget.ts'
import type { RecommenderChoice } from '../models/recommenders/choose.ts'
import { type RecommendationLists, recommendationsOf } from '../models/recommenders/recommendation-lists.ts'
import type { SimilarItems } from '../models/recommenders/similar-items.ts'
import { reasonOf } from '../serving/tell-reasons.ts'
import { abortable } from '../store/abortable.ts'
import { artefactRows } from '../store/artefacts.ts'
import { readSeen, readSignals } from '../store/histories.ts'
import { readCatalogueProducts } from '../store/products.ts'
import { readFirstPublication } from '../store/published-runs.ts'
import { recommendationRows, type SimilarProductsOf, similarProductRows } from '../store/write-recommendations.ts'
import { computeRun, type RunInput } from './compute-run.ts'
import type { JobContext } from './job-context.ts'
import { readPublishedRecipe } from './published-recipe.ts'
import { recommendationData } from './recommendation-data.ts'
import { type RecommendationItem, stepAt } from './recommendation-task.ts'
import { streamTask } from './threads.ts'

type Data = ReturnType<typeof recommendationData>

/** Takes the items of the task in the order in which they are promised. */
const nextOf = async <Kind extends RecommendationItem['kind']>(
  items: AsyncGenerator<RecommendationItem>,
  kind: Kind,
) => {
  const { value } = await items.next()
  if (value?.kind !== kind) throw new Error(`the task gave ${value?.kind} instead of ${kind}`)
  return value as Extract<RecommendationItem, { kind: Kind }>
}

const listsOfBlock = (lists: RecommendationLists, data: Data): readonly RecommendationList[] => {
  const meanings = { ...data, featureNames: data.catalogue.featureNames }
  return Array.from({ length: lists.users }, (_, row) => lists.firstUser + row).map((user) => ({
    userId: data.userIds.at(user) ?? everybodyElse,
    items: recommendationsOf(lists, user).map(({ item, score, reasons }) => ({
      productId: data.productIds[item],
      score,
      reasons: reasons.map((reason) => reasonOf(reason, meanings, data.histories, user, item)),
    })),
  }))
}

async function* readLists(items: AsyncGenerator<RecommendationItem>, data: Data): AsyncGenerator<RecommendationList> {
  for await (const block of items) if (block.kind === 'lists') yield* listsOfBlock(block.lists, data)
}

function* similarTo({ pointers, items, scores }: SimilarItems, productIds: Int32Array): Generator<SimilarProductsOf> {
  for (let item = 0; item < productIds.length; item++) {
    const [from, to] = [pointers[item], pointers[item + 1]]
    const similar = Array.from({ length: to - from }, (_, rank) => ({
      productId: productIds[items[from + rank]],
      score: scores[from + rank],
    }))
    if (to > from) yield { productId: productIds[item], similar }
  }
}

const cutOff = 20

const metricsOf = ({ metrics, popularity, previous, judged }: RecommenderChoice, data: Data): readonly Metric[] => {
  const foundBy = (prefix: string, found: ListMetrics | null): Readonly<Record<string, number>> =>
    found === null ? {} : { [`${prefix}Recall@${cutOff}`]: found.recall, [`${prefix}Ndcg@${cutOff}`]: found.ndcg }
  const own =
    metrics === null
      ? {}
      : {
          [`recall@${cutOff}`]: metrics.recall,
          [`ndcg@${cutOff}`]: metrics.ndcg,
          [`hitRate@${cutOff}`]: metrics.hitRate,
          coverage: metrics.coverage,
          novelty: metrics.novelty,
          diversity: metrics.diversity,
        }
  const all = { ...own, ...foundBy('popularity', popularity), ...foundBy('published', previous), heldOutUsers: judged }
  const counted = { users: data.userIds.length, products: data.productIds.length }
  return Object.entries({ ...all, ...counted }).flatMap(([name, value]) =>
    Number.isFinite(value) ? [{ name, value }] : [],
  )
}

/** What the run was fitted with: enough to fit it again, and to see what else was tried. */
const paramsOf = (
  { recipe, judged, splitDays, trials, forms }: RecommenderChoice,
  budget: BudgetName,
  seed: number,
) => ({
  recipe,
  budget,
  seed,
  judged,
  splitDays,
  trials,
  forms,
})

/** What everybody might like, with the reasons, and what is bought by the same people. */
export const computeRecommendations = (
  context: JobContext<RunInput & { readonly budget?: BudgetName | null }>,
): Promise<void> =>
  computeRun(context, async ({ asOf, seed }, { complete, refuse, keepOut }) => {
    const { database, signal, progress, timeZone, input } = context
    const budget = input.budget ?? context.recommendationBudget
    progress(0, 'reading who did what')
    const shop = await abortable(database, signal, async (client) => ({
      products: await readCatalogueProducts(client),
      rows: await readSignals(client, { asOf, timeZone }, signal),
      seen: await readSeen(client, { asOf }, signal),
      firstSeenAt: await readFirstPublication(client, 'RECOMMENDATIONS'),
    }))
    const data = recommendationData(shop, asOf)
    if (data.userIds.length === 0) return refuse({ what: 'events about known products', have: 0, need: 1 })
    progress(0.1, 'choosing a recommender')
    const previous = await readPublishedRecipe(database)
    const { userIds: _, ...fitted } = data
    const onProgress = (fraction: number) => progress(0.1 + 0.9 * fraction, stepAt(fraction))
    const task = { ...fitted, asOf: asOf.getTime(), budget, seed, previous }
    const items = streamTask('recommendations', task, { signal, onProgress })
    try {
      const { choice, refusal } = await nextOf(items, 'chosen')
      const outcome = { params: paramsOf(choice, budget, seed), metrics: metricsOf(choice, data), artefact: null }
      if (refusal !== null) return await keepOut(refusal, outcome)
      const { artefact, similar } = await nextOf(items, 'fitted')
      const tables = [
        recommendationRows(readLists(items, data)),
        similarProductRows(similarTo(similar, data.productIds)),
        artefactRows(artefact),
      ]
      await complete(tables, () => outcome)
    } finally {
      await items.return(undefined)
    }
  })
