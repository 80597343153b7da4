import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { CodedError } from '../../src/errors.ts'
import { filterShelf, marginOf } from '../../src/serving/filter-shelf.ts'
import { categoryHint } from '../../src/serving/find-categories.ts'
import { createLiveShelf } from '../../src/serving/live-shelf.ts'
import type { Evidence, ShelfFilter } from '../../src/serving/question.ts'
import type { LiveProduct } from '../../src/store/live-products.ts'

const categories = [null, 'tea', 'tea > green', 'tea > green > sencha', 'teapots', 'Kids > Toys > puzzles', 'toys']

const product = fc.record({
  name: fc.constant('Thing'),
  names: fc.constant({}),
  category: fc.constantFrom(...categories),
  price: fc.option(fc.integer({ min: 0, max: 20 })),
  currency: fc.constant(null),
  inStock: fc.boolean(),
  attributes: fc.record(
    {
      brand: fc.constantFrom('Acme', 'Zenith'),
      size: fc.constantFrom(1, 2, '2', true),
      margin: fc.constantFrom(0.1, 0.5),
      cost: fc.integer({ min: 0, max: 20 }),
    },
    { requiredKeys: [] },
  ),
  recommendable: fc.boolean(),
  createdAt: fc.constant(new Date(0)),
})

const catalogue = fc
  .array(product, { minLength: 1, maxLength: 30 })
  .map((all): LiveProduct[] => all.map((one, at) => ({ ...one, id: at + 1, externalId: `p-${at + 1}` }) as LiveProduct))

const ids = fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { maxLength: 12 })
const condition = fc.oneof(
  fc.record({ name: fc.constantFrom('brand', 'size'), equals: fc.constantFrom('Acme', 2, '2', true) }),
  fc.record({ name: fc.constantFrom('brand', 'size'), in: fc.array(fc.constantFrom('Acme', 'Zenith', 1, 2)) }),
  fc.record({ name: fc.constantFrom('brand', 'size'), exists: fc.boolean() }),
)
const whole = fc.record({
  categoryIn: fc.array(fc.constantFrom('tea', 'GREEN', 'green>sencha', 'teapots', 'toys', 'boats'), {
    minLength: 1,
    maxLength: 2,
  }),
  priceGte: fc.integer({ min: 0, max: 10 }),
  priceLte: fc.integer({ min: 5, max: 20 }),
  inStock: fc.boolean(),
  marginGte: fc.constantFrom(0, 0.3, 0.9),
  brandIn: fc.array(fc.constantFrom('Acme', 'Zenith', 'Nobody')),
  attributes: fc.array(condition, { maxLength: 2 }),
  productIn: ids,
  productNotIn: ids,
})
const names = [
  'categoryIn',
  'priceGte',
  'priceLte',
  'inStock',
  'marginGte',
  'brandIn',
  'attributes',
  'productIn',
  'productNotIn',
] as const
/** Up to three conditions: more leave nothing to compare. */
const filter: fc.Arbitrary<ShelfFilter> = fc
  .tuple(whole, fc.subarray([...names], { maxLength: 3 }), fc.boolean(), fc.boolean())
  .map(([all, kept, excludePurchased, excludeSeen]) => ({
    ...Object.fromEntries(kept.map((name) => [name, all[name]])),
    excludePurchased,
    excludeSeen,
  }))
const evidence: fc.Arbitrary<Evidence> = fc.record({
  ...{ productIds: fc.constant([]), times: fc.constant([]), signals: fc.constant([]) },
  purchased: ids,
  seen: ids,
  regrets: fc.constant([]),
  searches: fc.constant([]),
})

/** Between separators, the levels that were asked for follow each other somewhere. */
const bears = (category: string | null, asked: string): boolean =>
  ` > ${category ?? ''} > `.toLowerCase().includes(` > ${asked.split('>').join(' > ')} > `.toLowerCase())

