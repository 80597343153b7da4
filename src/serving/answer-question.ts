import type { Compute } from '../compute/compute.ts'
import type { RecommendationReason } from '../domain/recommendation.ts'
import { catalogueFeatures, isTranslation } from '../features/catalogue-features.ts'
import type { RecommenderArtefact } from '../models/recommenders/artefact.ts'
import { explainBlend, scoreBlend } from '../models/recommenders/blend.ts'
import type { Catalogue } from '../models/recommenders/catalogue.ts'
import { type ColdItems, explainColdItem, findColdItems, scoreColdItems } from '../models/recommenders/cold-items.ts'
import { createSimilarity, diversify, type Kinds, kindsFor } from '../models/recommenders/diversify.ts'
import type { ScorePart } from '../models/recommenders/family.ts'
import type { Histories } from '../models/recommenders/histories.ts'
import { defaultDiversity, mostReasons } from '../models/recommenders/lists.ts'
import type { Blend } from '../models/recommenders/recipe.ts'
import { createLooks } from '../models/recommenders/similar-items.ts'
import type { LiveProduct } from '../store/live-products.ts'
import { cutPage } from './cut-page.ts'
import { historyOf, instantOf } from './evidence-history.ts'
import { filterShelf, withScores } from './filter-shelf.ts'
import { type HeardNewcomer, hearNewcomers } from './hear-newcomers.ts'
import { type Heard, hearSearches } from './hear-searches.ts'
import type { LiveShelf } from './live-shelf.ts'
import type { Evidence, ListQuestion, RankedList, RerankQuestion } from './question.ts'
import { type HeardReason, newcomerReason, reasonOf, weighed, withHeard } from './tell-reasons.ts'
import { createTextIndex, type TextIndex } from './text-index.ts'

/** A run's model beside the products as they are now: all that questions are answered from. */
export interface Desk {
  readonly artefact: RecommenderArtefact<Blend>
  readonly shelf: LiveShelf
  /** Products that came since the run, and what they are like; null where none did. */
  readonly newcomers: ColdItems | null
  /** Of all products, those that came since too. */
  readonly catalogue: Catalogue
  readonly similarity: (one: number, other: number) => number
  /** Made when somebody first searched. */
  readonly textIndex: () => TextIndex
  /** Made when somebody first asked what is similar: per item those it shares a description with, and how much. */
  readonly looks: () => (item: number) => ReadonlyMap<number, number>
}

/** Nobody walks further. */
export const longestList = 500
/** Diversity chooses the first places among so many, as for the published lists. */
const diversePool = 120

/** What all products are like, the newcomers beside those that the model was fitted on. */
const describeAll = ({ products }: LiveShelf, asOf: number): Catalogue => {
  const gone = { id: 0, name: null, names: {}, category: null, price: null, attributes: {}, recommendable: false }
  const times = { asOf: new Date(asOf), oldestDays: new Float64Array(products.length).fill(Number.NaN) }
  return catalogueFeatures(
    products.map((product) => product ?? { ...gone, createdAt: times.asOf }),
    times,
  ).catalogue
}

const onDemand = <Tool>(make: () => Tool): (() => Tool) => {
  let tool: Tool | undefined
  return () => {
    tool ??= make()
    return tool
  }
}

/** The category and the attributes of a product in other languages: `category_zh`, `colour_zh`. */
const translationsOf = (product: LiveProduct | null): readonly string[] =>
  Object.entries(product?.attributes ?? {}).flatMap(([name, value]) =>
    isTranslation(name, product?.attributes ?? {}) && typeof value === 'string' ? [value] : [],
  )

const catalogueTools = (
  catalogue: Catalogue,
  { products }: LiveShelf,
): Pick<Desk, 'catalogue' | 'similarity' | 'textIndex' | 'looks'> => ({
  catalogue,
  similarity: createSimilarity(catalogue),
  textIndex: onDemand(() => createTextIndex(catalogue, (item) => translationsOf(products[item]))),
  looks: onDemand(() => createLooks(catalogue)),
})

/** The desk with the products of now, where none of them is described otherwise than before: a price or a stock that changed. */
export const restockDesk = (desk: Desk, shelf: LiveShelf): Desk => ({ ...desk, shelf })

/** What came since the run is like what the model knows by behaviour. */
const findNewcomers = ({ blend }: RecommenderArtefact<Blend>, { modelItems }: LiveShelf, catalogue: Catalogue) => {
  const cold = new Set(blend.cold?.items)
  const isNew = (item: number) => item >= modelItems
  // Nobody has done anything with them that the model knows of, and their like are not asked how long that took.
  const people = new Int32Array(catalogue.items)
  return findColdItems({ catalogue, people }, isNew, (item) => !isNew(item) && !cold.has(item))
}

