import { describe, expect, it } from 'vitest'

import { catalogueFeatures } from '../../src/features/catalogue-features.ts'
import { createTextIndex } from '../../src/serving/text-index.ts'

const at = new Date('2026-01-01T00:00:00Z')
const products = [
  { name: 'Cat Teaser', category: 'Pets > Toys', names: { zh: '逗猫棒' } },
  { name: 'Scratching Post', category: 'Pets > Cats', names: { zh: '猫抓柱' } },
  { name: 'Glass Teapot', category: 'Kitchen > Tea', names: { zh: '玻璃茶壶' } },
  { name: 'Filter Roast', category: 'Pantry > Coffee', names: { zh: '滤泡咖啡豆' } },
].map((product, id) => ({ id, price: 1, attributes: {}, recommendable: true, createdAt: at, ...product }))
const { catalogue } = catalogueFeatures(products, { asOf: at, oldestDays: products.map(() => 10) })
const { find } = createTextIndex(catalogue)
const found = (query: string) => [...find(query)].sort((a, b) => b[1] - a[1]).map(([item]) => products[item].name)

describe('a search', () => {
  it.each([
    ['teapots', ['Glass Teapot']],
    ['teap', ['Glass Teapot']],
    ['茶壶', ['Glass Teapot']],
    ['猫', ['Cat Teaser', 'Scratching Post']],
    ['猫咪', ['Cat Teaser', 'Scratching Post']],
    ['猫抓柱', ['Scratching Post']],
    ['狗', []],
    ['xy', []],
  ])('for %s finds %j', (query, names) => {
    expect(found(query)).toEqual(names)
  })

  it('finds what it is called in another language beside its features', () => {
    const told = ['宠物 > 玩具', '宠物 > 猫咪用品', '厨房 > 茶', '食品 > 咖啡']
    const index = createTextIndex(catalogue, (item) => [told[item]])
    const foundIn = (query: string) => [...index.find(query).keys()].sort()
    expect(foundIn('玩具')).toEqual([0])
    expect(foundIn('宠物')).toEqual([0, 1])
    expect(foundIn('茶壶')).toEqual([2])
    expect(foundIn('cats')).toEqual([0, 1])
    expect(foundIn('狗')).toEqual([])
  })

  it('puts what has all its words before what has some', () => {
    expect(found('glass tea')[0]).toBe('Glass Teapot')
    expect(found('cat toys')[0]).toBe('Cat Teaser')
    expect(find('cat toys').get(0)).toBe(1)
  })
})
