import type { Evidence as EvidenceKind, RecommendationReason } from '../domain/recommendation.ts'
import type { Catalogue, FeatureName } from '../models/recommenders/catalogue.ts'
import type { ScorePart } from '../models/recommenders/family.ts'
import { type Histories, signals } from '../models/recommenders/histories.ts'
import { worthTelling } from '../models/recommenders/merge-parts.ts'
import type { ListedReason } from '../models/recommenders/recommendation-lists.ts'
import { isWithin } from './category-paths.ts'
import type { HeardNewcomer } from './hear-newcomers.ts'

/** What the dense indices of a model mean. */
export interface Meanings {
  readonly productIds: ArrayLike<number>
  readonly categories: readonly string[]
  readonly featureNames: readonly FeatureName[]
  readonly catalogue: Pick<Catalogue, 'categoryOf' | 'features' | 'kindOf'>
}

/** The strongest thing that a row of the histories did with an item. */
const evidenceOf = ({ pointers, item, signal }: Histories, row: number, wanted: number): EvidenceKind => {
  let strongest = -1
  for (let at = pointers[row]; at < pointers[row + 1]; at++) {
    if (item[at] === wanted) strongest = Math.max(strongest, signal[at])
  }
  return signals[strongest] ?? 'PURCHASE'
}

/** A purchase is what most reasons are about, and goes without saying. */
const told = (evidence: EvidenceKind): { readonly evidence?: EvidenceKind } =>
  evidence === 'PURCHASE' ? {} : { evidence }

/** Part of a history that is of a category or below it, 0..1. */
const shareOf = (
  category: string,
  { categories, catalogue: { categoryOf } }: Meanings,
  histories: Histories,
  row: number,
): number => {
  const { pointers, item } = histories
  const own = item.subarray(pointers[row], pointers[row + 1])
  const within = own.filter((at) => isWithin(categories[categoryOf[at]] ?? '', category))
  return own.length === 0 ? 0 : within.length / own.length
}

/** The newest so many events are looked through for an example. */
const mostLookedThrough = 300

/**
 * Of what somebody did with items that share something with the one that is recommended, the best example: of the same kind of thing where there is one, then what says most, then
 * the latest. Nothing where the history has none: then what it shares was heard of otherwise.
 */
const exampleOf = (
  recommended: number,
  shares: (item: number) => boolean,
  { productIds, catalogue: { kindOf } }: Meanings,
  { pointers, item, signal }: Histories,
  row: number,
): { readonly productId?: number; readonly evidence?: EvidenceKind } => {
  const kind = kindOf?.[recommended] ?? -1
  const worth = (at: number) => signal[at] + (kind >= 0 && kindOf?.[item[at]] === kind ? signals.length : 0)
  let best = -1
  for (let at = pointers[row + 1] - 1; at >= Math.max(pointers[row], pointers[row + 1] - mostLookedThrough); at--) {
    if (shares(item[at]) && (best < 0 || worth(at) > worth(best))) best = at
  }
  return best < 0 ? {} : { productId: productIds[item[best]], ...told(signals[signal[best]]) }
}

const has = ({ features: { pointers, indices } }: Meanings['catalogue'], item: number, feature: number): boolean => {
  for (let at = pointers[item]; at < pointers[item + 1]; at++) if (indices[at] === feature) return true
  return false
}

/** A reason of the model in the words of the shop. `row`: whose it is; `recommended`: the item it speaks for. */
export const reasonOf = (
  reason: ListedReason,
  meanings: Meanings,
  histories: Histories,
  row: number,
  recommended: number,
): RecommendationReason => {
  const { weight } = reason
  const { productIds, categories, featureNames } = meanings
  switch (reason.kind) {
    case 'ITEM': {
      const lift = Number.isFinite(reason.lift) ? reason.lift : null
      const evidence = told(evidenceOf(histories, row, reason.item))
      return { kind: 'BOUGHT_TOGETHER', weight, productId: productIds[reason.item], lift, ...evidence }
    }
    case 'NEXT': {
      const evidence = told(evidenceOf(histories, row, reason.item))
      return { kind: 'NEXT_AFTER', weight, productId: productIds[reason.item], ...evidence }
    }
    case 'ALIKE': {
      const like = productIds[reason.like]
      if (reason.item < 0) return { kind: 'RESEMBLES', weight, like }
      const evidence = told(evidenceOf(histories, row, reason.item))
      return { kind: 'RESEMBLES', weight, like, productId: productIds[reason.item], ...evidence }
    }
    case 'USERS':
      return { kind: 'SIMILAR_USERS', weight, count: reason.count }
    case 'CATEGORY': {
      const isOf = (item: number) => meanings.catalogue.categoryOf[item] === reason.category
      const example = exampleOf(recommended, isOf, meanings, histories, row)
      return { kind: 'LIKES_CATEGORY', weight, category: categories[reason.category], share: reason.share, ...example }
    }
    case 'FEATURE': {
      const { kind, name, value } = featureNames[reason.feature]
      const shares = (item: number) => has(meanings.catalogue, item, reason.feature)
      const example = exampleOf(recommended, shares, meanings, histories, row)
      if (kind !== 'CATEGORY') return { kind: 'LIKES_FEATURE', weight, name, value, ...example }
      const share = shareOf(value, meanings, histories, row)
      return { kind: 'LIKES_CATEGORY', weight, category: value, share, ...example }
    }
    case 'AGAIN':
      return { kind: 'BUYS_AGAIN', weight, everyDays: reason.everyDays, sinceDays: reason.sinceDays }
    case 'POPULAR': {
      const windowDays = Number.isFinite(reason.windowDays) ? Math.round(reason.windowDays) : null
      return { kind: 'TRENDING', weight, windowDays }
    }
    case 'NEW':
      return { kind: 'NEW_IN_SHOP', weight, ageDays: reason.ageDays }
  }
}

/** The largest parts of a score with their weights among those told; no parts, no reasons. */
export const weighed = (parts: readonly ScorePart[], most: number): readonly ListedReason[] => {
  const told = worthTelling(parts, most)
  const sum = told.reduce((sum, { value }) => sum + value, 0)
  return told.map(({ value, ...part }) => ({ ...part, weight: value / sum }) as ListedReason)
}

/** What was heard beside the model, and what part of the score that is, 0..1. */
export interface HeardReason {
  readonly reason: Unweighed<RecommendationReason>
  readonly part: number
}

type Unweighed<Reason> = Reason extends RecommendationReason ? Omit<Reason, 'weight'> : never

/** Something that is like a product which somebody did something with, and which the model does not know. */
export const newcomerReason = ({ productId, signal }: HeardNewcomer): HeardReason['reason'] => ({
  kind: 'RESEMBLES',
  like: productId,
  productId,
  ...told(signals[signal]),
})

/** The reasons of the model and what was heard beside it; `most` in all, the weightiest first. */
export const withHeard = (
  reasons: readonly RecommendationReason[],
  heard: readonly HeardReason[],
  most: number,
): readonly RecommendationReason[] => {
  if (heard.length === 0) return reasons
  const rest = 1 - heard.reduce((sum, { part }) => sum + part, 0)
  const all = [
    ...heard.map(({ reason, part }) => ({ ...reason, weight: part }) as RecommendationReason),
    ...reasons.map((reason) => ({ ...reason, weight: reason.weight * rest })),
  ]
  const told = all.sort((a, b) => b.weight - a.weight).slice(0, most)
  const sum = told.reduce((sum, { weight }) => sum + weight, 0)
  return told.map((reason) => ({ ...reason, weight: reason.weight / sum }))
}
