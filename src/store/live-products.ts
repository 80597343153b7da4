import type { Connection } from './pool.ts'
import { readCatalogueProducts } from './products.ts'

/** The whole catalogue as it is now, and the version it was read at. The version is read first: a change in between is then read twice, never missed. */
export const readLiveProducts = async (connection: Connection) => {
  const { rows: versions } = await connection.query<{ version: number }>('SELECT version FROM catalogue_version')
  return { version: versions[0].version, products: await readCatalogueProducts(connection) }
}

export type LiveProduct = Awaited<ReturnType<typeof readCatalogueProducts>>[number]
