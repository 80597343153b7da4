import { judge } from '../evaluation/judge.ts'
import type { Split } from '../evaluation/split.ts'
import type { SearchBudget } from './budget.ts'
import { affordable, type Candidate, drawCandidates, isTrained } from './candidates.ts'
import type { FitTools, RecommenderFamily, ScoreBlock } from './family.ts'
import { fitWork } from './work.ts'

/** What became of one candidate in the last round it came to. */
export interface Trial {
  readonly family: string
  /** Changes to the family's defaults. */
  readonly options: object
  /** From 1. */
  readonly round: number
  /** People asked. */
  readonly people: number
  /** NaN where it could not be tried. */
  readonly recall: number
  readonly ndcg: number
  /** Why it could not be tried. */
  readonly refusal: string | null
}

export interface Searched {
  /** Best first, those who came further before those who did not; what could not be tried last. */
  readonly trials: readonly Trial[]
  /** The fitted model of a trial, from memory where it was kept. */
  readonly modelOf: (trial: Trial) => object
}

export interface SearchOptions {
  readonly families: readonly RecommenderFamily[]
  readonly budget: SearchBudget
  /** Cut-off of the metrics. */
  readonly k: number
}

/** Models that need not be fitted twice, up to so many bytes. */
const createModelStore = (split: Split, budget: SearchBudget, tools: FitTools) => {
  const kept = new Map<string, { readonly model: object; readonly bytes: number }>()
  const keyOf = (family: RecommenderFamily, options: object) => `${family.name} ${JSON.stringify(options)}`
  const fit = (family: RecommenderFamily, options: object): object => {
    const known = kept.get(keyOf(family, options))
    if (known) return known.model
    const all = { ...family.defaults, ...options }
    const model = family.fit(split.train, all, { compute: tools.compute, seed: tools.seed })
    const bytes = family.memory(split.train, all).model
    const held = [...kept.values()].reduce((sum, entry) => sum + entry.bytes, 0)
    if (held + bytes <= budget.bytes) kept.set(keyOf(family, options), { model, bytes })
    return model
  }
  const keepOnly = (candidates: readonly Candidate[]): void => {
    const wanted = new Set(candidates.map(({ family, options }) => keyOf(family, options)))
    for (const key of kept.keys()) if (!wanted.has(key)) kept.delete(key)
  }
  return { fit, keepOnly }
}

const refused = ({ family, options }: Candidate, round: number, refusal: string): Trial => ({
  family: family.name,
  options,
  round,
  people: 0,
  recall: Number.NaN,
  ndcg: Number.NaN,
  refusal,
})

const byRank = (a: Trial, b: Trial): number => {
  if ((a.refusal === null) !== (b.refusal === null)) return a.refusal === null ? -1 : 1
  return b.round - a.round || b.ndcg - a.ndcg || 0
}

/** The defaults, though perhaps with fewer epochs. */
const isDefault = ({ options }: Trial): boolean => Object.keys(options).every((name) => name === 'epochs')

/** So much better, as a part, have drawn options to be: the defaults did well in many places, and the best of several draws is flattered by being the best. */
const clearlyBetter = 0.02

/** The best of each family among those who came furthest, best first: its defaults unless others are clearly better. */
export const championsOf = (trials: readonly Trial[]): readonly Trial[] => {
  const champions = new Map<string, Trial>()
  for (const trial of trials.filter(({ refusal }) => refusal === null)) {
    const best = champions.get(trial.family)
    const worth = (one: Trial) => one.ndcg * (isDefault(one) ? 1 + clearlyBetter : 1)
    const isBetter = (one: Trial, other: Trial) =>
      one.round === other.round ? worth(one) > worth(other) : one.round > other.round
    if (best === undefined || isBetter(trial, best)) champions.set(trial.family, trial)
  }
  return [...champions.values()].sort((a, b) => b.ndcg - a.ndcg)
}

/** The best of a round, and the champion of every family, so that a blend has more than one kind to choose from. */
const survivors = (trials: readonly Trial[], keep: number): ReadonlySet<Trial> => {
  const ranked = trials.filter(({ refusal }) => refusal === null).sort(byRank)
  return new Set([...ranked.slice(0, Math.ceil(ranked.length / keep)), ...championsOf(ranked)])
}

/**
 * Keeps account of what the fits of each family come to, and lets through what the budget still has for them, in the order given. The first of a family is always let through: whether it can be
 * afforded alone is asked when it is tried. What trains in epochs is fitted anew in every round, and each round has its part of the work; other models are fitted once.
 */
