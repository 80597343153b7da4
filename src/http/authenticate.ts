import type { IncomingHttpHeaders } from 'node:http'

import type { ApiKey } from '../domain/api-key.ts'
import { CodedError } from '../errors.ts'
import type { StoredApiKey } from '../store/api-keys.ts'
import { type KeyParts, parseKey, secretMatches } from '../store/key-secret.ts'

/** Finds out whose request this is, or throws UNAUTHENTICATED with what to do. */
export type Authenticate = (headers: IncomingHttpHeaders) => Promise<ApiKey>

export interface AuthenticatorOptions {
  readonly findKey: (id: string) => Promise<StoredApiKey | null>
  readonly pepper: string
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** How long a row is believed, and so how long a revoked key may still work. */
  readonly believedMs?: number
}

/** Above this the memory of rows starts anew: made-up ids must not fill it. */
const maxRemembered = 10_000

const unauthenticated = (message: string) => new CodedError('UNAUTHENTICATED', message)

const howTo = 'Send it as "Authorization: Bearer <key>"; "npm run clientele -- keys create --scope read" makes one.'

const readKey = (headers: IncomingHttpHeaders): KeyParts => {
  const { authorization } = headers
  if (authorization === undefined) {
    const wrong = ['x-api-key', 'api-key', 'x-auth-token', 'token'].find((name) => headers[name] !== undefined)
    throw unauthenticated(
      wrong === undefined ? `A key is needed. ${howTo}` : `The key is in the header ${wrong}. ${howTo}`,
    )
  }
  const [, text] = /^bearer +(\S+) *$/i.exec(authorization) ?? []
  const parts = text === undefined ? null : parseKey(text)
  if (parts === null) throw unauthenticated(`The Authorization header does not hold a key of ours. ${howTo}`)
  return parts
}

/** Remembers rows, and that there is none, for a few seconds; requests that come together share one query. */
const rememberRows = ({ findKey, now, believedMs = 5000 }: AuthenticatorOptions) => {
  const remembered = new Map<string, { readonly at: number; readonly row: Promise<StoredApiKey | null> }>()
  return (id: string): Promise<StoredApiKey | null> => {
    const known = remembered.get(id)
    if (known !== undefined && now() - known.at < believedMs) return known.row
    if (remembered.size >= maxRemembered) remembered.clear()
    const row = findKey(id)
    remembered.set(id, { at: now(), row })
    row.catch(() => remembered.delete(id))
    return row
  }
}

export const createAuthenticator = (options: AuthenticatorOptions): Authenticate => {
  const rowOf = rememberRows(options)
  return async (headers) => {
    const { id, secret } = readKey(headers)
    const row = await rowOf(id)
    // One answer for both, so that nobody learns which ids exist; what follows is for those who had the secret.
    if (row === null || !secretMatches(secret, options.pepper, row.secretHash)) {
      throw unauthenticated('The key is not one of ours.')
    }
    if (row.revokedAt !== null) throw unauthenticated('The key was revoked.')
    if (row.expiresAt !== null && row.expiresAt.getTime() <= options.now()) {
      throw unauthenticated(`The key expired at ${row.expiresAt.toISOString()}.`)
    }
    return row
  }
}
