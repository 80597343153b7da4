import type { Product } from '../domain/product.ts'
import type { Connection } from './pool.ts'

/** A product as it is now: what filters ask about, and what the new ones are like. */
export interface LiveProduct
  extends Pick<Product, 'id' | 'name' | 'category' | 'price' | 'inStock' | 'attributes' | 'recommendable'> {
  readonly createdAt: Date
}

/** The whole catalogue and the version it was read at, by id. Read the version first: a change in between is then read twice, never missed. */
export const readLiveProducts = async (
  connection: Connection,
): Promise<{ readonly version: number; readonly products: readonly LiveProduct[] }> => {
  const { rows: versions } = await connection.query<{ version: number }>('SELECT version FROM catalogue_version')
  const { rows: products } = await connection.query<LiveProduct>(
    `SELECT id, name, category, price, in_stock AS "inStock", attributes, recommendable, created_at AS "createdAt"
      FROM products ORDER BY id`,
  )
  return { version: versions[0].version, products }
}
