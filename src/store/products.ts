import type { Page, PageRequest } from '../domain/page.ts'
import type { Product } from '../domain/product.ts'
import type { Database, Statement } from './database.ts'
import { createValues, rowsToRead, toPage } from './keyset.ts'
import { isOffered } from './offered-products.ts'
import type { Connection } from './pool.ts'

const columns = `p.id, p.external_id AS "externalId", p.name, p.names, p.category, p.price, p.currency,
  p.in_stock AS "inStock", p.attributes, p.recommendable`

const productsById: Statement = {
  name: 'products_by_id',
  text: `SELECT ${columns} FROM products p WHERE p.id = ANY($1::int[])`,
}

const productsByExternalId: Statement = {
  name: 'products_by_external_id',
  text: `SELECT ${columns} FROM products p WHERE p.external_id = ANY($1::text[])`,
}

export const findProductsById = (database: Database, ids: readonly number[]): Promise<Product[]> =>
  database.read<Product>(productsById, [ids])

export const findProductsByExternalId = (database: Database, externalIds: readonly string[]): Promise<Product[]> =>
  database.read<Product>(productsByExternalId, [externalIds])

/** A product with the instant the shop was told of it; recommendable only where it is offered. */
export type CatalogueProduct = Product & { readonly createdAt: Date }

const readCatalogue = async (
  client: Connection,
  condition: string,
  values: readonly unknown[],
): Promise<readonly CatalogueProduct[]> => {
  const { rows } = await client.query<CatalogueProduct & { readonly isOffered: boolean }>(
    `SELECT ${columns}, p.created_at AS "createdAt", ${isOffered('p')} AS "isOffered" FROM products p ${condition} ORDER BY p.id`,
    [...values],
  )
  return rows.map(({ isOffered: recommendable, ...product }) => ({ ...product, recommendable }))
}

/** Every product, by id. */
export const readCatalogueProducts = (client: Connection): Promise<readonly CatalogueProduct[]> =>
  readCatalogue(client, '', [])

/** Those that changed after a version of the catalogue, and those that came after an id, by id. */
export const readCatalogueProductsSince = (
  client: Connection,
  { version, lastId }: { readonly version: number; readonly lastId: number },
): Promise<readonly CatalogueProduct[]> =>
  readCatalogue(client, 'WHERE p.changed_version > $1 OR p.id > $2', [version, lastId])

/** So many before and after in the order of ids. */
const neighbours = 20

/** Ids that an id may have been meant for: itself in small and in capital letters, and those next to it in order. Cost: four looks into the index of ids, whatever their number. */
export const findIdsNear = async (database: Pick<Database, 'pool'>, externalId: string): Promise<string[]> => {
  const { rows } = await database.pool.query<{ externalId: string }>(
    `SELECT external_id AS "externalId" FROM products WHERE external_id IN (lower($1), upper($1))
    UNION (SELECT external_id FROM products WHERE external_id > $1 ORDER BY external_id LIMIT ${neighbours})
    UNION (SELECT external_id FROM products WHERE external_id < $1 ORDER BY external_id DESC LIMIT ${neighbours})
    ORDER BY 1`,
    [externalId],
  )
  return rows.map(({ externalId: id }) => id)
}

/** All products by external id, byte by byte; the position is an external id. */
export const listProducts = async (database: Database, page: PageRequest<string>): Promise<Page<Product>> => {
  const { values, add } = createValues()
  const conditions = [
    page.after === null ? 'TRUE' : `p.external_id > ${add(page.after, 'text')}`,
    page.before === null ? 'TRUE' : `p.external_id < ${add(page.before, 'text')}`,
  ]
  const { rows } = await database.pool.query<Product>(
    `SELECT ${columns} FROM products p WHERE ${conditions.join(' AND ')}
      ORDER BY p.external_id ${page.backward ? 'DESC' : 'ASC'} LIMIT ${add(rowsToRead(page), 'int')}`,
    values,
  )
  return toPage(rows, page)
}

export const countProducts = async (database: Database): Promise<number> => {
  const { rows } = await database.pool.query<{ count: number }>('SELECT count(*) AS count FROM products')
  return rows[0].count
}