/** Said once more, one product at a time. */
const mayShow = (one: LiveProduct, wanted: ShelfFilter, had: Evidence): boolean => {
  const { brand } = one.attributes
  const within = (path: string) => bears(one.category, path)
  if (!one.recommendable) return false
  if (wanted.categoryIn && !(one.category !== null && wanted.categoryIn.some(within))) return false
  if (wanted.priceGte !== undefined && !(one.price !== null && one.price >= wanted.priceGte)) return false
  if (wanted.priceLte !== undefined && !(one.price !== null && one.price <= wanted.priceLte)) return false
  if (wanted.inStock !== undefined && one.inStock !== wanted.inStock) return false
  if (wanted.marginGte !== undefined) {
    const margin = marginOf(one)
    if (margin === null || margin < wanted.marginGte) return false
  }
  if (wanted.brandIn && !(typeof brand === 'string' && wanted.brandIn.includes(brand))) return false
  for (const attribute of wanted.attributes ?? []) {
    const value = one.attributes[attribute.name]
    if (attribute.equals !== undefined && value !== attribute.equals) return false
    if (attribute.in && !(value !== undefined && attribute.in.includes(value))) return false
    if (attribute.exists !== undefined && (value !== undefined) !== attribute.exists) return false
  }
  if (wanted.productIn && !wanted.productIn.includes(one.id)) return false
  if (wanted.productNotIn?.includes(one.id)) return false
  if (had.purchased.includes(one.id)) return !wanted.excludePurchased
  return !(wanted.excludeSeen && had.seen.includes(one.id))
}

const unknownNames = (products: readonly LiveProduct[], wanted: ShelfFilter): boolean => {
  const names = new Set(products.flatMap(({ attributes }) => Object.keys(attributes)))
  const asked = [...(wanted.brandIn ? ['brand'] : []), ...(wanted.attributes ?? []).map(({ name }) => name)]
  return asked.some((name) => !names.has(name))
}

/** What is asked for by brand and attribute and no product has. */
const unheardValues = (products: readonly LiveProduct[], { brandIn = [], attributes = [] }: ShelfFilter) => {
  const asked = [
    ...brandIn.map((value) => ['brand', value] as const),
    ...attributes.flatMap(({ name, equals, in: among = [] }) =>
      (equals === undefined ? among : [equals]).map((value) => [name, value] as const),
    ),
  ]
  return asked.filter(([name, value]) => value !== null && !products.some((one) => one.attributes[name] === value))
}

