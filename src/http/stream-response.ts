import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/**
 * Sends what fetch-style code answered. A reader that leaves early ends the stream at its source; `stopping` ends it
 * from our side, as a stream that is over and not one that broke.
 */
export const streamResponse = async (
  answer: Response,
  response: ServerResponse,
  stopping: AbortSignal,
): Promise<void> => {
  const headers = Object.fromEntries(answer.headers)
  // Ours to say: Node knows whether the connection stays.
  delete headers.connection
  response.writeHead(answer.status, headers)
  if (answer.body === null) {
    response.end()
    return
  }
  response.flushHeaders()
  const stop = () => response.end()
  stopping.addEventListener('abort', stop, { once: true })
  try {
    await pipeline(Readable.from(answer.body), response)
  } catch (error) {
    // The reader left, or we stopped: either way there is nobody to tell.
    if (!response.writableEnded && !response.destroyed) throw error
  } finally {
    stopping.removeEventListener('abort', stop)
  }
}
