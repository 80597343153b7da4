import { randomFillSync } from 'node:crypto'

/** Crockford's: no I, L, O, U, so that a code can be read out and typed in. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
/** Sixteen characters of five bits: eighty bits that nobody guesses. */
const length = 16
const drawnAtOnce = 4096

/** Codes from the system's generator, drawn in blocks. */
export const createCodes = (): (() => string) => {
  const bytes = new Uint8Array(length * drawnAtOnce)
  let at = bytes.length
  return () => {
    if (at === bytes.length) {
      randomFillSync(bytes)
      at = 0
    }
    let code = ''
    for (const end = at + length; at < end; at++) code += alphabet[bytes[at] & 31]
    return code
  }
}

/** A code as somebody wrote it, as it stands: small letters, blanks and hyphens do not matter, and what looks like a digit is one. */
export const readCode = (written: string): string =>
  written.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1')
