import type { TraitValue } from '../domain/user.ts'
import { CodedError } from '../errors.ts'
import { suggestion } from '../intake/nearest-name.ts'
import type { LiveProduct } from '../store/live-products.ts'
import { categoryHint, findCategories } from './find-categories.ts'
import type { LiveShelf } from './live-shelf.ts'
import type { AttributeCondition, Evidence, Shelf, ShelfFilter } from './question.ts'
import { unknownValueHints } from './unknown-values.ts'

/** One condition: what the answer calls it, and whether a product meets it. */
interface Condition {
  readonly name: string
  readonly passes: (product: LiveProduct) => boolean
}

/** Part of the price that stays, 0..1: as the attribute `margin` says, else from the attribute `cost`; null when unknown. */
export const marginOf = ({ attributes, price }: Pick<LiveProduct, 'attributes' | 'price'>): number | null => {
  const { margin, cost } = attributes
  if (typeof margin === 'number') return margin
  return typeof cost === 'number' && price !== null && price > 0 ? (price - cost) / price : null
}

/** As imported: a column of numbers, truths or texts. What was never said equals nothing but null. */
const meets = (condition: AttributeCondition, value: TraitValue | undefined): boolean => {
  const said = value ?? null
  if (condition.equals !== undefined) return said === condition.equals
  if (condition.in !== undefined) return condition.in.includes(said)
  return (said !== null) === condition.exists
}

const mostNamed = 10

/** The name that was perhaps meant, else some of those there are. */
const hint = (name: string, known: readonly string[]): string => {
  const some = [...known].sort().slice(0, mostNamed)
  const all = some.map((name) => `"${name}"`).join(', ')
  const others = known.length > some.length ? ` and ${known.length - some.length} more` : ''
  return suggestion(name, known) || (some.length === 0 ? '' : ` There are ${all}${others}.`)
}

/** A brand is an attribute that has a filter of its own. */
const brandsOf = ({ brandIn }: ShelfFilter): readonly AttributeCondition[] =>
  brandIn === undefined ? [] : [{ name: 'brand', in: brandIn }]

/** @param called what the answer calls it @throws CodedError ATTRIBUTE_UNKNOWN that names the nearest */
const attributeCondition = (
  condition: AttributeCondition,
  { attributeNames }: LiveShelf,
  called = `attributes.${condition.name}`,
): Condition => {
  const { name } = condition
  if (!attributeNames.has(name)) {
    throw new CodedError(
      'ATTRIBUTE_UNKNOWN',
      `No product has an attribute "${name}".${hint(name, [...attributeNames])}`,
    )
  }
  return { name: called, passes: ({ attributes }) => meets(condition, attributes[name]) }
}

/** What no product is of lets nothing pass; the shelf says what there is. */
const categoryCondition = (wanted: readonly string[], { categories }: LiveShelf): Condition => {
  const { within } = findCategories(wanted, categories)
  return { name: 'categoryIn', passes: ({ category }) => category !== null && within.has(category) }
}

/** What the caller should know of what a filter names and nothing is; null where all mean something. */
const hintsOf = (filter: ShelfFilter, shelf: LiveShelf): Pick<Shelf, 'hint' | 'unknownCategories'> => {
  const { categories } = shelf
  const { unknown } = findCategories(filter.categoryIn ?? [], categories)
  const hints = [
    ...unknown.map((name) => categoryHint(name, categories)),
    ...unknownValueHints([...brandsOf(filter), ...(filter.attributes ?? [])], shelf),
  ]
  return { hint: hints.length === 0 ? null : hints.join(' '), unknownCategories: unknown }
}

