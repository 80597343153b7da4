import type { ScorePart } from './family.ts'

/** The kinds of reasons, by their code in the flat lists: those of the parts of a score. */
export const reasonKinds = [
  'ITEM',
  'NEXT',
  'USERS',
  'CATEGORY',
  'FEATURE',
  'AGAIN',
  'POPULAR',
  'NEW',
  'ALIKE',
] as const satisfies readonly ScorePart['kind'][]

/**
 * Lists of many users in flat arrays, ready to be copied into a table. List u is `items[pointers[u] .. pointers[u + 1]]`, in the order to show;
 * the reasons of entry e are `reasonPointers[e] .. reasonPointers[e + 1]`, the weightiest first.
 */
export interface RecommendationLists {
  /** The user of list 0. */
  readonly firstUser: number
  readonly users: number
  readonly pointers: Int32Array
  readonly items: Int32Array
  /** Of the blend, before anything was done for diversity. */
  readonly scores: Float64Array
  readonly reasonPointers: Int32Array
  /** Index into `reasonKinds`. */
  readonly reasonKind: Uint8Array
  /** 0..1; those of one entry add up to 1. */
  readonly reasonWeight: Float64Array
  /** ITEM, NEXT, ALIKE: the item of the history. CATEGORY: the category. FEATURE: the feature. USERS: how many. Else -1. */
  readonly reasonAbout: Int32Array
  /** ITEM: lift. CATEGORY: share. AGAIN: everyDays. POPULAR: windowDays. NEW: ageDays. ALIKE: the item that it is like. Else NaN. */
  readonly reasonValue: Float64Array
  /** AGAIN: sinceDays. Else NaN. */
  readonly reasonSince: Float64Array
}

/** A part of a score as it is told: with its weight among those told instead of its value. */
export type ListedReason = ScorePart extends infer Part
  ? Part extends ScorePart
    ? Omit<Part, 'value'> & { readonly weight: number }
    : never
  : never

export interface ListedItem {
  readonly item: number
  readonly score: number
  readonly reasons: readonly ListedReason[]
}

export const reasonAt = (lists: RecommendationLists, at: number): ListedReason => {
  const [weight, about, value] = [lists.reasonWeight[at], lists.reasonAbout[at], lists.reasonValue[at]]
  const kind = reasonKinds[lists.reasonKind[at]]
  switch (kind) {
    case 'ITEM':
      return { kind, weight, item: about, lift: value }
    case 'NEXT':
      return { kind, weight, item: about }
    case 'ALIKE':
      return { kind, weight, item: about, like: value }
    case 'USERS':
      return { kind, weight, count: about }
    case 'CATEGORY':
      return { kind, weight, category: about, share: value }
    case 'FEATURE':
      return { kind, weight, feature: about }
    case 'AGAIN':
      return { kind, weight, everyDays: value, sinceDays: lists.reasonSince[at] }
    case 'POPULAR':
      return { kind, weight, windowDays: value }
    case 'NEW':
      return { kind, weight, ageDays: value }
  }
}

const range = (from: number, to: number): readonly number[] => Array.from({ length: to - from }, (_, at) => from + at)

/** The list of one user (a row of the histories), in the order to show, as objects. @throws RangeError for a user who is not in the lists */
export const recommendationsOf = (lists: RecommendationLists, user: number): readonly ListedItem[] => {
  const row = user - lists.firstUser
  if (!(row >= 0 && row < lists.users)) throw new RangeError(`user ${user} is not in these lists`)
  return range(lists.pointers[row], lists.pointers[row + 1]).map((entry) => ({
    item: lists.items[entry],
    score: lists.scores[entry],
    reasons: range(lists.reasonPointers[entry], lists.reasonPointers[entry + 1]).map((at) => reasonAt(lists, at)),
  }))
}
