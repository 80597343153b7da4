import { hash, streams } from './dice.ts'

const hex = (word: number): string => word.toString(16).padStart(8, '0')

/** The same event of the same shop always has the same key, in the form of a UUID of version 8 (RFC 9562, 5.8). */
export const demoEventKey = (seed: number, user: number, index: number): string => {
  const a = hex(hash(seed, streams.key, user, index))
  const b = hex(hash(user, index, seed, 1))
  const c = hex(hash(index, user, seed, 2))
  const d = hex(hash(seed, index, user, 3))
  return `${a}-${b.slice(0, 4)}-8${b.slice(5)}-a${c.slice(1, 4)}-${c.slice(4)}${d}`
}
