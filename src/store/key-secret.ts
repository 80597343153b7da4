import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** The two halves of `ck_<id>_<secret>`: the id finds the row, the secret proves the right to it. */
export interface KeyParts {
  readonly id: string
  readonly secret: string
}

const idAlphabet = 'abcdefghijkmnpqrstuvwxyz23456789'
const idLength = 10
const secretBytes = 32

/** 50 random bits to find the row by, 256 to prove the right to it. 256 is a multiple of the alphabet's 32: no letter is favoured. */
export const newKeyParts = (): KeyParts => ({
  id: [...randomBytes(idLength)].map((byte) => idAlphabet[byte % idAlphabet.length]).join(''),
  secret: randomBytes(secretBytes).toString('base64url'),
})

export const formatKey = ({ id, secret }: KeyParts): string => `ck_${id}_${secret}`

/** null when the text is not of the form of a key. */
export const parseKey = (text: string): KeyParts | null => {
  const [, id, secret] = /^ck_([a-z2-9]{10})_([A-Za-z0-9_-]{43})$/.exec(text) ?? []
  return id === undefined ? null : { id, secret }
}

/**
 * What is stored instead of the secret: HMAC-SHA256 under the pepper of the installation (`CLIENTELE_KEY_SECRET`).
 * One round is enough, and fast enough for every request, because the secret is random and not a password.
 */
export const hashSecret = (secret: string, pepper: string): Buffer =>
  createHmac('sha256', pepper).update(secret).digest()

/** In constant time. */
export const secretMatches = (secret: string, pepper: string, hash: Uint8Array): boolean => {
  const given = hashSecret(secret, pepper)
  return given.length === hash.length && timingSafeEqual(given, hash)
}