describe('filters over the whole catalogue', () => {
  it.each([
    [{ brandIn: ['acme'] }, 'brandIn', 'No product has the brand "acme". Did you mean "Acme"?'],
    [
      { attributes: [{ name: 'size', equals: '2' }] },
      'attributes.size',
      'No product has the size "2". There is 2, a number and no string.',
    ],
    [{ attributes: [{ name: 'size', in: [7] }] }, 'attributes.size', 'No product has the size 7. There are 2.'],
  ] as const)('of %j say what there is instead', (wanted, emptiedBy, hint) => {
    const one = { id: 1, category: 'tea', attributes: { brand: 'Acme', size: 2 }, recommendable: true }
    const shelf = createLiveShelf(Int32Array.of(1), { version: 1, products: [one as unknown as LiveProduct] })
    const nothing = { productIds: [], times: [], signals: [], purchased: [], seen: [], regrets: [], searches: [] }
    const { shelf: told } = filterShelf(shelf, { ...wanted, excludePurchased: true, excludeSeen: true }, nothing)
    expect(told).toMatchObject({ left: 0, emptiedBy, hint })
  })

  it('let pass exactly what a plain reading of them lets pass, and count what each took', () => {
    let passed = 0
    fc.assert(
      fc.property(catalogue, filter, evidence, fc.nat(30), (products, wanted, had, known) => {
        // The model knows the first few; the others came since.
        const shelf = createLiveShelf(
          Int32Array.from(products.slice(0, known), ({ id }) => id),
          { version: 1, products },
        )
        if (unknownNames(products, wanted)) {
          expect(() => filterShelf(shelf, wanted, had)).toThrow(CodedError)
          return
        }
        const { allowed, shelf: told } = filterShelf(shelf, wanted, had)
        const shown = [...shelf.productIds].filter((_, item) => allowed[item] === 1)
        const wantedIds = products.filter((one) => mayShow(one, wanted, had)).map(({ id }) => id)
        expect(shown).toEqual(wantedIds)
        expect(told.candidates).toBe(products.filter(({ recommendable }) => recommendable).length)
        expect(told.left).toBe(wantedIds.length)
        const removed = told.removedBy.reduce((sum, { count }) => sum + count, 0)
        expect(told.candidates - removed).toBe(told.left)
        expect(told.emptiedBy).toBe(told.left === 0 ? (told.removedBy.at(-1)?.filter ?? null) : null)
        const unheard = (wanted.categoryIn ?? []).filter((path) => !products.some((one) => bears(one.category, path)))
        for (const name of unheard) expect(told.hint).toContain(`"${name}"`)
        const strange = unheardValues(products, wanted)
        for (const [name, value] of strange) expect(told.hint).toContain(`the ${name} ${JSON.stringify(value)}.`)
        expect(told.hint === null).toBe(unheard.length + strange.length === 0)
        passed += shown.length
      }),
      { numRuns: 1000 },
    )
    expect(passed).toBeGreaterThan(500)
  })

  it('take a category for itself and everything below it, and for nothing that only begins alike', () => {
    const of = (category: string, id: number) =>
      ({ id, category, attributes: {}, recommendable: true, price: null }) as unknown as LiveProduct
    const products = [of('tea', 1), of('tea > green', 2), of('teapots', 3)]
    const shelf = createLiveShelf(Int32Array.of(1, 2, 3), { version: 1, products })
    const nothing = { productIds: [], times: [], signals: [], purchased: [], seen: [], regrets: [], searches: [] }
    const wanted = { categoryIn: ['tea'], excludePurchased: true, excludeSeen: true }
    expect([...filterShelf(shelf, wanted, nothing).allowed]).toEqual([1, 1, 0])
  })

  it("count of a caller's own list, and blame it for nothing that another filter took", () => {
    const of = (id: number, price: number) =>
      ({ id, category: 'tea', attributes: {}, recommendable: true, price, inStock: true }) as unknown as LiveProduct
    const products = [of(1, 30), of(2, 40), of(3, 5), of(4, 6)]
    const shelf = createLiveShelf(Int32Array.of(1, 2, 3, 4), { version: 1, products })
    const nothing = { productIds: [], times: [], signals: [], purchased: [], seen: [], regrets: [], searches: [] }
    const wanted = { priceLte: 15, productIn: [1, 2], excludePurchased: false, excludeSeen: false }
    const { removedBy, emptiedBy } = filterShelf(shelf, wanted, nothing).shelf
    expect(emptiedBy).toBe('priceLte')
    expect(removedBy).toEqual([
      { filter: 'productIn', count: 2 },
      { filter: 'priceLte', count: 2 },
    ])
  })

  it('name what is near to a category that there is not', () => {
    const paths = ['Home', 'Home > Toys & Games', 'Home > Candles', 'Festive']
    const said = (name: string, known = paths) => categoryHint(name, known)
    expect(said('toys')).toBe('No product is of a category "toys". Did you mean "Home > Toys & Games"?')
    expect(said('candels')).toBe('No product is of a category "candels". Did you mean "Home > Candles"?')
    expect(said('boats')).toBe('No product is of a category "boats". There are "Festive" and "Home".')
    expect(said('boats', [])).toBe('No product is of a category "boats". The shop has no categories.')
  })

  it('leave out what the model knows and the shop no longer has', () => {
    const shelf = createLiveShelf(Int32Array.of(1, 2), {
      version: 1,
      products: [{ id: 2, category: null, attributes: {}, recommendable: true } as unknown as LiveProduct],
    })
    const nothing = { productIds: [], times: [], signals: [], purchased: [], seen: [], regrets: [], searches: [] }
    const { allowed, shelf: told } = filterShelf(shelf, { excludePurchased: true, excludeSeen: true }, nothing)
    expect([...allowed]).toEqual([0, 1])
    expect(told.candidates).toBe(1)
  })

  it('take the margin as it is told, else from cost and price, and never guess it', () => {
    expect(marginOf({ attributes: { margin: 0.4, cost: 1 }, price: 2 })).toBe(0.4)
    expect(marginOf({ attributes: { cost: 5 }, price: 20 })).toBe(0.75)
    expect(marginOf({ attributes: { cost: 5 }, price: null })).toBeNull()
    expect(marginOf({ attributes: { cost: 5 }, price: 0 })).toBeNull()
    expect(marginOf({ attributes: {}, price: 20 })).toBeNull()
  })
})
