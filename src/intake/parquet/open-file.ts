import { open } from 'node:fs/promises'

import type { AsyncBuffer } from 'hyparquet'

import { CodedError } from '../../errors.ts'

export interface OpenParquet {
  readonly buffer: AsyncBuffer
  readonly close: () => Promise<void>
}

const endMark = 'PAR1'

/** The file as the Parquet reader wants it: pieces by position, none kept. */
export const openParquetFile = async (path: string): Promise<OpenParquet> => {
  const handle = await open(path)
  const { size } = await handle.stat()
  const slice = async (start: number, end: number = size): Promise<ArrayBuffer> => {
    const bytes = new Uint8Array(Math.max(0, end - start))
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, start)
    return bytesRead === bytes.length ? bytes.buffer : bytes.buffer.slice(0, bytesRead)
  }
  const close = () => handle.close()
  const tail = Buffer.from(await slice(Math.max(0, size - endMark.length)))
  if (tail.toString('latin1') === endMark && size > 8) return { buffer: { byteLength: size, slice }, close }
  await close()
  throw new CodedError('FILE_TRUNCATED', `The Parquet file ${path} is cut off: copy or download it again.`)
}
