import { type Histories, purchaseSignal } from './histories.ts'

/** From one part in ten on, who has just bought one of a kind may be shown another. */
const leastRate = 0.1
export const soonDays = 30
/** Purchases less than a day apart are one. */
const shortestInterval = 1
/** As many purchases as the rate of everything counts for. */
const shrinkage = 20

/** Ages of one person's purchases by kind, oldest first. */
const agesByKind = ({ pointers, item, signal, ageDays }: Histories, kindOf: Int32Array, user: number) => {
  const ages = new Map<number, number[]>()
  for (let at = pointers[user]; at < pointers[user + 1]; at++) {
    const kind = kindOf[item[at]]
    if (kind < 0 || signal[at] !== purchaseSignal) continue
    const own = ages.get(kind) ?? []
    if (own.length === 0 || own[own.length - 1] - ageDays[at] >= shortestInterval) own.push(ageDays[at])
    ages.set(kind, own)
  }
  return ages
}

/** Per kind the occasions on which it was bought, of those that are over, and after how many more of it was bought soon. */
const countOccasions = (histories: Histories, kindOf: Int32Array, kinds: number) => {
  const [occasions, again] = [new Float64Array(kinds), new Float64Array(kinds)]
  for (let user = 0; user < histories.users; user++) {
    for (const [kind, ages] of agesByKind(histories, kindOf, user)) {
      ages.forEach((age, at) => {
        if (age < soonDays) return
        occasions[kind]++
        if (age - (ages[at + 1] ?? -Infinity) <= soonDays) again[kind]++
      })
    }
  }
  return { occasions, again }
}

const sum = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0)

/**
 * Per item 1 where more of its kind is bought soon, because it is used up (coffee) or collected (mugs of a series): where after a purchase of the kind the same person bought one of that kind, that or
 * another, within 30 days on a later day in at least a tenth of the cases,
 *
 *   (again + 20 a) / (occasions + 20) >= 0.1        a: that part of all occasions
 *
 * 0 for the others, which nobody needs two of, and for items without a kind.
 * @param kindOf per item its kind, -1 without
 */
export const soonAgain = (histories: Histories, kindOf: Int32Array): Uint8Array => {
  const kinds = kindOf.reduce((most, kind) => Math.max(most, kind + 1), 0)
  const { occasions, again } = countOccasions(histories, kindOf, kinds)
  const usual = sum(again) / Math.max(1, sum(occasions))
  const isSoon = occasions.map((count, kind) =>
    (again[kind] + shrinkage * usual) / (count + shrinkage) >= leastRate ? 1 : 0,
  )
  return Uint8Array.from(kindOf, (kind) => (kind < 0 ? 0 : isSoon[kind]))
}
