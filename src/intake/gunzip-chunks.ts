import { createGunzip, type Gunzip } from 'node:zlib'

import { CodedError } from '../errors.ts'

/** Resolves when the chunk is inflated or has proved to be damaged: zlib then never calls back. */
const write = (gunzip: Gunzip, chunk: Uint8Array): Promise<void> =>
  new Promise((resolve) => {
    gunzip.once('error', resolve)
    gunzip.write(chunk, () => {
      gunzip.off('error', resolve)
      resolve()
    })
  })

const finish = (gunzip: Gunzip): Promise<void> =>
  new Promise((resolve) => {
    gunzip.once('end', resolve).once('error', resolve).once('close', resolve)
    gunzip.end()
  })

const faultOf = (cause: Error): CodedError => {
  const cut = cause.message.includes('unexpected end of file')
  return cut
    ? new CodedError('FILE_TRUNCATED', 'The compressed file is cut off: copy or download it again.', { cause })
    : new CodedError(
        'FILE_TRUNCATED',
        `The compressed file is damaged (${cause.message}): copy or download it again.`,
        { cause },
      )
}

/**
 * Inflates chunk by chunk. Unlike a pipe, which throws away what it holds when the input ends too early, everything
 * before the cut is delivered first.
 * @throws CodedError FILE_TRUNCATED after the last bytes that can be had
 */
export async function* gunzipChunks(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: 65_536 })
  const ready: Buffer[] = []
  let failure: Error | null = null
  gunzip.on('data', (chunk: Buffer) => ready.push(chunk))
  gunzip.on('error', (error: Error) => {
    failure = error
  })
  try {
    for await (const chunk of chunks) {
      await write(gunzip, chunk)
      yield* ready.splice(0)
      if (failure !== null) break
    }
    if (failure === null) await finish(gunzip)
    yield* ready.splice(0)
  } finally {
    gunzip.destroy()
  }
  if (failure !== null) throw faultOf(failure)
}
