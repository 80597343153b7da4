/** The kinds of reasons, by their code in the flat lists. */
export const reasonKinds = ['BOUGHT_TOGETHER', 'LIKES_CATEGORY', 'TRENDING'] as const

/**
 * Lists of many users in flat arrays, ready to be copied into a table. List u is `items[pointers[u] .. pointers[u + 1]]`, best first;
 * the reasons of entry e are `reasonPointers[e] .. reasonPointers[e + 1]`, the weightiest first.
 */
export interface RecommendationLists {
  /** The user of list 0. */
  readonly firstUser: number
  readonly users: number
  readonly pointers: Int32Array
  readonly items: Int32Array
  readonly scores: Float64Array
  readonly reasonPointers: Int32Array
  /** Index into `reasonKinds`. */
  readonly reasonKind: Uint8Array
  /** Term over score: 0..1; those of one entry add up to 1. */
  readonly reasonWeight: Float64Array
  /** BOUGHT_TOGETHER: the item of the user's history. LIKES_CATEGORY: the category. TRENDING: -1. */
  readonly reasonAbout: Int32Array
  /** BOUGHT_TOGETHER: lift. LIKES_CATEGORY: share of the user's history, 0..1. TRENDING: windowDays. */
  readonly reasonValue: Float64Array
}

export type ListedReason =
  | { readonly kind: 'BOUGHT_TOGETHER'; readonly weight: number; readonly item: number; readonly lift: number }
  | { readonly kind: 'LIKES_CATEGORY'; readonly weight: number; readonly category: number; readonly share: number }
  | { readonly kind: 'TRENDING'; readonly weight: number; readonly windowDays: number }

export interface ListedItem {
  readonly item: number
  readonly score: number
  readonly reasons: readonly ListedReason[]
}

const reasonAt = (lists: RecommendationLists, at: number): ListedReason => {
  const [weight, about, value] = [lists.reasonWeight[at], lists.reasonAbout[at], lists.reasonValue[at]]
  const kind = reasonKinds[lists.reasonKind[at]]
  if (kind === 'BOUGHT_TOGETHER') return { kind, weight, item: about, lift: value }
  if (kind === 'LIKES_CATEGORY') return { kind, weight, category: about, share: value }
  return { kind, weight, windowDays: value }
}

/** The list of one user (a dense index), best first, as objects. */
export const recommendationsOf = (lists: RecommendationLists, user: number): readonly ListedItem[] => {
  const row = user - lists.firstUser
  if (!(row >= 0 && row < lists.users)) throw new RangeError(`user ${user} is not in these lists`)
  const entries = Array.from(
    { length: lists.pointers[row + 1] - lists.pointers[row] },
    (_, rank) => lists.pointers[row] + rank,
  )
  return entries.map((entry) => {
    const [from, to] = [lists.reasonPointers[entry], lists.reasonPointers[entry + 1]]
    return {
      item: lists.items[entry],
      score: lists.scores[entry],
      reasons: Array.from({ length: to - from }, (_, at) => reasonAt(lists, from + at)),
    }
  })
}