/** Of a newcomer people soon buy more where they do of what it is most like. */
const soonAgainOf = ({ soonAgain }: Catalogue, { items, pointers, alike }: ColdItems, length: number) => {
  if (soonAgain === undefined) return undefined
  const all = new Uint8Array(length)
  all.set(soonAgain)
  items.forEach((item, entry) => {
    all[item] = soonAgain[alike[pointers[entry]]]
  })
  return all
}

export const openDesk = (artefact: RecommenderArtefact<Blend>, shelf: LiveShelf): Desk => {
  if (shelf.items === shelf.modelItems) {
    return { artefact, shelf, newcomers: null, ...catalogueTools(artefact.catalogue, shelf) }
  }
  const described = describeAll(shelf, artefact.asOf)
  const newcomers = findNewcomers(artefact, shelf, described)
  const { season } = artefact.catalogue
  const catalogue = { ...described, soonAgain: soonAgainOf(artefact.catalogue, newcomers, shelf.items), season }
  return { artefact, shelf, newcomers, ...catalogueTools(catalogue, shelf) }
}

/** What looks just like a thing that somebody is sorry for keeps so much of its score. */
const keptOfRegretted = 0.3

/**
 * score(j) (1 - .7 max over regrets r of cos(r, j)), cos: of what they are described by. Only of regrets since the run: its own models know only what speaks for a thing, and the
 * published list is to be the same as the live one where nothing has happened since.
 */
const lowerLookalikes = ({ shelf, looks, artefact }: Desk, { regrets }: Evidence, scores: Float32Array): void => {
  const nearest = new Map<number, number>()
  for (const { productId, time } of regrets) {
    const own = time > artefact.asOf ? shelf.itemOf.get(productId) : undefined
    if (own === undefined) continue
    for (const [item, cosine] of looks()(own)) nearest.set(item, Math.max(nearest.get(item) ?? 0, Math.min(1, cosine)))
  }
  for (const [item, cosine] of nearest) scores[item] *= 1 - (1 - keptOfRegretted) * cosine
}

const largestOf = (scores: Float32Array): number => scores.reduce((largest, score) => Math.max(largest, score), 0)

/** What answers the newest search fully gets twice the model's largest score: it comes before what answers it by half, and before whatever was not searched for. */
const loudnessOfSearches = 2
/** What looks just like a product that came since the run, and that somebody did something with, gets half of it: what the model knows of somebody still counts. */
const loudnessOfNewcomers = 0.5

/** Adds what was heard beside the model, and gives what part of an item's score that is. */
const addHeard = (
  heard: ReadonlyMap<number, { readonly value: number }>,
  scores: Float32Array,
  loudness: number,
): ((item: number) => number) => {
  for (const [item, { value }] of heard) scores[item] += loudness * value
  return (item) => (loudness * (heard.get(item)?.value ?? 0)) / scores[item]
}

/** What was heard since the run that no model knows: searches, and what was done with products that came since. */
const hearSince = ({ shelf, looks, textIndex }: Desk, evidence: Evidence, scores: Float32Array) => {
  const searches: ReadonlyMap<number, Heard> = hearSearches(textIndex, evidence.searches)
  const newcomers: ReadonlyMap<number, HeardNewcomer> = hearNewcomers(evidence, shelf, (item) => looks()(item))
  const largest = largestOf(scores) || 1
  const partOfNewcomers = addHeard(newcomers, scores, loudnessOfNewcomers * largest)
  const partOfSearches = addHeard(searches, scores, loudnessOfSearches * largest)
  const reasonsOf = (item: number): readonly HeardReason[] => {
    const [searched, newcomer] = [searches.get(item), newcomers.get(item)]
    return [
      ...(searched
        ? [{ reason: { kind: 'SEARCHED_FOR' as const, query: searched.query }, part: partOfSearches(item) }]
        : []),
      ...(newcomer ? [{ reason: newcomerReason(newcomer), part: partOfNewcomers(item) }] : []),
    ]
  }
  return { isSearched: (item: number) => searches.has(item), reasonsOf }
}

/** Scores of all items for what is known of one person, and why. Valid within the compute scope. */
const scoreItems = (desk: Desk, evidence: Evidence, histories: Histories, compute: Compute) => {
  const { artefact, shelf, newcomers } = desk
  const { blend } = artefact
  const known = compute.float32(shelf.modelItems)
  scoreBlend(blend, { histories, from: 0, to: 1, scores: known, forReasons: true }, compute)
  const scores = compute.float32(shelf.items)
  scores.set(known)
  if (newcomers) scoreColdItems(newcomers, scores, 1, shelf.items)
  lowerLookalikes(desk, evidence, scores)
  const heard = hearSince(desk, evidence, scores)
  const explainKnown = (item: number) => explainBlend(blend, histories, 0, item, compute)
  const explain = (item: number): readonly ScorePart[] => {
    if (item < shelf.modelItems) return explainKnown(item)
    return newcomers ? explainColdItem(newcomers, item, explainKnown) : []
  }
  return { scores, explain, heard }
}

