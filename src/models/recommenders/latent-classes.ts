import { createChoiceReader } from './choices.ts'
import { classesOf, type DirichletMixture, fitDirichletMixture, type KindCounts } from './dirichlet-mixture.ts'
import type { RecommenderFamily, ScorePart, TrainingData } from './family.ts'
import type { Histories } from './histories.ts'
import { everySignal, everySignalAlike, purchasesOnly, type SignalWeights } from './to-interactions.ts'

export interface LatentClassesOptions {
  readonly weights: SignalWeights
  /** Of choices; 0: nothing fades. */
  readonly halfLifeDays: number
  /** Kinds of people, at most. */
  readonly classes: number
}

/** What products without a category have is one more category, the last. */
export interface LatentClasses extends LatentClassesOptions {
  /** Of people, over categories. */
  readonly mixture: DirichletMixture
  readonly categoryOf: Int32Array
  readonly recommendable: Uint8Array
  /** Per item: part of the choices of its category. */
  readonly within: Float32Array
  /** Per category: part of everybody's choices. */
  readonly usual: Float64Array
}

/** More people tell no more of what kinds there are. */
const mostPeople = 3000
const iterations = 30
/** Nobody's choice counts as this many, so that what is new can be chosen. */
const smoothing = 1

const sumOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0)

/** What one person chose, by category: how much of it, and the last item with what that one counted. */
interface Chosen {
  readonly count: number
  readonly item: number
  readonly ofItem: number
}

type Reading = LatentClassesOptions & Pick<LatentClasses, 'categoryOf' | 'recommendable'>

const createReader = (histories: Histories, model: Reading) => {
  const read = createChoiceReader(histories, model.recommendable, model)
  return (user: number): ReadonlyMap<number, Chosen> => {
    const byItem = new Map<number, { weight: number; age: number }>()
    read(user, (item, weight, age) => {
      const before = byItem.get(item)
      byItem.set(item, { weight: weight + (before?.weight ?? 0), age: Math.min(age, before?.age ?? age) })
    })
    const chosen = new Map<number, Chosen & { readonly age: number }>()
    for (const [item, { weight, age }] of byItem) {
      const category = model.categoryOf[item]
      const before = chosen.get(category)
      const isNewer = before === undefined || age < before.age || (age === before.age && item < before.item)
      const last = isNewer ? { item, ofItem: weight, age } : before
      chosen.set(category, { ...last, count: weight + (before?.count ?? 0) })
    }
    return chosen
  }
}

/** The counts of people evenly spread over all, `mostPeople` at most. */
const countsOf = (histories: Histories, model: Reading, kinds: number): KindCounts => {
  const read = createReader(histories, model)
  const step = Math.max(1, histories.users / mostPeople)
  const [pointers, kind, count]: number[][] = [[0], [], []]
  for (let at = 0; Math.floor(at) < histories.users; at += step) {
    for (const [category, { count: much }] of [...read(Math.floor(at))].sort(([a], [b]) => a - b)) {
      kind.push(category)
      count.push(much)
    }
    if (kind.length > (pointers.at(-1) ?? 0)) pointers.push(kind.length)
  }
  return { kinds, pointers: Int32Array.from(pointers), kind: Int32Array.from(kind), count: Float64Array.from(count) }
}

/** Choices per item. */
const choicesOf = ({ histories, catalogue }: TrainingData, options: LatentClassesOptions): Float64Array => {
  const chosen = new Float64Array(catalogue.items)
  const read = createChoiceReader(histories, catalogue.recommendable, options)
  for (let user = 0; user < histories.users; user++) {
    read(user, (item, weight) => {
      chosen[item] += weight
    })
  }
  return chosen
}

const perCategory = (values: Float64Array, categoryOf: Int32Array, categories: number): Float64Array => {
  const sums = new Float64Array(categories)
  values.forEach((value, item) => {
    sums[categoryOf[item]] += value
  })
  return sums
}

const namedOf = (categoryOf: Int32Array): number =>
  categoryOf.reduce((most, category) => Math.max(most, category + 1), 0)

/** @throws Error where there are no two categories, or nobody has chosen anything */
const fitLatentClasses = (data: TrainingData, options: LatentClassesOptions): LatentClasses => {
  const { histories, catalogue } = data
  const named = namedOf(catalogue.categoryOf)
  if (named < 2)
    throw new Error('Products are not told apart by category, so people cannot be by the categories they like.')
  const categoryOf = catalogue.categoryOf.map((category) => (category < 0 ? named : category))
  const chosen = choicesOf(data, options)
  const all = sumOf(chosen)
  if (!(all > 0)) throw new Error('Nobody has chosen anything yet that could tell what people like.')
  const { recommendable } = catalogue
  const smoothed = chosen.map((count, item) => (recommendable[item] ? count + smoothing : 0))
  const whole = perCategory(smoothed, categoryOf, named + 1)
  const model = { ...options, categoryOf, recommendable }
  return Object.freeze({
    ...model,
    mixture: fitDirichletMixture(countsOf(histories, model, named + 1), options.classes, iterations),
    within: Float32Array.from(smoothed, (count, item) => (count > 0 ? count / whole[categoryOf[item]] : 0)),
    usual: perCategory(chosen, categoryOf, named + 1).map((count) => count / all),
  })
}

