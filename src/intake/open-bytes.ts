import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'

import { CodedError } from '../errors.ts'
import { gunzipChunks } from './gunzip-chunks.ts'

export interface ByteSource {
  /** Size of the file on disk. */
  readonly size: number
  /** How much of that was read so far. */
  readonly bytesRead: () => number
  readonly gzip: boolean
  /** The file's bytes, inflated where it is gzip. */
  readonly chunks: AsyncGenerator<Buffer>
}

const unreadable = (path: string, cause: NodeJS.ErrnoException): CodedError => {
  const why =
    cause.code === 'ENOENT' ? 'There is no file' : cause.code === 'EACCES' ? 'You may not read' : `${cause.message}:`
  return new CodedError('FILE_NOT_READABLE', `${why} ${path}`, { cause })
}

const firstBytes = async (path: string): Promise<Buffer> => {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

const isGzip = (bytes: Buffer): boolean => bytes.length === 2 && bytes[0] === 0x1f && bytes[1] === 0x8b

async function* readChunks(path: string, chunkSize: number, count: (bytes: number) => void): AsyncGenerator<Buffer> {
  for await (const chunk of createReadStream(path, { highWaterMark: chunkSize })) {
    count(chunk.length)
    yield chunk as Buffer
  }
}

/** @throws CodedError FILE_NOT_READABLE, FILE_EMPTY */
export const openBytes = async (path: string): Promise<ByteSource> => {
  const fail = (cause: NodeJS.ErrnoException) => {
    throw unreadable(path, cause)
  }
  const found = await stat(path).catch(fail)
  if (found.isDirectory()) throw new CodedError('FILE_NOT_READABLE', `${path} is a folder, not a file.`)
  if (found.isFile() && found.size === 0) throw new CodedError('FILE_EMPTY', `${path} is empty.`)
  const gzip = isGzip(await firstBytes(path).catch(fail))
  let read = 0
  // Small pieces of gzip: a piece can swell a thousandfold.
  const raw = readChunks(path, gzip ? 16_384 : 65_536, (bytes) => {
    read += bytes
  })
  return {
    size: found.size,
    bytesRead: () => read,
    gzip,
    chunks: gzip ? gunzipChunks(raw) : (raw as AsyncGenerator<Buffer>),
  }
}
