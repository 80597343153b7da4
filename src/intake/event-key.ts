import { hash } from 'node:crypto'

/** Separates the parts of an identity; no accepted id can contain it. */
const separator = '\u001f'

/** The first 128 bits of SHA-256 as a UUID string: with SHA instructions it is faster here than MD5. */
const uuidOf = (identity: string): string => {
  const hex = hash('sha256', identity, 'hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`
}

/** The key of an event whose sender named it: it depends on the name alone. */
export const keyOfEventId = (eventId: string): string => uuidOf(`id${separator}${eventId}`)

/**
 * The key of an event without a name of its own: it depends on every column of its row. `nth` tells genuine repeats of
 * one row apart, from 1; the first has the same key as if repeats were not counted.
 */
export const keyOfRow = (fields: readonly string[], nth = 1): string =>
  uuidOf(`row${separator}${fields.join(separator)}${nth === 1 ? '' : `${separator}${separator}${nth}`}`)
