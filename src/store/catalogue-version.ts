import type { ClientBase } from 'pg'

import type { Database, Statement } from './database.ts'

/** Last in a transaction that changes products: the row stays locked to its end. */
export const raiseCatalogueVersion = (client: ClientBase) =>
  client.query('UPDATE catalogue_version SET version = version + 1')

const catalogueVersion: Statement = { name: 'catalogue_version', text: 'SELECT version FROM catalogue_version' }

/** Rises with every change of a product: what was read at a version is what is there as long as the version stays. */
export const readCatalogueVersion = async (database: Database): Promise<number> => {
  const [{ version }] = await database.read<{ version: number }>(catalogueVersion, [])
  return version
}
