import { describe, expect, it } from 'vitest'

import { type CatalogueProduct, catalogueFeatures } from '../../src/features/catalogue-features.ts'
import { wordsOf } from '../../src/features/words.ts'

const asOf = new Date('2024-12-31T00:00:00Z')
const daysBefore = (days: number): Date => new Date(asOf.getTime() - days * 86_400_000)

const product = (fields: Partial<CatalogueProduct>): CatalogueProduct => ({
  id: 1,
  name: null,
  names: {},
  category: null,
  price: null,
  attributes: {},
  recommendable: true,
  createdAt: daysBefore(100),
  ...fields,
})

const read = (products: readonly CatalogueProduct[], oldestDays: readonly number[] = products.map(() => Number.NaN)) =>
  catalogueFeatures(products, { asOf, oldestDays })

describe('catalogueFeatures', () => {
  it('tells category levels, attributes and words of names in all languages', () => {
    const { catalogue, categories } = read([
      product({
        name: 'Red Tea-Pot 2',
        names: { zh: '红色茶壶' },
        category: 'kitchen > tea',
        attributes: { colour: 'red', handmade: true, supplier: null },
      }),
    ])
    expect(categories).toEqual(['kitchen > tea'])
    expect(catalogue.featureNames.map(({ kind, name, value }) => `${kind} ${name} ${value}`)).toEqual([
      'CATEGORY  kitchen',
      'CATEGORY  kitchen > tea',
      'ATTRIBUTE colour red',
      'ATTRIBUTE handmade true',
      'WORD  red',
      'WORD  tea',
      'WORD  pot',
      'WORD  红色',
      'WORD  色茶',
      'WORD  茶壶',
    ])
    expect(catalogue.price[0]).toBeNaN()
    expect(catalogue.categoryOf[0]).toBe(0)
  })

  it('takes no translation for a feature of its own', () => {
    const attributes = { colour: 'red', colour_zh: '红色', category_de: 'Tee', size_xl: true }
    const { featureNames } = read([product({ attributes })]).catalogue
    expect(featureNames.filter(({ kind }) => kind === 'ATTRIBUTE').map(({ name }) => name)).toEqual([
      'colour',
      'size_xl',
    ])
  })

  it('gives a feature one column, however many products have it, and says it once of each', () => {
    const { features, featureNames } = read([
      product({ name: 'tea tea cup' }),
      product({ name: 'cup of tea' }),
    ]).catalogue
    expect(featureNames.map(({ value }) => value)).toEqual(['tea', 'cup', 'of'])
    expect([...features.pointers]).toEqual([0, 2, 5])
    expect([...features.indices]).toEqual([0, 1, 0, 1, 2])
  })

  it('says nothing of products of which nothing is known', () => {
    const { catalogue, categories } = read([product({ recommendable: false })])
    expect(categories).toEqual([])
    expect(catalogue).toMatchObject({ categoryOf: Int32Array.of(-1), recommendable: Uint8Array.of(0) })
    expect(catalogue.features).toMatchObject({ users: 1, items: 0, indices: new Int32Array(0) })
    expect(read([]).catalogue.items).toBe(0)
  })

  it('counts ages from when the shop first knew a product', () => {
    const products = [
      product({ createdAt: daysBefore(100) }),
      product({ createdAt: daysBefore(100) }),
      product({ createdAt: daysBefore(7) }),
      product({ createdAt: daysBefore(7) }),
      product({ createdAt: daysBefore(-3) }),
    ]
    const { ageDays } = read(products, [Number.NaN, 20, Number.NaN, 400, Number.NaN]).catalogue
    expect([...ageDays]).toEqual([400, 20, 7, 400, 0])
  })

  it('takes nothing of an import of old data for new', () => {
    const products = [product({ createdAt: daysBefore(-900) }), product({ createdAt: daysBefore(-900) })]
    expect([...read(products, [Number.NaN, 300]).catalogue.ageDays]).toEqual([300, 300])
  })

  it('takes for new what came after readers first saw recommendations, however soon that was', () => {
    const products = [product({ createdAt: daysBefore(-900) }), product({ createdAt: daysBefore(-900.2) })]
    const oldestDays = [300, Number.NaN]
    const seen = (firstSeenAt: Date | null) =>
      catalogueFeatures(products, { asOf, oldestDays, firstSeenAt }).catalogue.ageDays
    expect([...seen(daysBefore(-900.1))]).toEqual([300, 0])
    expect([...seen(daysBefore(-900.3))]).toEqual([300, 300])
    expect([...seen(null)]).toEqual([300, 300])
  })
})

describe('wordsOf', () => {
  it.each([
    ['SET OF 3 CAKE-TINS', ['set', 'of', 'cake', 'tins']],
    ['陶瓷茶壶 large', ['陶瓷', '瓷茶', '茶壶', 'large']],
    ['茶 T', ['茶']],
    ['Café 中文mix', ['café', '中文', 'mix']],
    ['42 !!', []],
  ])('of %j are %j', (text, words) => {
    expect(wordsOf(text)).toEqual(words)
  })
})
