import { describe, expect, it } from 'vitest'

import { productKinds } from '../../src/features/product-kinds.ts'

/** Groups of names that were given the same kind; what has none stands alone. */
const groupsOf = (shelves: Readonly<Record<string, readonly string[]>>): readonly (readonly string[])[] => {
  const products = Object.entries(shelves).flatMap(([category, names]) => names.map((name) => ({ name, category })))
  const kinds = productKinds(products)
  const groups = Map.groupBy(products.keys(), (item) => (kinds[item] < 0 ? `none ${item}` : `${kinds[item]}`))
  return [...groups.values()].map((members) => members.map((item) => products[item].name))
}

describe('kinds of products', () => {
  it('are things, and not the patterns on them, wherever in the name the pattern stands', () => {
    const bedroom = [
      'CHOCOLATE HOT WATER BOTTLE',
      'WHITE SKULL HOT WATER BOTTLE',
      'HOT WATER BOTTLE KEEP CALM',
      'HAND WARMER OWL DESIGN',
      'HAND WARMER UNION JACK',
      'HAND WARMER RED RETROSPOT',
    ]
    const kitchen = ['MILK PAN RED RETROSPOT', 'MILK PAN UNION JACK', 'MILK PAN OWL DESIGN', 'TEA TOWEL KEEP CALM']
    const groups = groupsOf({ bedroom, kitchen, bags: ['PEG BAG RED RETROSPOT', 'SHOPPER KEEP CALM'] })
    expect(groups).toEqual([
      bedroom.slice(0, 3),
      bedroom.slice(3),
      kitchen.slice(0, 3),
      ['TEA TOWEL KEEP CALM'],
      ['PEG BAG RED RETROSPOT'],
      ['SHOPPER KEEP CALM'],
    ])
  })

  it('are named last where a series on one shelf is named first', () => {
    const coffee = [
      'Slow Sunday Hand Grinder',
      'First Train Hand Grinder',
      'Slow Sunday Travel Mug',
      'First Train Travel Mug',
    ]
    const hats = ['Highland Mittens', 'First Snow Mittens', 'First Snow Beret', 'Highland Beret']
    expect(groupsOf({ coffee, hats })).toEqual([
      [coffee[0], coffee[1]],
      [coffee[2], coffee[3]],
      [hats[0], hats[1]],
      [hats[2], hats[3]],
    ])
  })

  it('are read from Chinese names too, and are the same for one and for many of a thing', () => {
    expect(groupsOf({ 厨房: ['慢享手冲滤杯', '早班手冲滤杯', '早班咖啡'] })).toEqual([
      ['慢享手冲滤杯', '早班手冲滤杯'],
      ['早班咖啡'],
    ])
    expect(groupsOf({ toys: ['Red Building Block', 'Blue Building Blocks', 'Kite'] })).toHaveLength(2)
  })

  it('are no kinds where all that stands on a shelf bears the same word', () => {
    expect(groupsOf({ shirts: ['Red Shirt', 'Blue Shirt', 'Green Shirt'], hats: ['Red Hat'] })).toHaveLength(4)
  })

  it('are unknown where the name tells nothing', () => {
    expect([
      ...productKinds([
        { name: null, category: null },
        { name: 'Lamp', category: 'home' },
      ]),
    ]).toEqual([-1, -1])
  })
})
