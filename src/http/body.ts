import type { IncomingMessage } from 'node:http'

import { CodedError } from '../errors.ts'

const tooLarge = (limit: number) =>
  new CodedError('REQUEST_TOO_LARGE', `The body is larger than ${limit} bytes. Send it in parts.`)

/**
 * The whole body, at most `limit` bytes of it.
 * @throws CodedError REQUEST_TOO_LARGE as soon as it is known
 */
export const readBody = (request: IncomingMessage, limit: number): Promise<string> => {
  if (Number(request.headers['content-length'] ?? 0) > limit) return Promise.reject(tooLarge(limit))
  return new Promise((done, fail) => {
    const chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      // Past the limit nothing is kept, but the rest is let through: a sender that is cut off does not see the answer.
      if (size <= limit) chunks.push(chunk)
      else fail(tooLarge(limit))
    })
    request.on('end', () => done(chunks.length === 1 ? chunks[0].toString() : Buffer.concat(chunks).toString()))
    request.on('error', fail)
    // Also follows 'end', when it changes nothing any more.
    request.on('close', () => fail(new CodedError('BAD_REQUEST', 'The request ended before its body did.')))
  })
}
