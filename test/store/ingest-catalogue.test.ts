import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

import type { IncomingProduct } from '../../src/domain/product.ts'
import type { IncomingUser } from '../../src/domain/user.ts'
import { ingestProducts } from '../../src/store/ingest-products.ts'
import { ingestUsers } from '../../src/store/ingest-users.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'

const now = new Date('2026-05-01T00:00:00Z')

const productOf = (fields: Partial<IncomingProduct>): IncomingProduct => ({
  productId: 'tea',
  name: null,
  names: {},
  category: null,
  price: null,
  currency: null,
  inStock: null,
  attributes: {},
  recommendable: null,
  ...fields,
})

const userOf = (fields: Partial<IncomingUser>): IncomingUser => ({
  userId: 'ada',
  createdAt: null,
  traits: {},
  consents: {},
  ...fields,
})

describe('the catalogue and the users of a file', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await openTestDatabase()
  })
  afterAll(() => database.drop())
  beforeEach(async () => {
    await database.pool.query('TRUNCATE users, products CASCADE')
  })

  const addProducts = (...products: Partial<IncomingProduct>[]) =>
    database.transaction((client) => ingestProducts(client, products.map(productOf)))
  const addUsers = (...users: Partial<IncomingUser>[]) =>
    database.transaction((client) => ingestUsers(client, users.map(userOf), now))

  it('keeps what a later product row does not speak of', async () => {
    await addProducts({
      name: 'Tea',
      names: { zh: '茶' },
      category: 'Kitchen > Tea',
      price: 4,
      inStock: false,
      attributes: { brand: 'Leaf' },
    })
    await addProducts({ price: 5, attributes: { colour: 'green' } })
    expect(
      (await database.pool.query('SELECT name, names, category, price, in_stock, attributes FROM products')).rows,
    ).toEqual([
      {
        name: 'Tea',
        names: { zh: '茶' },
        category: 'Kitchen > Tea',
        price: 5,
        in_stock: false,
        attributes: { brand: 'Leaf', colour: 'green' },
      },
    ])
  })

  it('accepts a row that says something new and counts one that does not as a duplicate', async () => {
    expect(await addProducts({ name: 'Tea' })).toEqual({ accepted: 1, duplicates: 0 })
    expect(await addProducts({ name: 'Tea' })).toEqual({ accepted: 0, duplicates: 1 })
    expect(await addUsers({ traits: { city: 'Berlin' }, consents: { EMAIL: true } })).toEqual({
      accepted: 1,
      duplicates: 0,
    })
    expect(await addUsers({ traits: { city: 'Berlin' }, consents: { EMAIL: true } })).toEqual({
      accepted: 0,
      duplicates: 1,
    })
    expect(await addUsers({ consents: { EMAIL: false } })).toEqual({ accepted: 1, duplicates: 0 })
  })

  it('takes the last row where a batch speaks of one thing twice', async () => {
    await addProducts({ name: 'first' }, { name: 'last' })
    await addUsers({ traits: { city: 'first' } }, { traits: { city: 'last' } })
    expect((await database.pool.query('SELECT name FROM products')).rows).toEqual([{ name: 'last' }])
    expect((await database.pool.query(`SELECT traits ->> 'city' AS city FROM users`)).rows).toEqual([{ city: 'last' }])
  })

  it('stores the same of two rows about one thing whether they come in one batch or in two', async () => {
    const users = [
      { createdAt: Date.parse('2026-01-01'), traits: { city: 'Berlin', age: 30 }, consents: { EMAIL: true } },
      { createdAt: Date.parse('2026-02-01'), traits: { city: 'Bonn' }, consents: { SMS: false } },
    ] as const
    const products = [
      { name: 'Tea', price: 4, attributes: { brand: 'Leaf' } },
      { price: 5, attributes: { colour: 'green' } },
    ] as const
    await addUsers(...users)
    await addProducts(...products)
    expect((await database.pool.query('SELECT created_at, traits FROM users')).rows).toEqual([
      { created_at: new Date('2026-01-01'), traits: { city: 'Bonn', age: 30 } },
    ])
    expect((await database.pool.query('SELECT purpose FROM consents ORDER BY 1')).rows).toHaveLength(2)
    expect((await database.pool.query('SELECT name, price, attributes FROM products')).rows).toEqual([
      { name: 'Tea', price: 5, attributes: { brand: 'Leaf', colour: 'green' } },
    ])
  })

  it('merges traits and keeps the earlier time of creation', async () => {
    await addUsers({ createdAt: Date.parse('2026-02-01'), traits: { city: 'Berlin' } })
    await addUsers({ createdAt: Date.parse('2026-01-01'), traits: { age: 30 } })
    await addUsers({ createdAt: Date.parse('2026-03-01') })
    expect((await database.pool.query('SELECT created_at, traits FROM users')).rows).toEqual([
      { created_at: new Date('2026-01-01'), traits: { city: 'Berlin', age: 30 } },
    ])
  })

  it('remembers each consent and when it last changed', async () => {
    await addUsers({ consents: { EMAIL: true, SMS: false } })
    await database.transaction((client) =>
      ingestUsers(client, [userOf({ consents: { EMAIL: true, SMS: true } })], new Date('2026-06-01')),
    )
    expect(
      (await database.pool.query('SELECT purpose, granted, changed_at FROM consents ORDER BY purpose')).rows,
    ).toEqual([
      { purpose: 'EMAIL', granted: true, changed_at: now },
      { purpose: 'SMS', granted: true, changed_at: new Date('2026-06-01') },
    ])
  })
})
