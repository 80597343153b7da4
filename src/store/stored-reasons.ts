import type { RecommendationReason } from '../domain/recommendation.ts'

/**
 * The reasons of one recommendation in one flat list: kind, weight, what about, value, and so on. A user's list has hundreds of them;
 * as objects they would be most of what is stored and of what a read costs.
 */
export type StoredReasons = readonly (number | string)[]

/** Append, never reorder: rows of old runs are read by it. */
const kinds = ['BOUGHT_TOGETHER', 'SIMILAR_USERS', 'LIKES_CATEGORY', 'TRENDING'] as const

/** Weights are kept in parts of 10,000. */
const whole = 10_000

/** Two decimals say as much as anybody reads. */
const rounded = (value: number): number => Math.round(value * 100) / 100

const aboutOf = (reason: RecommendationReason): readonly [number | string, number] => {
  switch (reason.kind) {
    case 'BOUGHT_TOGETHER':
      return [reason.productId, rounded(reason.lift)]
    case 'SIMILAR_USERS':
      return [0, reason.count]
    case 'LIKES_CATEGORY':
      return [reason.category, rounded(reason.share)]
    case 'TRENDING':
      return [0, reason.windowDays]
  }
}

/** Rounds so that the parts add up to what the weights do: what is left over goes to the first, the weightiest. */
const partsOf = (reasons: readonly RecommendationReason[]): readonly number[] => {
  const parts = reasons.map(({ weight }) => Math.round(weight * whole))
  const sum = Math.round(reasons.reduce((total, { weight }) => total + weight, 0) * whole)
  const left = sum - parts.reduce((total, part) => total + part, 0)
  return parts.map((part, place) => (place === 0 ? part + left : part))
}

export const storeReasons = (reasons: readonly RecommendationReason[]): StoredReasons => {
  const parts = partsOf(reasons)
  const stored: (number | string)[] = []
  for (const [place, reason] of reasons.entries()) {
    stored.push(kinds.indexOf(reason.kind), parts[place], ...aboutOf(reason))
  }
  return stored
}

const reasonAt = (stored: StoredReasons, at: number): RecommendationReason => {
  const kind = kinds[Number(stored[at])]
  const weight = Number(stored[at + 1]) / whole
  const about = stored[at + 2]
  const value = Number(stored[at + 3])
  switch (kind) {
    case 'BOUGHT_TOGETHER':
      return { kind, weight, productId: Number(about), lift: value }
    case 'SIMILAR_USERS':
      return { kind, weight, count: value }
    case 'LIKES_CATEGORY':
      return { kind, weight, category: String(about), share: value }
    case 'TRENDING':
      return { kind, weight, windowDays: value }
  }
}

export const readReasons = (stored: StoredReasons): readonly RecommendationReason[] =>
  Array.from({ length: stored.length / 4 }, (_, place) => reasonAt(stored, 4 * place))
