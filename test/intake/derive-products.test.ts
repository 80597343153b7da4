import { describe, expect, test } from 'vitest'

import { createProductCollector } from '../../src/intake/derive-products.ts'
import { createEventReader } from '../../src/intake/event-row.ts'
import { keywordCategory } from '../../src/intake/keyword-category.ts'
import { giftShopKeywords } from '../../src/intake/presets/gift-shop-keywords.ts'
import { isRowRefusal } from '../../src/intake/refusal.ts'
import { openRows, temporaryFile, testNow } from '../support/intake.ts'

const mapping = {
  columns: { item: 'product_id', day: 'timestamp', price: 'unit_price', who: 'user_id', doc: 'order_id' },
  constants: { type: 'PURCHASE', currency: 'EUR' },
  cleaning: { cancellationPrefix: 'C' },
  products: {
    name: 'title',
    notMerchandise: '^POST$',
    categoryKeywords: [
      ['bag', 'Bags'],
      ['tin ', 'Tins'],
    ],
  },
}

const collect = async (...rows: string[]) => {
  const file = await openRows(
    await temporaryFile('lines.csv', `item,title,day,price,who,doc\n${rows.join('\n')}\n`),
    'events',
    mapping,
  )
  const read = createEventReader(file.mapping, { now: testNow, timeZone: 'UTC' })
  const collector = createProductCollector(file.mapping.products!)
  for await (const batch of file.batches) {
    for (const row of batch) {
      if (isRowRefusal(row)) continue
      const event = read(row)
      if (!isRowRefusal(event)) collector.add(row, event)
    }
  }
  return collector.products()
}

describe('products told from events', () => {
  test('have the name that most rows give and the price of the latest', async () => {
    const products = await collect(
      'p,Red Bag,2011-01-03,3,u,1',
      'p,damaged,2011-01-01,9,u,2',
      'p,,2011-01-02,8,u,3',
      'p,Red Bag,2011-01-01,7,u,4',
    )
    expect(products).toMatchObject([
      { productId: 'p', name: 'Red Bag', price: 3, currency: 'EUR', category: 'Bags', recommendable: true },
    ])
  })

  test('are not recommended when they are no merchandise', async () => {
    expect(await collect('POST,Postage bag,2011-01-03,3,u,1')).toMatchObject([{ recommendable: false, category: null }])
  })

  test('are not told from returns or refused rows', async () => {
    expect(await collect('p,Bag,2011-01-03,3,u,C1', 'q,Bag,2011-02-30,3,u,1')).toEqual([])
  })
})

describe('a category by keyword', () => {
  const categoryOf = keywordCategory([
    ['TEA SET', 'Kitchen'],
    ['tin ', 'Tins'],
    ['BAG', 'Bags'],
  ])
  test.each([
    ['JUMBO BAGS', 'Bags'],
    ['retrospot tea-set in bag', 'Kitchen'],
    ['CAKE TIN', 'Tins'],
    ['TINSEL', null],
    ['HANDBAG', null],
    ['', null],
  ])('of %j is %j', (name, category) => {
    expect(categoryOf(name)).toBe(category)
  })
})

describe('a category of the gift shop', () => {
  const categoryOf = keywordCategory(giftShopKeywords)
  test.each([
    ['SET 2 TEA TOWELS I LOVE LONDON', 'Kitchen & Baking'],
    ['BATH TOWEL', 'Bedroom & Bathroom'],
    ['TRADITIONAL WOODEN CATCH CUP GAME', 'Toys & Games'],
    ['BLUE POLKADOT CUP', 'Kitchen & Baking'],
    ['ICE CREAM PEN LIP GLOSS', 'Bedroom & Bathroom'],
    ['VINTAGE SNAP CARDS', 'Toys & Games'],
    ['REGENCY CAKESTAND 3 TIER', 'Kitchen & Baking'],
    ['WHITE HANGING HEART T-LIGHT HOLDER', 'Lights & Candles'],
  ])('of %j is %j', (name, category) => {
    expect(categoryOf(name)).toBe(category)
  })
})
