import type { ClientBase } from 'pg'

import type { IncomingProduct } from '../domain/product.ts'
import { nextCatalogueVersion, raiseCatalogueVersion } from './catalogue-version.ts'
import type { Ingested } from './ingest-events.ts'
import { mergeById } from './merge-by-id.ts'

/** What a row does not say stays as it is; a row that changes nothing is not written. */
const insert = `
  INSERT INTO products (external_id, name, names, category, price, currency, in_stock, attributes, recommendable, changed_version)
  SELECT i.external_id, i.name, coalesce(i.names, '{}'), i.category, i.price, i.currency,
    coalesce(i.in_stock, true), coalesce(i.attributes, '{}'), coalesce(i.recommendable, true), $2
  FROM jsonb_to_recordset($1::jsonb) AS i(external_id text, name text, names jsonb, category text, price float8, currency text,
    in_stock boolean, attributes jsonb, recommendable boolean)
  WHERE NOT EXISTS (SELECT 1 FROM products old WHERE old.external_id = i.external_id)
  ORDER BY i.external_id
  ON CONFLICT (external_id) DO NOTHING
  RETURNING 1`

const update = `
  UPDATE products p SET name = n.name, names = n.names, category = n.category, price = n.price, currency = n.currency,
    in_stock = n.in_stock, attributes = n.attributes, recommendable = n.recommendable, changed_version = $2
  FROM (
    SELECT old.id, coalesce(i.name, old.name) AS name, old.names || coalesce(i.names, '{}') AS names,
      coalesce(i.category, old.category) AS category, coalesce(i.price, old.price) AS price, coalesce(i.currency, old.currency) AS currency,
      coalesce(i.in_stock, old.in_stock) AS in_stock, old.attributes || coalesce(i.attributes, '{}') AS attributes,
      coalesce(i.recommendable, old.recommendable) AS recommendable
    FROM jsonb_to_recordset($1::jsonb) AS i(external_id text, name text, names jsonb, category text, price float8, currency text,
      in_stock boolean, attributes jsonb, recommendable boolean)
    JOIN products old ON old.external_id = i.external_id
    ORDER BY old.id
  ) n
  WHERE p.id = n.id AND (p.name, p.names, p.category, p.price, p.currency, p.in_stock, p.attributes, p.recommendable)
    IS DISTINCT FROM (n.name, n.names, n.category, n.price, n.currency, n.in_stock, n.attributes, n.recommendable)
  RETURNING 1`

/** The same as if the two came in batches of their own. */
const mergeProducts = (earlier: IncomingProduct, later: IncomingProduct): IncomingProduct => ({
  productId: later.productId,
  name: later.name ?? earlier.name,
  names: { ...earlier.names, ...later.names },
  category: later.category ?? earlier.category,
  price: later.price ?? earlier.price,
  currency: later.currency ?? earlier.currency,
  inStock: later.inStock ?? earlier.inStock,
  attributes: { ...earlier.attributes, ...later.attributes },
  recommendable: later.recommendable ?? earlier.recommendable,
})

const recordOf = (product: IncomingProduct) => ({
  external_id: product.productId,
  name: product.name,
  names: product.names,
  category: product.category,
  price: product.price,
  currency: product.currency,
  in_stock: product.inStock,
  attributes: product.attributes,
  recommendable: product.recommendable,
})

/** Adds products and changes known ones; rows about one product are merged in their order. Inside the caller's transaction. */
export const ingestProducts = async (client: ClientBase, products: readonly IncomingProduct[]): Promise<Ingested> => {
  if (products.length === 0) return { accepted: 0, duplicates: 0 }
  const records = JSON.stringify(mergeById(products, ({ productId }) => productId, mergeProducts).map(recordOf))
  const version = await nextCatalogueVersion(client)
  const changed = await client.query(update, [records, version])
  const added = await client.query(insert, [records, version])
  const accepted = (changed.rowCount ?? 0) + (added.rowCount ?? 0)
  if (accepted > 0) await raiseCatalogueVersion(client, version)
  return { accepted, duplicates: products.length - accepted }
}
