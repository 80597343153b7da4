import type { ScorePart } from './family.ts'

const kinds = ['AGAIN', 'ALIKE', 'CATEGORY', 'FEATURE', 'ITEM', 'NEW', 'NEXT', 'POPULAR', 'USERS'] as const
const largestSubject = 2 ** 32
const kindCode = Object.fromEntries(kinds.map((kind, code) => [kind, code * largestSubject])) as Record<
  ScorePart['kind'],
  number
>

/** What a part is about: two parts with the same key are one reason. A number, for there are a hundred parts an entry of a list. */
export const subjectOf = (part: ScorePart): number => {
  const kind = kindCode[part.kind]
  switch (part.kind) {
    case 'ITEM':
    case 'NEXT':
      return kind + part.item
    case 'ALIKE':
      return kind + part.item + 1
    case 'CATEGORY':
      return kind + part.category
    case 'FEATURE':
      return kind + part.feature
    case 'POPULAR':
      return kind + Math.min(part.windowDays, largestSubject - 1)
    default:
      return kind
  }
}

/** The larger part tells the facts; a lift that only the smaller one knows is kept. */
const join = (one: ScorePart, other: ScorePart): ScorePart => {
  const [large, small] = one.value >= other.value ? [one, other] : [other, one]
  const joined = { ...large, value: one.value + other.value }
  if (joined.kind !== 'ITEM' || small.kind !== 'ITEM' || !Number.isNaN(joined.lift)) return joined
  return { ...joined, lift: small.lift }
}

/** Parts about the same thing added up, the largest first (ties by what they are about), only those above 0. */
export const mergeParts = (parts: readonly ScorePart[]): readonly ScorePart[] => {
  const bySubject = new Map<number, ScorePart>()
  for (const part of parts) {
    if (!(part.value > 0)) continue
    const subject = subjectOf(part)
    const known = bySubject.get(subject)
    bySubject.set(subject, known === undefined ? part : join(known, part))
  }
  return [...bySubject].sort(([a, one], [b, other]) => other.value - one.value || a - b).map(([, part]) => part)
}

/** A part this much smaller than the largest explains nothing to anybody. */
const leastShare = 0.02

/** Of parts, the largest first, those worth telling: `most` at most. */
export const worthTelling = (parts: readonly ScorePart[], most: number): readonly ScorePart[] =>
  parts.slice(0, most).filter(({ value }) => value >= leastShare * parts[0].value)
