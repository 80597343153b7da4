import type { ScorePart } from './family.ts'
import { worthTelling } from './merge-parts.ts'
import { type RecommendationLists, reasonKinds } from './recommendation-lists.ts'

const kindCode = new Map<ScorePart['kind'], number>(reasonKinds.map((kind, code) => [kind, code]))

const aboutOf = (part: ScorePart): number => {
  switch (part.kind) {
    case 'ITEM':
    case 'NEXT':
    case 'ALIKE':
      return part.item
    case 'CATEGORY':
      return part.category
    case 'FEATURE':
      return part.feature
    case 'USERS':
      return part.count
    default:
      return -1
  }
}

const factOf = (part: ScorePart): number => {
  switch (part.kind) {
    case 'ITEM':
      return part.lift
    case 'ALIKE':
      return part.like
    case 'CATEGORY':
      return part.share
    case 'AGAIN':
      return part.everyDays
    case 'POPULAR':
      return part.windowDays
    case 'NEW':
      return part.ageDays
    default:
      return Number.NaN
  }
}

/** Collects lists user by user. */
export const createListWriter = (firstUser: number, mostReasons: number) => {
  const pointers: number[] = [0]
  const items: number[] = []
  const scores: number[] = []
  const reasonPointers: number[] = [0]
  const [kind, weight, about, value, since]: number[][] = [[], [], [], [], []]

  /** The largest parts are told, and weighed among each other. */
  const addItem = (item: number, score: number, parts: readonly ScorePart[]): void => {
    items.push(item)
    scores.push(score)
    const told = worthTelling(parts, mostReasons)
    const sum = told.reduce((sum, part) => sum + part.value, 0)
    for (const part of told) {
      kind.push(kindCode.get(part.kind)!)
      weight.push(part.value / sum)
      about.push(aboutOf(part))
      value.push(factOf(part))
      since.push(part.kind === 'AGAIN' ? part.sinceDays : Number.NaN)
    }
    reasonPointers.push(kind.length)
  }
  const endUser = (): void => {
    pointers.push(items.length)
  }
  const finish = (): RecommendationLists => ({
    firstUser,
    users: pointers.length - 1,
    pointers: Int32Array.from(pointers),
    items: Int32Array.from(items),
    scores: Float64Array.from(scores),
    reasonPointers: Int32Array.from(reasonPointers),
    reasonKind: Uint8Array.from(kind),
    reasonWeight: Float64Array.from(weight),
    reasonAbout: Int32Array.from(about),
    reasonValue: Float64Array.from(value),
    reasonSince: Float64Array.from(since),
  })
  return { addItem, endUser, finish }
}
