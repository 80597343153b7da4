import { createChoiceReader } from './choices.ts'
import type { RecommenderFamily, ScorePart, TrainingData } from './family.ts'
import type { Histories } from './histories.ts'
import { type LastBought, lastBoughtOf } from './loyalty.ts'
import { rememberUser } from './remember-user.ts'
import { fitTastes, type TasteModel, type TasteOptions } from './tastes-fit.ts'
import { everySignal, everySignalAlike, purchasesOnly } from './to-interactions.ts'

/** What one history tells of a person. */
interface Taste {
  /** Choices per category, and of all. */
  readonly chosen: Float64Array
  readonly total: number
  /** Per category: the probability that the next choice is of it. */
  readonly interest: Float64Array
  /** Log-odds of a product of the same category, by feature. */
  readonly likes: ReadonlyMap<number, number>
  /** Log-odds by unit of log price. */
  readonly dearness: number
  readonly lasts: ReadonlyMap<number, LastBought>
}

/** Keeps one odd history from overflowing the rest. */
const mostLogOdds = 3

/** One Newton step from 0 to the maximum of a logit's posterior with prior N(0, variance): (seen - expected) / (information + 1 / variance). */
const posteriorStep = (excess: number, information: number, variance: number): number =>
  (excess * variance) / (information * variance + 1)

const readTaste = (model: TasteModel, histories: Histories, user: number): Taste => {
  const { categories, categoryOf, features, expected, featureVariance, priceDeviation, priceVariance } = model
  const chosen = new Float64Array(categories)
  const excess = new Map<number, number>()
  const information = new Map<number, number>()
  let [total, priceExcess, priceInformation] = [0, 0, 0]
  const add = (sums: Map<number, number>, key: number, value: number) => sums.set(key, (sums.get(key) ?? 0) + value)
  createChoiceReader(
    histories,
    model.recommendable,
    model,
  )(user, (item, weight) => {
    const category = categoryOf[item]
    chosen[category] += weight
    total += weight
    for (let at = expected.pointers[category]; at < expected.pointers[category + 1]; at++) {
      const share = expected.values[at]
      add(excess, expected.indices[at], -weight * share)
      add(information, expected.indices[at], weight * share * (1 - share))
    }
    for (let at = features.pointers[item]; at < features.pointers[item + 1]; at++)
      add(excess, features.indices[at], weight)
    priceExcess += weight * priceDeviation[item]
    priceInformation += weight * priceVariance[category]
  })
  const likes = new Map<number, number>()
  for (const [feature, more] of excess)
    likes.set(feature, posteriorStep(more, information.get(feature) ?? 0, featureVariance[feature]))
  return {
    chosen,
    total,
    interest: model.share.map(
      (share, c) => (model.season[c] * (chosen[c] + model.prior * share)) / (total + model.prior),
    ),
    likes,
    dearness: posteriorStep(priceExcess, priceInformation, model.dearnessVariance),
    lasts: lastBoughtOf(histories, model, user),
  }
}

/** Reads odds off one taste after the other: what a taste likes is laid out by feature for it, for there are many products to look it up for. */
const createOdds = (model: TasteModel) => {
  const { within, priceDeviation, features } = model
  const { pointers, indices } = features
  const likesOf = new Float64Array(model.featureVariance.length)
  let last: ReadonlyMap<number, number> = new Map()
  return ({ likes, dearness }: Taste) => {
    for (const feature of last.keys()) likesOf[feature] = 0
    for (const [feature, logOdds] of likes) likesOf[feature] = logOdds
    last = likes
    /** Of one product: its share within the category by everybody's choices, times its odds for this taste over those for everybody. Rounded as scores are. */
    return (item: number): number => {
      if (!(within[item] > 0)) return 0
      let logOdds = dearness * priceDeviation[item]
      for (let at = pointers[item]; at < pointers[item + 1]; at++) logOdds += likesOf[indices[at]]
      if (logOdds === 0) return within[item]
      return Math.fround(within[item] * Math.exp(Math.min(mostLogOdds, Math.max(-mostLogOdds, logOdds))))
    }
  }
}

/** The part of the next choice that is of a category and of nothing in particular there. */
const shareOfCategory = ({ loyalty }: TasteModel, { interest, lasts }: Taste, category: number): number =>
  (lasts.has(category) ? 1 - loyalty[category] : 1) * interest[category]

/** Scores all products by tastes, one after the other. */
const createScorer = (model: TasteModel) => {
  const { categoryOf, loyalty, categories } = model
  const odds = createOdds(model)
  return (taste: Taste, scores: Float32Array): void => {
    const { lasts, interest } = taste
    const oddsOf = odds(taste)
    const whole = new Float64Array(categories)
    for (let item = 0; item < scores.length; item++) {
      scores[item] = oddsOf(item)
      whole[categoryOf[item]] += scores[item]
    }
    const factor = whole.map((sum, c) => shareOfCategory(model, taste, c) / sum)
    for (let item = 0; item < scores.length; item++) if (scores[item] > 0) scores[item] *= factor[categoryOf[item]]
    for (const [category, { item }] of lasts) scores[item] += interest[category] * loyalty[category]
  }
}

/** The part of a score that is owed to features the person likes, by feature; what is left is owed to the category. */
const likedFeatures = ({ features }: TasteModel, { likes }: Taste, item: number, extra: number) => {
  const liked = [...features.indices.subarray(features.pointers[item], features.pointers[item + 1])]
    .map((feature) => ({ feature, logOdds: likes.get(feature) ?? 0 }))
    .filter(({ logOdds }) => logOdds > 0)
  const whole = liked.reduce((sum, { logOdds }) => sum + logOdds, 0)
  return liked.map(({ feature, logOdds }) => ({ kind: 'FEATURE' as const, feature, value: (extra * logOdds) / whole }))
}

