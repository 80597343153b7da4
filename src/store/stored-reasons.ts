import type { Evidence, RecommendationReason } from '../domain/recommendation.ts'

type Slot = number | string | null

/**
 * The reasons of one recommendation in one flat list: kind, weight, what about, value, and so on. A user's list has hundreds of them;
 * as objects they would be most of what is stored and of what a read costs.
 */
export type StoredReasons = readonly Slot[]

/** Append, never reorder: rows of old runs are read by it. */
const kinds = [
  'BOUGHT_TOGETHER',
  'SIMILAR_USERS',
  'LIKES_CATEGORY',
  'TRENDING',
  'NEXT_AFTER',
  'LIKES_FEATURE',
  'BUYS_AGAIN',
  'NEW_IN_SHOP',
  'POPULAR_IN_GROUP',
  'TRYING_OUT',
  'SEARCHED_FOR',
  // The same with the product of the user's own that tells of it.
  'LIKES_CATEGORY_OF',
  'LIKES_FEATURE_OF',
  'RESEMBLES',
] as const

/** Append, never reorder. What was done with the product behind a reason, told in hundreds of the kind. */
const evidences: readonly Evidence[] = ['PURCHASE', 'LIKE', 'ADD_TO_CART', 'VIEW']
const perEvidence = 100

/** Weights are kept in parts of 10,000. */
const whole = 10_000

/** Two decimals say as much as anybody reads. */
const rounded = (value: number): number => Math.round(value * 100) / 100

const aboutOf = (reason: RecommendationReason): readonly [Slot, Slot] => {
  switch (reason.kind) {
    case 'BOUGHT_TOGETHER':
      return [reason.productId, reason.lift === null ? null : rounded(reason.lift)]
    case 'SIMILAR_USERS':
      return [0, reason.count]
    case 'LIKES_CATEGORY': {
      const share = rounded(reason.share)
      return reason.productId === undefined
        ? [reason.category, share]
        : [JSON.stringify([reason.category, share]), reason.productId]
    }
    case 'TRENDING':
      return [0, reason.windowDays]
    case 'NEXT_AFTER':
      return [reason.productId, 0]
    case 'LIKES_FEATURE':
      return reason.productId === undefined
        ? [reason.name, reason.value]
        : [JSON.stringify([reason.name, reason.value]), reason.productId]
    case 'RESEMBLES':
      return [reason.like, reason.productId ?? null]
    case 'BUYS_AGAIN':
      return [rounded(reason.everyDays), rounded(reason.sinceDays)]
    case 'NEW_IN_SHOP':
      return [0, rounded(reason.ageDays)]
    case 'POPULAR_IN_GROUP':
      return [JSON.stringify([reason.trait, reason.value]), rounded(reason.share)]
    case 'TRYING_OUT':
      return [0, 0]
    case 'SEARCHED_FOR':
      return [reason.query, 0]
  }
}

const codeOf = (reason: RecommendationReason): number => {
  const evidence = 'evidence' in reason && reason.evidence !== undefined ? evidences.indexOf(reason.evidence) : 0
  const isTaste = reason.kind === 'LIKES_CATEGORY' || reason.kind === 'LIKES_FEATURE'
  const kind = isTaste && reason.productId !== undefined ? (`${reason.kind}_OF` as const) : reason.kind
  return kinds.indexOf(kind) + perEvidence * evidence
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
  const stored: Slot[] = []
  for (const [place, reason] of reasons.entries()) stored.push(codeOf(reason), parts[place], ...aboutOf(reason))
  return stored
}

/** Nothing is said of a purchase: it is what most reasons are about. */
const evidenceIn = (code: number): { readonly evidence?: Evidence } =>
  code < perEvidence ? {} : { evidence: evidences[Math.floor(code / perEvidence)] }

const orNull = (slot: Slot): number | null => (slot === null ? null : Number(slot))

const reasonAt = (stored: StoredReasons, at: number): RecommendationReason => {
  const code = Number(stored[at])
  const kind = kinds[code % perEvidence]
  const weight = Number(stored[at + 1]) / whole
  const about = stored[at + 2]
  const value = stored[at + 3]
  switch (kind) {
    case 'BOUGHT_TOGETHER':
      return { kind, weight, productId: Number(about), lift: orNull(value), ...evidenceIn(code) }
    case 'SIMILAR_USERS':
      return { kind, weight, count: Number(value) }
    case 'LIKES_CATEGORY':
      return { kind, weight, category: String(about), share: Number(value) }
    case 'TRENDING':
      return { kind, weight, windowDays: orNull(value) }
    case 'NEXT_AFTER':
      return { kind, weight, productId: Number(about), ...evidenceIn(code) }
    case 'LIKES_FEATURE':
      return { kind, weight, name: String(about), value: String(value) }
    case 'RESEMBLES':
      return value === null
        ? { kind, weight, like: Number(about) }
        : { kind, weight, like: Number(about), productId: Number(value), ...evidenceIn(code) }
    case 'BUYS_AGAIN':
      return { kind, weight, everyDays: Number(about), sinceDays: Number(value) }
    case 'NEW_IN_SHOP':
      return { kind, weight, ageDays: Number(value) }
    case 'POPULAR_IN_GROUP': {
      const [trait, group] = JSON.parse(String(about)) as [string, string]
      return { kind, weight, trait, value: group, share: Number(value) }
    }
    case 'TRYING_OUT':
      return { kind, weight }
    case 'SEARCHED_FOR':
      return { kind, weight, query: String(about) }
    case 'LIKES_CATEGORY_OF': {
      const [category, share] = JSON.parse(String(about)) as [string, number]
      return { kind: 'LIKES_CATEGORY', weight, category, share, productId: Number(value), ...evidenceIn(code) }
    }
    case 'LIKES_FEATURE_OF': {
      const [name, shared] = JSON.parse(String(about)) as [string, string]
      return { kind: 'LIKES_FEATURE', weight, name, value: shared, productId: Number(value), ...evidenceIn(code) }
    }
  }
}

export const readReasons = (stored: StoredReasons): readonly RecommendationReason[] =>
  Array.from({ length: stored.length / 4 }, (_, place) => reasonAt(stored, 4 * place))
