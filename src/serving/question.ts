import type { Recommendation } from '../domain/recommendation.ts'
import type { TraitValue } from '../domain/user.ts'

/** What may be shown. Every condition must hold; an absent one lets everything pass. */
export interface ShelfFilter {
  /** Names or paths of categories, each with everything below it. */
  readonly categoryIn?: readonly string[]
  readonly priceGte?: number
  readonly priceLte?: number
  readonly inStock?: boolean
  /** Margin as a part of the price, 0..1. */
  readonly marginGte?: number
  readonly brandIn?: readonly string[]
  readonly attributes?: readonly AttributeCondition[]
  /** Product ids. */
  readonly productIn?: readonly number[]
  readonly productNotIn?: readonly number[]
  readonly excludePurchased: boolean
  readonly excludeSeen: boolean
}

/** Exactly one of the three conditions on one attribute. */
export interface AttributeCondition {
  readonly name: string
  readonly equals?: TraitValue
  readonly in?: readonly TraitValue[]
  readonly exists?: boolean
}

/** Words that somebody searched for, and when, in milliseconds since 1970-01-01 UTC. */
export interface Search {
  readonly query: string
  readonly time: number
}

/** What somebody did with products: parallel lists, oldest first. */
export interface Evidence {
  readonly productIds: readonly number[]
  /** Milliseconds since 1970-01-01 UTC. */
  readonly times: readonly number[]
  /** Index into the signals of histories. */
  readonly signals: readonly number[]
  /** Left out where purchases are. */
  readonly purchased: readonly number[]
  /** Left out where what was seen is. */
  readonly seen: readonly number[]
  /** What was sent back or rated badly, last of all that was done with it, and when. */
  readonly regrets: readonly { readonly productId: number; readonly time: number }[]
  /** Searches that no list knows of yet. */
  readonly searches: readonly Search[]
}

interface Asked {
  /** Which published run answers. */
  readonly runId: number
  /** The products as they are at this version or later. */
  readonly catalogueVersion: number
  readonly evidence: Evidence
  readonly filter: ShelfFilter
}

/** Where a page begins: after the product, or after the place where it is no longer in the list. */
export interface ListPosition {
  readonly place: number
  readonly productId: number
}

export interface ListQuestion extends Asked {
  readonly kind: 'LIST'
  readonly diversity: number | null
  readonly after: ListPosition | null
  readonly before: ListPosition | null
  readonly limit: number
  readonly backward: boolean
}

/** The products in `filter.productIn`, all of them, best first. */
export interface RerankQuestion extends Asked {
  readonly kind: 'RERANK'
}

export interface AgainQuestion extends Asked {
  readonly kind: 'AGAIN'
  readonly limit: number
}

/** What is similar to a product, beside nobody in particular. */
export interface SimilarQuestion
  extends Omit<Asked, 'evidence'>,
    Pick<ListQuestion, 'after' | 'before' | 'limit' | 'backward'> {
  readonly kind: 'SIMILAR'
  readonly productId: number
  /** As published, most similar first. */
  readonly listed: readonly { readonly productId: number; readonly score: number }[]
}

export type Question = ListQuestion | RerankQuestion | AgainQuestion | SimilarQuestion

/** Something that somebody buys again and again. Instants in milliseconds since 1970-01-01 UTC. */
export interface BuysAgain {
  readonly productId: number
  /** Of buying it within the next days that the model looks ahead, 0..1. */
  readonly probability: number
  readonly everyDays: number
  readonly lastBoughtAt: number
  readonly dueAt: number
}

/** What is left of the catalogue. */
export interface Shelf {
  /** Products that could be shown to somebody. */
  readonly candidates: number
  /** Those that passed every filter. */
  readonly left: number
  /** Of those that the filters before it let pass, how many each one took; only those that took some. */
  readonly removedBy: readonly { readonly filter: string; readonly count: number }[]
  /** The filter after which nothing was left; null where something was. */
  readonly emptiedBy: string | null
  /** A sentence for each category that no product is of and each value that none has, with the nearest that there are; null where there is none. */
  readonly hint: string | null
  readonly unknownCategories: readonly string[]
}

/** With its place in the whole list, from 0. */
export interface PlacedRecommendation extends Recommendation {
  readonly place: number
}

export interface RankedList {
  readonly items: readonly PlacedRecommendation[]
  readonly hasNextPage: boolean
  readonly hasPreviousPage: boolean
  readonly shelf: Shelf
}

export interface SimilarAnswer extends Omit<RankedList, 'items'> {
  /** `place`: from 0, of those that meet the filter. */
  readonly items: readonly { readonly productId: number; readonly place: number; readonly score: number }[]
}

export type Answer =
  | ({ readonly kind: 'SIMILAR' } & SimilarAnswer)
  | ({ readonly kind: 'LIST' } & RankedList)
  | { readonly kind: 'AGAIN'; readonly items: readonly BuysAgain[] }
  /** The run keeps no model: only its lists can be read. */
  | { readonly kind: 'NO_MODEL' }
