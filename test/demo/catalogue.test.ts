import { describe, expect, test } from 'vitest'
import { categories, companionShelves, shelves, titleCase } from '../../src/demo/catalogue.ts'
import { createDemoShop } from '../../src/demo/shop.ts'
import { until } from './log.ts'

const products = createDemoShop({ seed: 1, users: 0, until }).products()

describe('the catalogue', () => {
  test('has about ten categories, all with a second level, and some hundreds of products', () => {
    expect(categories.length).toBeGreaterThanOrEqual(10)
    expect(products.length).toBeGreaterThanOrEqual(400)
    expect(products.length).toBeLessThanOrEqual(600)
    for (const product of products) expect(product.category).toMatch(/^[^>]+ > [^>]+$/)
  })

  test('has no name twice, in either language', () => {
    expect(new Set(products.map((product) => product.productId)).size).toBe(products.length)
    expect(new Set(products.map((product) => product.name)).size).toBe(products.length)
    expect(new Set(products.map((product) => product.names.zh)).size).toBe(products.length)
  })

  test('has Chinese names in Chinese characters alone', () => {
    for (const product of products) expect(product.names.zh).toMatch(/^\p{Script=Han}+$/u)
  })

  test('prices everything, knows brand, colour, material and margin, and has sold out of a few', () => {
    for (const { price, currency, attributes } of products) {
      expect(price).toBeGreaterThan(0)
      expect(currency).toBe('EUR')
      expect(Object.keys(attributes)).toEqual(expect.arrayContaining(['brand', 'colour', 'material', 'margin']))
    }
    const soldOut = products.filter((product) => !product.inStock).length
    expect(soldOut).toBeGreaterThan(5)
    expect(soldOut).toBeLessThan(products.length / 8)
  })

  test('has things for Christmas, Mid-Autumn, Spring Festival and summer', () => {
    const seasons = new Set(products.map((product) => product.attributes.season))
    for (const season of ['christmas', 'mid-autumn', 'spring-festival', 'summer']) expect(seasons).toContain(season)
  })

  test('names only shelves that exist as companions', () => {
    const names = shelves.map((shelf) => shelf.shelf)
    expect(new Set(names).size).toBe(names.length)
    for (const [from, to] of Object.entries(companionShelves)) expect(names).toEqual(expect.arrayContaining([from, to]))
  })

  test('has no English word in Chinese reviews and searches', () => {
    for (const { praise, grumble, searches } of shelves)
      for (const words of [...praise.zh, ...grumble.zh, ...searches.zh]) expect(words).not.toMatch(/[a-z]/i)
  })

  test('writes titles as a shop does', () => {
    expect(titleCase('hot-water bottle')).toBe('Hot-Water Bottle')
    expect(titleCase('crêpe pan for the stove')).toBe('Crêpe Pan for the Stove')
  })
})
