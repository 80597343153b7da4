import type { ApiKey, Scope } from '../domain/api-key.ts'
import type { Database } from './database.ts'
import { formatKey, hashSecret, newKeyParts } from './key-secret.ts'

export interface NewKey {
  readonly name: string
  readonly scopes: readonly Scope[]
  /** null: until revoked. */
  readonly expiresAt: Date | null
  /** `CLIENTELE_KEY_SECRET`. */
  readonly pepper: string
}

export interface StoredApiKey extends ApiKey {
  readonly secretHash: Uint8Array
}

type Row = Omit<StoredApiKey, 'scopes'> & { readonly scopes: readonly string[] }

const toApiKey = ({ id, name, scopes, createdAt, expiresAt, revokedAt }: Omit<Row, 'secretHash'>): ApiKey => ({
  id,
  name,
  scopes: scopes as readonly Scope[],
  createdAt,
  expiresAt,
  revokedAt,
})

/** Stores the hash and returns the whole key as `token`, which exists nowhere else from then on. */
export const createKey = async (
  { prisma }: Database,
  { name, scopes, expiresAt, pepper }: NewKey,
): Promise<{ readonly token: string; readonly apiKey: ApiKey }> => {
  const parts = newKeyParts()
  const secretHash = new Uint8Array(hashSecret(parts.secret, pepper))
  const row = await prisma.apiKey.create({ data: { id: parts.id, name, scopes: [...scopes], expiresAt, secretHash } })
  return { token: formatKey(parts), apiKey: toApiKey(row) }
}

/** Newest first, revoked and expired ones among them. */
export const listKeys = async ({ prisma }: Database): Promise<readonly ApiKey[]> =>
  (await prisma.apiKey.findMany({ orderBy: [{ createdAt: 'desc' }, { id: 'asc' }] })).map(toApiKey)

/** Returns the key as it is afterwards; null when there is none. Revoking again keeps the first time. */
export const revokeKey = async ({ prisma }: Database, id: string, at: Date): Promise<ApiKey | null> => {
  await prisma.apiKey.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: at } })
  const row = await prisma.apiKey.findUnique({ where: { id } })
  return row === null ? null : toApiKey(row)
}

const findStatement = {
  name: 'find-api-key',
  text: `SELECT id, name, secret_hash AS "secretHash", scopes, created_at AS "createdAt", expires_at AS "expiresAt",
    revoked_at AS "revokedAt" FROM api_keys WHERE id = $1`,
}

export const findKey = async (database: Database, id: string): Promise<StoredApiKey | null> => {
  const [row] = await database.read<Row>(findStatement, [id])
  return row === undefined ? null : { ...toApiKey(row), secretHash: row.secretHash }
}