const createLedger = (split: Split, budget: SearchBudget) => {
  const spent = new Map<string, number>()
  return (candidates: readonly Candidate[], round: number): readonly Candidate[] => {
    const met = new Set<string>()
    return candidates.filter((candidate) => {
      const { family } = candidate
      const options = affordable(candidate, split.train, budget, shareOf(budget, round))
      if (typeof options === 'string') return true
      const trains = isTrained(candidate)
      const work = trains || round === 1 ? fitWork(family, split.train, { ...family.defaults, ...options }) : 0
      const allowed = trains ? (budget.trainingWork * round) / budget.rounds : budget.work
      const sum = (spent.get(family.name) ?? 0) + work
      if (met.has(family.name) && sum > allowed) return false
      met.add(family.name)
      spent.set(family.name, sum)
      return true
    })
  }
}

/** Part of the people, and of the epochs, that a round is given. */
const shareOf = ({ keep, rounds }: SearchBudget, round: number): number => keep ** (round - rounds)

/** How far a search is, by the work that its fits take. */
const createProgress = (split: Split, budget: SearchBudget, { report }: FitTools) => {
  const workOf = ({ family, options }: Candidate) => fitWork(family, split.train, { ...family.defaults, ...options })
  return (candidates: readonly Candidate[], round: number) => {
    const whole = candidates.reduce((sum, candidate) => sum + workOf(candidate), 0)
    let done = 0
    return (candidate: Candidate): void => {
      done += workOf(candidate)
      report?.((round - 1 + done / whole) / budget.rounds)
    }
  }
}

/**
 * Successive halving (Jamieson & Talwalkar 2016) over families and their options: every candidate is tried on a few people, and with few epochs if it trains in epochs; the best third goes on
 * to three times as many, and so on, as far as the work of the budget goes. What throws, does not fit into memory or is too much work is left out with its reason. Deterministic: draws come
 * from the seed, and the budget counts work.
 */
export const searchRecommenders = (split: Split, { families, budget, k }: SearchOptions, tools: FitTools): Searched => {
  const store = createModelStore(split, budget, tools)
  const familyOf = new Map(families.map((family) => [family.name, family]))
  const tryOne = (candidate: Candidate, round: number): Trial => {
    const { family } = candidate
    const share = shareOf(budget, round)
    const options = affordable(candidate, split.train, budget, share)
    if (typeof options === 'string') return refused(candidate, round, options)
    try {
      const model = store.fit(family, options)
      const people = Math.min(split.read.users, Math.ceil(budget.people * share))
      const score = (block: ScoreBlock) => family.score(model, block, tools.compute)
      const { ndcg, recall } = judge(score, split, k, tools.compute, people)
      return { family: family.name, options, round, people, ndcg, recall, refusal: null }
    } catch (error) {
      return refused(candidate, round, error instanceof Error ? error.message : String(error))
    }
  }

  const within = createLedger(split, budget)
  const progress = createProgress(split, budget, tools)
  const drawn = families.flatMap((family, at) =>
    drawCandidates(family, split.train, budget.configurations, tools.seed + at),
  )
  let candidates = within(drawn, 1)
  const ended: Trial[] = []
  for (let round = 1; round <= budget.rounds; round++) {
    const tell = progress(candidates, round)
    const tried = candidates.map((candidate) => {
      const trial = tryOne(candidate, round)
      tell(candidate)
      return { candidate, trial }
    })
    const stay = survivors(
      tried.map(({ trial }) => trial),
      budget.keep,
    )
    const staying = tried.filter(({ trial }) => stay.has(trial)).sort((a, b) => byRank(a.trial, b.trial))
    const goOn =
      round === budget.rounds
        ? []
        : within(
            staying.map(({ candidate }) => candidate),
            round + 1,
          )
    ended.push(...tried.flatMap(({ candidate, trial }) => (goOn.includes(candidate) ? [] : [trial])))
    if (round < budget.rounds) {
      const kept = tried.filter(({ candidate }) => goOn.includes(candidate))
      store.keepOnly(kept.map(({ candidate, trial }) => ({ ...candidate, options: trial.options })))
    }
    candidates = goOn
  }
  return {
    trials: ended.sort(byRank),
    modelOf: ({ family, options }) => store.fit(familyOf.get(family)!, options),
  }
}
