/** Items that somebody new can be asked about or recommended, with what is known of them. Plain arrays: it survives JSON. */
export interface SurveyItems {
  /** Part of the buyers who have bought each item, 0..1. */
  readonly popularity: ArrayLike<number>
  /** Neighbours of item i are at `pointers[i] .. pointers[i + 1]`. Symmetric. */
  readonly pointers: ArrayLike<number>
  readonly neighbours: ArrayLike<number>
  /** 0..1 */
  readonly similarities: ArrayLike<number>
}

export interface SurveyAnswer {
  readonly item: number
  readonly liked: boolean
}

/** Log odds that one answer about an item moves another one by, at similarity 1. */
const strength = 5

const clamp = (p: number): number => Math.min(0.99, Math.max(0.001, p))
const logit = (p: number): number => Math.log(p / (1 - p))
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))

/** What each answer adds to the log odds of each item that it says something of; an answered item is not among them. */
export function* answerEffects(items: SurveyItems, answers: readonly SurveyAnswer[]) {
  for (const { item, liked } of answers) {
    for (let at = items.pointers[item]; at < items.pointers[item + 1]; at++) {
      yield { item: items.neighbours[at], answered: item, effect: (liked ? 1 : -1) * strength * items.similarities[at] }
    }
  }
}

/**
 * How likely each item is to be liked after some answers:
 *
 *   logit p'_j = logit p_j + strength x sum over answers a of (+1 liked, -1 disliked) sim(a, j)
 *
 * p_j: the item's popularity, or that in a group (`prior`). The items answered themselves are 1 and 0.
 */
export const beliefsAfter = (
  items: SurveyItems,
  answers: readonly SurveyAnswer[],
  prior: ArrayLike<number> = items.popularity,
): Float64Array => {
  const odds = Float64Array.from(prior, (p) => logit(clamp(p)))
  for (const { item, effect } of answerEffects(items, answers)) odds[item] += effect
  const beliefs = odds.map(sigmoid)
  for (const { item, liked } of answers) beliefs[item] = liked ? 1 : 0
  return beliefs
}

/** Doubt that is left about each item: the variance p (1 - p) of its belief, less what answered neighbours have explained of it. */
const doubts = (items: SurveyItems, answers: readonly SurveyAnswer[]): Float64Array => {
  const left = beliefsAfter(items, answers).map((p) => p * (1 - p))
  for (const { item } of answers) explain(items, left, item)
  return left
}

/** A neighbour explains the square of its correlation. */
const explain = ({ pointers, neighbours, similarities }: SurveyItems, left: Float64Array, item: number): void => {
  left[item] = 0
  for (let at = pointers[item]; at < pointers[item + 1]; at++) left[neighbours[at]] *= 1 - similarities[at] ** 2
}

/**
 * The items whose answers would tell most, one after the other (Rashid et al. 2002; Golbandi, Koren & Lempel 2011, in a greedy form): each takes away the most of the doubt that is
 * left about itself and its neighbours,
 *
 *   gain(q) = sqrt(p_q / max p) (v_q + sum over neighbours j of sim(q, j)^2 v_j),
 *
 * where the root stands for how likely it is to be known at all. Asked before or chosen already: not again.
 */
export const nextSurveyItems = (
  items: SurveyItems,
  answers: readonly SurveyAnswer[],
  count: number,
): readonly number[] => {
  const { popularity, pointers, neighbours, similarities } = items
  const left = doubts(items, answers)
  const most = Array.from(popularity).reduce((largest, p) => Math.max(largest, p), 0)
  const asked = new Set(answers.map(({ item }) => item))
  const chosen: number[] = []
  const gainOf = (item: number): number => {
    let gain = left[item]
    for (let at = pointers[item]; at < pointers[item + 1]; at++) gain += similarities[at] ** 2 * left[neighbours[at]]
    return gain * Math.sqrt(popularity[item] / most)
  }
  while (chosen.length < count) {
    let best = -1
    let bestGain = 0
    for (let item = 0; item < popularity.length; item++) {
      const gain = asked.has(item) ? 0 : gainOf(item)
      if (gain > bestGain) [best, bestGain] = [item, gain]
    }
    if (best < 0) break
    chosen.push(best)
    asked.add(best)
    explain(items, left, best)
  }
  return chosen
}
