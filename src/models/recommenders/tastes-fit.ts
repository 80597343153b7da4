import type { Catalogue } from './catalogue.ts'
import { createChoiceReader } from './choices.ts'
import type { TrainingData } from './family.ts'
import { fitLoyalty } from './loyalty.ts'
import type { SignalWeights } from './to-interactions.ts'

export interface TasteOptions {
  readonly weights: SignalWeights
  /** Of choices; 0: nothing fades. */
  readonly halfLifeDays: number
  /** So many choices everybody's shares of the categories are worth. */
  readonly prior: number
  /** The days whose choices tell the season; 0: all are. */
  readonly seasonDays: number
}

/** Sparse rows without the counts of `Interactions`: row r is `indices[pointers[r] .. pointers[r + 1]]`. */
interface Rows {
  readonly pointers: Int32Array
  readonly indices: Int32Array
}

/** What products without a category have is one more category, the last. */
export interface TasteModel extends TasteOptions {
  readonly categories: number
  /** Those that have a name come first. */
  readonly named: number
  readonly categoryOf: Int32Array
  readonly recommendable: Uint8Array
  /** Per category: part of everybody's choices, adding up to 1; and how much more of late. */
  readonly share: Float64Array
  readonly season: Float64Array
  /** Per item: part of the choices of its category. */
  readonly within: Float32Array
  /** Attributes per item, and per category the share of the choices that has each. */
  readonly features: Rows
  readonly expected: Rows & { readonly values: Float32Array }
  /** Per feature: how much people differ in liking it, as a variance of log-odds; the same for all values of an attribute. */
  readonly featureVariance: Float32Array
  /** Per item: log price less the mean of its category; per category: the variance of that; and how much people differ. */
  readonly priceDeviation: Float32Array
  readonly priceVariance: Float32Array
  readonly dearnessVariance: number
  /** Per category: the part of purchases that take the last one again, and about how many days later. */
  readonly loyalty: Float32Array
  readonly everyDays: Float32Array
}

/** Nobody's choice counts as this many, so that what is new can be chosen. */
const smoothing = 1
/** So many choices of the season have to speak for it before it counts half. */
const seasonPrior = 100

const withCategories = ({ categoryOf }: Catalogue) => {
  const named = categoryOf.reduce((most, category) => Math.max(most, category + 1), 0)
  return { named, categories: named + 1, categoryOf: categoryOf.map((category) => (category < 0 ? named : category)) }
}

const overTotal = (values: Float64Array): Float64Array => {
  const total = values.reduce((sum, value) => sum + value, 0)
  return values.map((value) => value / total)
}

/** Choices per item: of all times, and of the season. */
const countChoices = ({ histories, catalogue }: TrainingData, options: TasteOptions) => {
  const ever = new Float64Array(catalogue.items)
  const lately = new Float64Array(catalogue.items)
  const read = createChoiceReader(histories, catalogue.recommendable, options)
  for (let user = 0; user < histories.users; user++) {
    read(user, (item, weight, ageDays) => {
      ever[item] += weight
      if (ageDays <= options.seasonDays) lately[item] += weight
    })
  }
  return { ever, lately }
}

const byCategory = (perItem: Float64Array, categoryOf: Int32Array, categories: number): Float64Array => {
  const sums = new Float64Array(categories)
  perItem.forEach((value, item) => {
    sums[categoryOf[item]] += value
  })
  return sums
}

/** Recent share over the share of all times, nearer to 1 the fewer choices speak for it. */
const seasonOf = (lately: Float64Array, share: Float64Array): Float64Array => {
  const total = lately.reduce((sum, value) => sum + value, 0)
  return share.map((whole, c) => (whole > 0 ? (lately[c] + seasonPrior * whole) / ((total + seasonPrior) * whole) : 1))
}

/** Attributes alone: categories are counted, and words of names say what kind of thing it is rather than what is liked about it. */
const attributesOf = ({ features, featureNames }: Catalogue): Rows => {
  const pointers = new Int32Array(features.users + 1)
  const indices: number[] = []
  for (let item = 0; item < features.users; item++) {
    for (let at = features.pointers[item]; at < features.pointers[item + 1]; at++) {
      if (featureNames[features.indices[at]].kind === 'ATTRIBUTE') indices.push(features.indices[at])
    }
    pointers[item + 1] = indices.length
  }
  return { pointers, indices: Int32Array.from(indices) }
}