/** What is known of one person: how likely of each class, and how interested in each category, adding up to 1. */
const interestOf = ({ mixture }: LatentClasses, counts: ReadonlyMap<number, number>) => {
  const { classes, kinds, alpha, strength } = mixture
  const likely = new Float64Array(classes)
  const count = [...counts.values()]
  const total = count.reduce((sum, value) => sum + value, 0)
  classesOf(mixture, { kind: [...counts.keys()], count, total }, likely)
  const interest = new Float64Array(kinds)
  let own = 0
  let classless = 0
  for (let k = 0; k < classes; k++) {
    const part = likely[k] / (total + strength[k])
    own += part
    classless += part * strength[k]
    for (let c = 0; c < kinds; c++) interest[c] += part * alpha[k * kinds + c]
  }
  for (const [category, much] of counts) interest[category] += own * much
  return { interest, own, classless, total }
}

const countsIn = (chosen: ReadonlyMap<number, Chosen>): ReadonlyMap<number, number> =>
  new Map([...chosen].map(([category, { count }]) => [category, count]))

/** How much less the interest in every category would be without the last item of each category that was chosen. */
const fallsWithout = (model: LatentClasses, chosen: ReadonlyMap<number, Chosen>, interest: Float64Array) =>
  [...chosen].map(([category, { count, item, ofItem }]) => {
    const left = new Map(countsIn(chosen))
    if (count - ofItem > 1e-9) left.set(category, count - ofItem)
    else left.delete(category)
    const without = interestOf(model, left).interest
    return { category, item, falls: interest.map((value, c) => Math.max(0, value - without[c])) }
  })

const knownOf = (model: LatentClasses, histories: Histories, user: number) => {
  const chosen = createReader(histories, model)(user)
  const told = interestOf(model, countsIn(chosen))
  return { histories, user, chosen, ...told, falls: fallsWithout(model, chosen, told.interest) }
}

/** The last person explained: a list asks about one many times. */
const lastKnown = new WeakMap<LatentClasses, ReturnType<typeof knownOf>>()

const remembered = (model: LatentClasses, histories: Histories, user: number) => {
  const last = lastKnown.get(model)
  if (last?.histories === histories && last.user === user) return last
  const found = knownOf(model, histories, user)
  lastKnown.set(model, found)
  return found
}

/** Parts of 1: what the person chose of the category, what else they chose that goes with it, and what everybody likes. */
const explainInterest = (
  model: LatentClasses,
  { chosen, interest, own, classless, total, falls }: ReturnType<typeof knownOf>,
  category: number,
): readonly ScorePart[] => {
  const whole = interest[category]
  const much = chosen.get(category)?.count ?? 0
  const rest = Math.max(0, whole - own * much)
  const others = falls.filter((other) => other.category !== category && other.falls[category] > 0)
  const fall = others.reduce((sum, other) => sum + other.falls[category], 0)
  const crowd = fall > 0 ? Math.min(rest, classless * model.usual[category]) : rest
  const named = category < model.mixture.kinds - 1
  return [
    { kind: 'CATEGORY', value: named ? (own * much) / whole : 0, category, share: much / Math.max(total, 1e-9) },
    ...others.map(
      ({ item, falls }): ScorePart => ({
        kind: 'ITEM',
        value: ((rest - crowd) * falls[category]) / (fall * whole),
        item,
        lift: Number.NaN,
      }),
    ),
    { kind: 'POPULAR', value: (crowd + (named ? 0 : own * much)) / whole, windowDays: Number.POSITIVE_INFINITY },
  ]
}

/** A person has so many categories, for what a fit takes. */
const kindsOfOne = 10

/**
 * People are of a few kinds, and each kind likes some categories: score(u, j) = sum_k P(k | n_u) (n_u(c) + a_k(c)) / (n_u + sum of a_k) · pop(j | c), c: the category of j. n_u: choices by category,
 * views among them; a_k: what kind k likes, a Dirichlet distribution (`dirichlet-mixture.ts`). So two looks at teapots tell of tea as well, for they are looked at by the same people; and who is like nobody else
 * is soon told by their own choices alone. Within a category what everybody chooses. Kinds are found from 3,000 people at most, so that a fit takes no longer in a large shop.
 */
export const latentClasses: RecommenderFamily<LatentClassesOptions, LatentClasses> = {
  name: 'latent-classes',
  defaults: { weights: everySignalAlike, halfLifeDays: 0, classes: 12 },
  space: {
    weights: [everySignalAlike, everySignal, purchasesOnly],
    halfLifeDays: [0, 180],
    classes: [6, 12, 24],
  },
  isSequential: false,
  memory: ({ catalogue, histories }, { classes }) => {
    const categories = namedOf(catalogue.categoryOf) + 1
    const model = 9 * catalogue.items + 8 * (classes * (categories + 2) + categories) + 256
    const people = Math.min(mostPeople, histories.users)
    const fit = 16 * (catalogue.items + histories.item.length + classes * categories) + 8 * categories ** 2 + 8 * people
    return { model, fit: model + fit }
  },
  work: ({ histories }, { classes }) => 50 * iterations * classes * kindsOfOne * Math.min(mostPeople, histories.users),
  fit: fitLatentClasses,
  score: (model, { histories, from, to, scores }) => {
    const { within, categoryOf } = model
    const read = createReader(histories, model)
    for (let user = from; user < to; user++) {
      const { interest } = interestOf(model, countsIn(read(user)))
      const base = (user - from) * within.length
      for (let item = 0; item < within.length; item++) scores[base + item] = interest[categoryOf[item]] * within[item]
    }
  },
  explain: (model, histories, user, item) => {
    const known = remembered(model, histories, user)
    const category = model.categoryOf[item]
    const score = known.interest[category] * model.within[item]
    return explainInterest(model, known, category)
      .map((part) => ({ ...part, value: part.value * score }))
      .filter(({ value }) => value > 0)
      .sort((a, b) => b.value - a.value)
  },
}
