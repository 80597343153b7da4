import type { ClientBase } from 'pg'

import type { Database, Statement } from './database.ts'

/**
 * First in a transaction that changes products, and the version that it will raise to: the row stays locked to its end, so that changes are numbered in the order in which they
 * can be seen.
 */
export const nextCatalogueVersion = async (client: ClientBase): Promise<number> => {
  const { rows } = await client.query<{ version: number }>('SELECT version FROM catalogue_version FOR UPDATE')
  return rows[0].version + 1
}

export const raiseCatalogueVersion = (client: ClientBase, version: number) =>
  client.query('UPDATE catalogue_version SET version = $1', [version])

const catalogueVersion: Statement = { name: 'catalogue_version', text: 'SELECT version FROM catalogue_version' }

/** Rises with every change of a product: what was read at a version is what is there as long as the version stays. */
export const readCatalogueVersion = async (database: Database): Promise<number> => {
  const [{ version }] = await database.read<{ version: number }>(catalogueVersion, [])
  return version
}