/** In the order in which they are counted: a list of the caller's own, of which all else is counted; what a product is; what is not wanted; what the person has done. */
const conditionsOf = (filter: ShelfFilter, evidence: Evidence, shelf: LiveShelf): readonly Condition[] => {
  const { categoryIn, priceGte, priceLte, inStock, marginGte, attributes = [], productIn, productNotIn } = filter
  const [named, unnamed] = [new Set(productIn), new Set(productNotIn)]
  const [purchased, seen] = [new Set(evidence.purchased), new Set(evidence.seen)]
  return [
    ...when(
      productIn,
      'productIn',
      () =>
        ({ id }) =>
          named.has(id),
    ),
    ...(categoryIn === undefined ? [] : [categoryCondition(categoryIn, shelf)]),
    ...when(
      priceGte,
      'priceGte',
      (least) =>
        ({ price }) =>
          price !== null && price >= least,
    ),
    ...when(
      priceLte,
      'priceLte',
      (most) =>
        ({ price }) =>
          price !== null && price <= most,
    ),
    ...when(inStock, 'inStock', (is) => (product) => product.inStock === is),
    ...when(marginGte, 'marginGte', (least) => (product) => (marginOf(product) ?? -Infinity) >= least),
    ...brandsOf(filter).map((condition) => attributeCondition(condition, shelf, 'brandIn')),
    ...attributes.map((condition) => attributeCondition(condition, shelf)),
    ...when(
      productNotIn,
      'productNotIn',
      () =>
        ({ id }) =>
          !unnamed.has(id),
    ),
    ...when(
      filter.excludePurchased || undefined,
      'excludePurchased',
      () =>
        ({ id }) =>
          !purchased.has(id),
    ),
    ...when(
      filter.excludeSeen || undefined,
      'excludeSeen',
      () =>
        ({ id }) =>
          !seen.has(id) || (!filter.excludePurchased && purchased.has(id)),
    ),
  ]
}

const when = <Value>(
  value: Value | undefined,
  name: string,
  passesFor: (value: Value) => Condition['passes'],
): readonly Condition[] => (value === undefined ? [] : [{ name, passes: passesFor(value) }])

/** What is on the shelf: per item 1 or 0, and how it came to that. */
export interface FilteredShelf {
  readonly allowed: Uint8Array
  readonly shelf: Shelf
}

/** One more filter on what is left: takes from `allowed`, which is nobody else's yet. */
const narrow = (allowed: Uint8Array, shelf: Shelf, name: string, passes: (item: number) => boolean): Shelf => {
  let count = 0
  for (let item = 0; item < allowed.length; item++) {
    if (allowed[item] === 0 || passes(item)) continue
    allowed[item] = 0
    count++
  }
  if (count === 0) return shelf
  const left = shelf.left - count
  const removedBy = [...shelf.removedBy, { filter: name, count }]
  return { ...shelf, left, removedBy, emptiedBy: left === 0 ? name : shelf.emptiedBy }
}

/**
 * The products that meet every condition, out of the whole catalogue.
 * @param everything also what is billed but no merchandise
 * @param without an item that is no candidate
 * @throws CodedError ATTRIBUTE_UNKNOWN
 */
export const filterShelf = (
  live: LiveShelf,
  filter: ShelfFilter,
  evidence: Evidence,
  { everything = false, without }: { readonly everything?: boolean; readonly without?: number } = {},
): FilteredShelf => {
  const { products } = live
  const allowed = Uint8Array.from(products, (product) => (product?.recommendable || (product && everything) ? 1 : 0))
  if (without !== undefined) allowed[without] = 0
  let candidates = 0
  for (const is of allowed) candidates += is
  const conditions = conditionsOf(filter, evidence, live)
  const whole: Shelf = { candidates, left: candidates, removedBy: [], emptiedBy: null, ...hintsOf(filter, live) }
  const shelf = conditions.reduce(
    (shelf, { name, passes }) => narrow(allowed, shelf, name, (item) => passes(products[item] as LiveProduct)),
    whole,
  )
  return { allowed, shelf }
}

/** Of what is left, only what something speaks for. */
export const withScores = ({ allowed, shelf }: FilteredShelf, scores: ArrayLike<number>): FilteredShelf => {
  const spoken = allowed.slice()
  return { allowed: spoken, shelf: narrow(spoken, shelf, 'score', (item) => scores[item] > 0) }
}
