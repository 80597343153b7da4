import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

import { readCatalogueProducts } from '../../src/store/products.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'

describe('what is offered', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await openTestDatabase()
  })
  afterAll(() => database.drop())
  beforeEach(() => database.pool.query('TRUNCATE products CASCADE'))

  const offered = async () => {
    const products = await readCatalogueProducts(database.pool)
    return products.filter(({ recommendable }) => recommendable).map(({ externalId }) => externalId)
  }

  it('leaves out ids that only events have spoken of, once anything has a name', async () => {
    await database.pool.query(
      `INSERT INTO products (external_id, name, recommendable) VALUES ('tea', 'Tea', true), ('postage', 'Postage', false), ('sku-1', NULL, true)`,
    )
    expect(await offered()).toEqual(['tea'])
  })

  it('is everything in a shop that has named nothing', async () => {
    await database.pool.query(`INSERT INTO products (external_id) VALUES ('a'), ('b')`)
    expect(await offered()).toEqual(['a', 'b'])
  })
})