/** The best allowed items, best first; ties go to the smaller item. */
const rank = (scores: Float32Array, allowed: Uint8Array, k: number, compute: Compute): readonly number[] => {
  const masked = compute.float32(scores.length)
  masked.set(scores)
  for (let item = 0; item < scores.length; item++) if (allowed[item] === 0) masked[item] = -Infinity
  const [best, bestScores] = [compute.int32(k), compute.float32(k)]
  compute.topOfRows({ scores: masked, rows: 1, columns: scores.length, k, best, bestScores })
  return [...best].filter((item, place) => item >= 0 && bestScores[place] > -Infinity)
}

type Scored = ReturnType<typeof scoreItems>

const createTeller = (desk: Desk, histories: Histories, { explain, heard }: Scored) => {
  const { artefact, shelf } = desk
  const { catalogue, categories } = artefact
  const { featureNames } = catalogue
  const meanings = { productIds: shelf.productIds, categories, featureNames, catalogue }
  return (item: number): readonly RecommendationReason[] => {
    const reasons = weighed(explain(item), mostReasons).map((reason) => reasonOf(reason, meanings, histories, 0, item))
    return withHeard(reasons, heard.reasonsOf(item), mostReasons)
  }
}

/** Whoever searched for a kind of thing may see many of it: what answers a search is of no kind, and not like the others that do. */
const openTo = (kinds: Kinds, similarity: Desk['similarity'], isWanted: (item: number) => boolean) => ({
  kinds: {
    kindOf: (item: number) => (isWanted(item) ? -1 : kinds.kindOf(item)),
    categoryOf: (item: number) => (isWanted(item) ? -1 : kinds.categoryOf(item)),
    isHeldBack: (item: number) => !isWanted(item) && kinds.isHeldBack(item),
  },
  similarity: (one: number, other: number) => (isWanted(one) && isWanted(other) ? 0 : similarity(one, other)),
})

const answerList = (desk: Desk, question: ListQuestion, compute: Compute): RankedList => {
  const { shelf, artefact } = desk
  const { evidence, filter, diversity } = question
  const asOf = instantOf(artefact.asOf, evidence)
  const histories = historyOf(evidence, shelf.itemOf, shelf.modelItems, asOf)
  const filtered = filterShelf(shelf, filter, evidence)
  const scored = scoreItems(desk, evidence, histories, compute)
  const { scores } = scored
  const { allowed, shelf: told } = withScores(filtered, scores)
  const best = rank(scores, allowed, Math.min(longestList, shelf.items), compute)
  const pool = best.slice(0, diversePool)
  const scoresOfPool = pool.map((item) => scores[item])
  const own = kindsFor(desk.catalogue, historyOf(evidence, shelf.itemOf, shelf.items, asOf), 0)
  const { kinds, similarity } = openTo(own, desk.similarity, scored.heard.isSearched)
  const order = diversify(pool, scoresOfPool, pool.length, diversity ?? defaultDiversity, similarity, kinds)
  const listed = [...order.map((at) => pool[at]), ...best.slice(diversePool)]
  const page = cutPage(
    listed.map((item, place) => ({ item, place, productId: shelf.productIds[item] })),
    question,
  )
  const tell = createTeller(desk, histories, scored)
  const items = page.rows.map(({ item, place, productId }) => ({
    productId,
    place,
    score: scores[item],
    reasons: tell(item),
  }))
  return { items, hasNextPage: page.hasNextPage, hasPreviousPage: page.hasPreviousPage, shelf: told }
}

/** What nothing speaks for comes last, in the order it was given. */
const answerRerank = (desk: Desk, { evidence, filter }: RerankQuestion, compute: Compute): RankedList => {
  const { shelf, artefact } = desk
  const asOf = instantOf(artefact.asOf, evidence)
  const histories = historyOf(evidence, shelf.itemOf, shelf.modelItems, asOf)
  const { allowed, shelf: told } = filterShelf(shelf, filter, evidence, { everything: true })
  const scored = scoreItems(desk, evidence, histories, compute)
  const { scores } = scored
  const tell = createTeller(desk, histories, scored)
  const items = (filter.productIn ?? [])
    .map((productId) => shelf.itemOf.get(productId) ?? -1)
    .filter((item) => allowed[item] === 1)
    .sort((a, b) => scores[b] - scores[a])
    .map((item, place) => ({ productId: shelf.productIds[item], place, score: scores[item], reasons: tell(item) }))
  return { items, hasNextPage: false, hasPreviousPage: false, shelf: told }
}

/**
 * What a run's model says of somebody's history over the products as they are now. The scores are those of the published lists: a filter changes which products are
 * shown, never what is said of them.
 * @throws CodedError ATTRIBUTE_UNKNOWN
 */
export const answerQuestion = (desk: Desk, question: ListQuestion | RerankQuestion, compute: Compute): RankedList =>
  question.kind === 'LIST' ? answerList(desk, question, compute) : answerRerank(desk, question, compute)