/** Taking the last one again: every how many days by the person's own habit, or by that of all where it was bought once. */
const loyalPart = ({ loyalty, everyDays }: TasteModel, { interest, lasts }: Taste, category: number, item: number) => {
  const last = lasts.get(category)
  if (last?.item !== item) return { kind: 'AGAIN' as const, value: 0, everyDays: 0, sinceDays: 0 }
  const own = last.times > 1 ? (last.firstDays - last.sinceDays) / (last.times - 1) : 0
  const every = own >= 1 ? own : everyDays[category]
  const { sinceDays } = last
  return { kind: 'AGAIN' as const, value: interest[category] * loyalty[category], everyDays: every, sinceDays }
}

const explainTaste = (model: TasteModel, taste: Taste, whole: number, item: number): readonly ScorePart[] => {
  const category = model.categoryOf[item]
  const again = loyalPart(model, taste, category, item)
  const score = Math.max(0, whole - again.value)
  const chosen = taste.lasts.has(category) ? 1 - model.loyalty[category] : 1
  const plain = Math.min(score, chosen * taste.interest[category] * model.within[item])
  const features = score > plain ? likedFeatures(model, taste, item, score - plain) : []
  const rest = features.length > 0 ? plain : score
  const prior = model.prior * model.share[category]
  const own = category < model.named ? taste.chosen[category] / (taste.chosen[category] + prior) : 0
  const parts: readonly ScorePart[] = [
    again,
    ...features,
    { kind: 'CATEGORY', value: rest * own, category, share: taste.chosen[category] / Math.max(taste.total, 1e-9) },
    { kind: 'POPULAR', value: rest * (1 - own), windowDays: Number.POSITIVE_INFINITY },
  ]
  return parts.filter(({ value }) => value > 0).sort((a, b) => b.value - a.value)
}

/** The products of each category. */
const itemsByCategory = new WeakMap<TasteModel, ReadonlyMap<number, readonly number[]>>()

const itemsOf = (model: TasteModel, category: number): readonly number[] => {
  const known = itemsByCategory.get(model) ?? Map.groupBy(model.categoryOf.keys(), (item) => model.categoryOf[item])
  itemsByCategory.set(model, known)
  return known.get(category) ?? []
}

/** A person's taste and the scores by it, category by category as they are asked for: a list is of a few of them. */
const tasteAndScores = rememberUser((model: TasteModel, histories, user) => {
  const taste = readTaste(model, histories, user)
  const oddsOf = createOdds(model)(taste)
  const factors = new Map<number, number>()
  const factorOf = (category: number): number => {
    const known = factors.get(category)
    if (known !== undefined) return known
    const whole = itemsOf(model, category).reduce((sum, item) => sum + oddsOf(item), 0)
    const factor = shareOfCategory(model, taste, category) / whole
    factors.set(category, factor)
    return factor
  }
  const scoreOf = (item: number): number => {
    const category = model.categoryOf[item]
    const odds = oddsOf(item)
    const again = taste.lasts.get(category)?.item === item ? taste.interest[category] * model.loyalty[category] : 0
    return (odds > 0 ? odds * factorOf(category) : 0) + again
  }
  return { taste, scoreOf }
})

const tasteMemory = ({ catalogue, histories }: TrainingData) => {
  const { items, features, featureNames } = catalogue
  const model = 41 * items + 16 * features.indices.length + 4 * featureNames.length + 256
  return { model, fit: model + 8 * items + 16 * featureNames.length + 4 * histories.users }
}

/**
 * What a person chooses, as a choice of a category and then of a product in it:
 *
 *   score(u, j) = season(c) (n_u(c) + m share(c)) / (n_u + m)  ·  pop(j) exp(x_j · b_u) / sum over i of c of pop(i) exp(x_i · b_u),     c: the category of j
 *
 * n_u(c): choices of the category, views among them; share: everybody's, worth m choices; season: how much more the category is chosen of late than ever. pop: everybody's choices;
 * x: attributes and the logarithm of the price; b_u: log-odds of the conditional logit (McFadden 1974) one Newton step from 0 under a normal prior, whose variance is that which
 * people really have, estimated by moments for each attribute by itself: what tells nothing of people is not listened to. Of categories where people take what they bought last again, that thing gets its part first (`loyalty.ts`).
 * Somebody without a history gets what is popular.
 */
export const tastes: RecommenderFamily<TasteOptions, TasteModel> = {
  name: 'tastes',
  defaults: { weights: everySignalAlike, halfLifeDays: 0, prior: 2, seasonDays: 28 },
  space: {
    weights: [everySignalAlike, everySignal, purchasesOnly],
    halfLifeDays: [0, 180],
    prior: [0.5, 2, 8],
    seasonDays: [0, 28, 56],
  },
  isSequential: false,
  memory: tasteMemory,
  fit: fitTastes,
  score: (model, { histories, from, to, scores }) => {
    const { length } = model.within
    const scoreBy = createScorer(model)
    for (let user = from; user < to; user++) {
      const at = (user - from) * length
      scoreBy(readTaste(model, histories, user), scores.subarray(at, at + length))
    }
  },
  explain: (model, histories, user, item) => {
    const { taste, scoreOf } = tasteAndScores(model, histories, user)
    const score = scoreOf(item)
    return score > 0 ? explainTaste(model, taste, score, item) : []
  },
}
