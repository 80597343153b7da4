/** What somebody did with a product that speaks for another one. */
export type Evidence = 'VIEW' | 'ADD_TO_CART' | 'LIKE' | 'PURCHASE'

interface Weighed<Kind extends string> {
  readonly kind: Kind
  readonly weight: number
}

/** A product of the user's own that a reason points at. */
interface BecauseOf {
  readonly productId: number
  /** What the user did with it; absent: bought it. */
  readonly evidence?: Evidence
}

/** The product of the user's own that speaks for it; absent where none does, and in lists from before it was told. */
type PerhapsBecauseOf = Partial<BecauseOf>

/** Why a product is recommended. The weights of one recommendation add up to 1; product ids are interned. */
export type RecommendationReason =
  /** `lift`: null where the model keeps no counts. */
  | (Weighed<'BOUGHT_TOGETHER'> & BecauseOf & { readonly lift: number | null })
  | (Weighed<'SIMILAR_USERS'> & { readonly count: number })
  | (Weighed<'LIKES_CATEGORY'> & PerhapsBecauseOf & { readonly category: string; readonly share: number })
  /** `windowDays`: null for what has always been popular. */
  | (Weighed<'TRENDING'> & { readonly windowDays: number | null })
  | (Weighed<'NEXT_AFTER'> & BecauseOf)
  /** An attribute and its value; `name` is '' for a word of the product's name. */
  | (Weighed<'LIKES_FEATURE'> & PerhapsBecauseOf & { readonly name: string; readonly value: string })
  | (Weighed<'BUYS_AGAIN'> & { readonly everyDays: number; readonly sinceDays: number })
  /**
   * `like`: the product whose behaviour speaks for it, for too few people did anything with it; `productId`: what speaks for that one. The same product twice: what the user chose is itself too new for
   * its behaviour to speak, and the recommended one is like it.
   */
  | (Weighed<'RESEMBLES'> & PerhapsBecauseOf & { readonly like: number })
  | (Weighed<'NEW_IN_SHOP'> & { readonly ageDays: number })
  /** `share`: of those with this value of the trait, how many bought it, 0..1. */
  | (Weighed<'POPULAR_IN_GROUP'> & { readonly trait: string; readonly value: string; readonly share: number })
  /** Shown to learn whether it is liked. */
  | Weighed<'TRYING_OUT'>
  /** It answers what the user searched for since the lists were made, in the words that were used. */
  | (Weighed<'SEARCHED_FOR'> & { readonly query: string })

export interface Recommendation {
  readonly productId: number
  readonly score: number
  readonly reasons: readonly RecommendationReason[]
}

/** A user's published list, best first, longer than any page so that what was bought since can be left out. */
export interface RecommendationList {
  readonly userId: number
  readonly items: readonly Recommendation[]
}

/**
 * The user under whom a run keeps the list for everybody whom it does not know: users who came since, or have bought nothing, get
 * what is trending.
 * Users are counted from 1.
 */
export const everybodyElse = 0

/** Products of a published list, longer than the usual pages so that what was bought since can be left out when it is read; more are listed on request. */
export const publishedListLength = 60
