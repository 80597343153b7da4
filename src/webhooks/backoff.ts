import { createHash } from 'node:crypto'

/** Then a message is dead: after about a day and a half. */
export const mostAttempts = 12

const firstMs = 10_000
const longestMs = 6 * 3_600_000

/** A number 0..1 that only the message and the attempt decide: so many that failed together do not all come back together. */
const draw = (messageId: string, attempt: number): number =>
  createHash('sha256').update(`${messageId}:${attempt}`).digest().readUInt32BE(0) / 2 ** 32

/** Milliseconds to wait after so many attempts: ten seconds, tripled each time up to six hours, and up to a half more by lot. */
export const backoffMs = (messageId: string, attempts: number): number =>
  Math.round(Math.min(longestMs, firstMs * 3 ** (attempts - 1)) * (1 + draw(messageId, attempts) / 2))
