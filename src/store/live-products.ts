import type { Connection } from './pool.ts'
import { type CatalogueProduct, readCatalogueProducts, readCatalogueProductsSince } from './products.ts'

export type LiveProduct = CatalogueProduct

/** The whole catalogue at a version or later. */
export interface LiveCatalogue {
  readonly version: number
  /** By id. */
  readonly products: readonly LiveProduct[]
}

/** The version is read before the products: a change in between is then read twice, never missed. */
const readVersion = async (connection: Connection): Promise<number> => {
  const { rows } = await connection.query<{ version: number }>('SELECT version FROM catalogue_version')
  return rows[0].version
}

/** The whole catalogue as it is now. */
export const readLiveProducts = async (connection: Connection): Promise<LiveCatalogue> => {
  const version = await readVersion(connection)
  return { version, products: await readCatalogueProducts(connection) }
}

/** What changed since a catalogue was read, and the catalogue with it. */
export interface CatalogueChange extends LiveCatalogue {
  readonly changed: readonly LiveProduct[]
}

/**
 * A catalogue brought up to now by reading only the products that changed; all are read where none had a name, for what is offered then changes with the first that gets one. A
 * product that was deleted stays until the whole is read again. Time: the changed products, and a copy of the list.
 */
export const readLiveChanges = async (connection: Connection, known: LiveCatalogue): Promise<CatalogueChange> => {
  if (!known.products.some(({ name }) => name !== null)) {
    const all = await readLiveProducts(connection)
    return { ...all, changed: all.products }
  }
  const version = await readVersion(connection)
  const lastId = known.products.at(-1)?.id ?? 0
  const changed = await readCatalogueProductsSince(connection, { version: known.version, lastId })
  const byId = new Map(changed.map((product) => [product.id, product]))
  const came = changed.filter(({ id }) => id > lastId)
  return { version, changed, products: [...known.products.map((product) => byId.get(product.id) ?? product), ...came] }
}