const expectedFeatures = (features: Rows, within: Float32Array, categoryOf: Int32Array, categories: number) => {
  const byCategory = Array.from({ length: categories }, () => new Map<number, number>())
  within.forEach((share, item) => {
    const sums = byCategory[categoryOf[item]]
    for (let at = features.pointers[item]; at < features.pointers[item + 1]; at++)
      sums.set(features.indices[at], (sums.get(features.indices[at]) ?? 0) + share)
  })
  const pointers = new Int32Array(categories + 1)
  byCategory.forEach((sums, category) => {
    pointers[category + 1] = pointers[category] + sums.size
  })
  return {
    pointers,
    indices: Int32Array.from(byCategory.flatMap((sums) => [...sums.keys()])),
    values: Float32Array.from(byCategory.flatMap((sums) => [...sums.values()])),
  }
}

const priceDeviations = ({ price }: Catalogue, within: Float32Array, categoryOf: Int32Array, categories: number) => {
  const known = (item: number) => price[item] > 0
  const [mean, weight, variance] = [0, 0, 0].map(() => new Float64Array(categories))
  within.forEach((share, item) => {
    if (!known(item)) return
    mean[categoryOf[item]] += share * Math.log(price[item])
    weight[categoryOf[item]] += share
  })
  const priceDeviation = Float32Array.from(within, (_, item) => {
    const category = categoryOf[item]
    return known(item) && weight[category] > 0 ? Math.log(price[item]) - mean[category] / weight[category] : 0
  })
  within.forEach((share, item) => {
    variance[categoryOf[item]] += share * priceDeviation[item] ** 2
  })
  return { priceDeviation, priceVariance: Float32Array.from(variance) }
}

/** Sums of a method of moments: E[excess^2] = information + variance information^2, so variance = sum(excess^2 - information) / sum(information^2). */
const createMoments = () => {
  let [above, below] = [0, 0]
  return {
    add: (excess: number, information: number) => {
      above += excess * excess - information
      below += information * information
    },
    variance: () => (below > 0 ? Math.max(0, above / below) : 0),
  }
}

type Unfinished = Omit<TasteModel, 'featureVariance' | 'dearnessVariance' | 'loyalty' | 'everyDays'>

/** How much people differ in what they like, by attribute and in price. */
const differences = ({ histories, catalogue }: TrainingData, model: Unfinished) => {
  const { features, expected, categoryOf, priceDeviation, priceVariance } = model
  const names = catalogue.featureNames.map(({ name }) => name)
  const byName = new Map(names.map((name) => [name, createMoments()]))
  const dearness = createMoments()
  const read = createChoiceReader(histories, catalogue.recommendable, model)
  const excess = new Float64Array(names.length)
  const information = new Float64Array(names.length)
  for (let user = 0; user < histories.users; user++) {
    const touched = new Set<number>()
    let [more, known] = [0, 0]
    read(user, (item, weight) => {
      const category = categoryOf[item]
      for (let at = expected.pointers[category]; at < expected.pointers[category + 1]; at++) {
        const [feature, share] = [expected.indices[at], expected.values[at]]
        touched.add(feature)
        excess[feature] -= weight * share
        information[feature] += weight * share * (1 - share)
      }
      for (let at = features.pointers[item]; at < features.pointers[item + 1]; at++)
        excess[features.indices[at]] += weight
      more += weight * priceDeviation[item]
      known += weight * priceVariance[category]
    })
    dearness.add(more, known)
    for (const feature of touched) {
      byName.get(names[feature])?.add(excess[feature], information[feature])
      excess[feature] = 0
      information[feature] = 0
    }
  }
  const variance = Float32Array.from(names, (name) => byName.get(name)?.variance() ?? 0)
  return { featureVariance: variance, dearnessVariance: dearness.variance() }
}

/** @throws Error where nobody has chosen anything */
export const fitTastes = (data: TrainingData, options: TasteOptions): TasteModel => {
  const { catalogue } = data
  const { named, categories, categoryOf } = withCategories(catalogue)
  const { ever, lately } = countChoices(data, options)
  if (!ever.some((count) => count > 0)) throw new Error('Nobody has chosen anything yet that could tell a taste.')
  const smoothed = ever.map((count, item) => (catalogue.recommendable[item] ? count + smoothing : 0))
  const whole = byCategory(smoothed, categoryOf, categories)
  const within = Float32Array.from(smoothed, (count, item) => (count > 0 ? count / whole[categoryOf[item]] : 0))
  const share = overTotal(byCategory(ever, categoryOf, categories))
  const features = attributesOf(catalogue)
  const model = {
    ...options,
    categories,
    named,
    categoryOf,
    recommendable: catalogue.recommendable,
    share,
    season:
      options.seasonDays > 0
        ? seasonOf(byCategory(lately, categoryOf, categories), share)
        : new Float64Array(categories).fill(1),
    within,
    features,
    expected: expectedFeatures(features, within, categoryOf, categories),
    ...priceDeviations(catalogue, within, categoryOf, categories),
  }
  return Object.freeze({ ...model, ...differences(data, model), ...fitLoyalty(data.histories, within, model) })
}
