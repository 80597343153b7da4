import { describe, expect, test } from 'vitest'

import { createProductReader } from '../../src/intake/product-row.ts'
import { isRowRefusal } from '../../src/intake/refusal.ts'
import { createUserReader } from '../../src/intake/user-row.ts'
import { openRows, temporaryFile, testNow } from '../support/intake.ts'

const readUsers = async (text: string, mapping: string | object = 'canonical') => {
  const file = await openRows(await temporaryFile('users.csv', text), 'users', mapping)
  const read = createUserReader(file.mapping, { now: testNow, timeZone: 'UTC' })
  const results = []
  for await (const batch of file.batches) for (const row of batch) results.push(isRowRefusal(row) ? row : read(row))
  return results
}

const readProducts = async (text: string) => {
  const file = await openRows(await temporaryFile('products.csv', text), 'products')
  const read = createProductReader(file.mapping)
  const results = []
  for await (const batch of file.batches) for (const row of batch) results.push(isRowRefusal(row) ? row : read(row))
  return results
}

describe('rows of users', () => {
  test('give traits of their own type and leave out empty ones', async () => {
    const text = 'user_id,created_at,city,age,vip,phone,empty\nu1,2011-01-02,Köln,42,TRUE,0049,\n'
    expect(await readUsers(text)).toEqual([
      {
        userId: 'u1',
        createdAt: Date.parse('2011-01-02T00:00:00Z'),
        traits: { city: 'Köln', age: 42, vip: true, phone: '0049' },
        consents: {},
      },
    ])
  })

  test('speak of consent only where the cell does', async () => {
    const text = 'user_id,consent_email,Consent_SMS,consent_push,consent_fax\nu1,yes,0,,maybe\n'
    expect(await readUsers(text)).toMatchObject([
      { consents: { EMAIL: true, SMS: false }, traits: { consent_fax: 'maybe' } },
    ])
  })

  test('may be nothing but ids', async () => {
    expect(await readUsers('user_id\nu1\nu2\n')).toMatchObject([{ userId: 'u1' }, { userId: 'u2', createdAt: null }])
  })

  test('are refused with the reason', async () => {
    const text = 'user_id,created_at,consent_email\n,2011-01-02,\nu2,2011-02-30,\nu3,,perhaps\nu4,,\n'
    expect(await readUsers(text)).toMatchObject([
      { line: 2, code: 'FIELD_MISSING', column: 'user_id' },
      { line: 3, code: 'TIMESTAMP_INVALID', column: 'created_at' },
      { line: 4, code: 'FIELD_INVALID', column: 'consent_email' },
      { userId: 'u4' },
    ])
  })

  test('have the constants of a mapping where no column says otherwise', async () => {
    const mapping = {
      columns: { id: 'user_id', tier: 'tier' },
      constants: { created_at: '2011-01-02', tier2: 'b', consent_sms: 'no' },
    }
    expect(await readUsers('id,tier,tier2\nu1,gold,\nu2,,a\n', mapping)).toMatchObject([
      {
        userId: 'u1',
        createdAt: Date.parse('2011-01-02'),
        traits: { tier: 'gold', tier2: 'b' },
        consents: { SMS: false },
      },
      { userId: 'u2', traits: { tier2: 'a' } },
    ])
  })

  test('may leave out several columns', async () => {
    const mapping = { columns: { id: 'user_id', a: '-', b: '-' } }
    expect(await readUsers('id,a,b,c\nu1,1,2,3\n', mapping)).toMatchObject([{ userId: 'u1', traits: { c: 3 } }])
  })

  test('are renamed and left out as a mapping says', async () => {
    const mapping = { columns: { Customer: 'user_id', Ort: 'city', Secret: '-' } }
    expect(await readUsers('Customer,Ort,Secret,Tier\n7,Bonn,x,gold\n', mapping)).toMatchObject([
      { userId: '7', traits: { city: 'Bonn', Tier: 'gold' } },
    ])
  })
})

describe('rows of products', () => {
  test('give names in languages, a path, a price and attributes', async () => {
    const text =
      'product_id,name,name_zh,category,price,currency,in_stock,recommendable,colour\np1,Lamp,灯,home > > lights ,9.5,eur,no,true,red\n'
    expect(await readProducts(text)).toEqual([
      {
        productId: 'p1',
        name: 'Lamp',
        names: { zh: '灯' },
        category: 'home > lights',
        price: 9.5,
        currency: 'EUR',
        inStock: false,
        recommendable: true,
        attributes: { colour: 'red' },
      },
    ])
  })

  test('leave what they do not say as it is', async () => {
    expect(await readProducts('product_id\np1\n')).toMatchObject([
      { name: null, category: null, price: null, inStock: null, recommendable: null },
    ])
  })

  test('are refused with the reason', async () => {
    const text = 'product_id,price,in_stock\np1,-1,\np2,1,soon\n,1,\n'
    expect(await readProducts(text)).toMatchObject([
      { line: 2, code: 'PRICE_INVALID', column: 'price' },
      { line: 3, code: 'FIELD_INVALID', column: 'in_stock' },
      { line: 4, code: 'FIELD_MISSING', column: 'product_id' },
    ])
  })
})
