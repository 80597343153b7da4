import type { TraitValue } from './user.ts'

export interface Product {
  readonly id: number
  /** The shop's own id, as imported. */
  readonly externalId: string
  /** null while only events have spoken of it. */
  readonly name: string | null
  /** Names in other languages by ISO 639-1 code: `{ zh: '…' }`. */
  readonly names: Readonly<Record<string, string>>
  /** Path from the root, joined by ` > `; null when unknown. */
  readonly category: string | null
  readonly price: number | null
  readonly currency: string | null
  readonly inStock: boolean
  readonly attributes: Readonly<Record<string, TraitValue>>
  /** false for what is billed but not merchandise (postage, fees): never recommended. */
  readonly recommendable: boolean
}

/** One validated row of a products file. A null field leaves what is stored as it is. */
export interface IncomingProduct {
  readonly productId: string
  readonly name: string | null
  readonly names: Readonly<Record<string, string>>
  readonly category: string | null
  readonly price: number | null
  readonly currency: string | null
  readonly inStock: boolean | null
  readonly attributes: Readonly<Record<string, TraitValue>>
  readonly recommendable: boolean | null
}

export interface SimilarProduct {
  readonly productId: number
  /** Shrunk cosine similarity, 0..1. */
  readonly score: number
  readonly rank: number
}
