import type { TraitValue } from '../domain/user.ts'
import { nearestName } from '../intake/nearest-name.ts'
import type { LiveShelf } from './live-shelf.ts'
import type { AttributeCondition } from './question.ts'

const askedBy = ({ equals, in: among }: AttributeCondition): readonly TraitValue[] =>
  equals !== undefined ? [equals] : (among ?? [])

/** Distinct values of an attribute. */
const valuesOf = ({ products }: LiveShelf, name: string): ReadonlySet<TraitValue> => {
  const values = new Set<TraitValue>()
  for (const product of products) {
    const value = product?.attributes[name]
    if (value !== undefined) values.add(value)
  }
  return values
}

const mostNamed = 5

const sentence = (name: string, value: TraitValue, known: ReadonlySet<TraitValue>): string => {
  const told = `No product has the ${name} ${JSON.stringify(value)}.`
  const sameButKind = [...known].find((one) => String(one) === String(value))
  if (sameButKind !== undefined)
    return `${told} There is ${JSON.stringify(sameButKind)}, a ${typeof sameButKind} and no ${typeof value}.`
  const texts = [...known].filter((one) => typeof one === 'string').sort()
  const near = typeof value === 'string' ? nearestName(value, texts) : null
  if (near !== null) return `${told} Did you mean ${JSON.stringify(near)}?`
  const some = [...known]
    .slice(0, mostNamed)
    .map((one) => JSON.stringify(one))
    .join(', ')
  return `${told} There are ${some}${known.size > mostNamed ? ` and ${known.size - mostNamed} more` : ''}.`
}

/** A sentence for each value that no product has, with the nearest that there is. Attributes that no product has are not asked about. Time: all products for each condition with values. */
export const unknownValueHints = (conditions: readonly AttributeCondition[], shelf: LiveShelf): readonly string[] =>
  conditions.flatMap((condition) => {
    const asked = askedBy(condition).filter((value) => value !== null)
    if (asked.length === 0) return []
    const known = valuesOf(shelf, condition.name)
    return asked.filter((value) => !known.has(value)).map((value) => sentence(condition.name, value, known))
  })
