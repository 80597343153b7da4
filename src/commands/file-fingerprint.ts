import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'

const edge = 65_536

const readAt = async (path: string, position: number): Promise<Buffer> => {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(edge), 0, edge, position)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

const statOf = async (path: string) => {
  const file = await open(path)
  try {
    return await file.stat()
  } finally {
    await file.close()
  }
}

/**
 * Tells whether an interrupted import was of this file: its size, its time, its first and last bytes, and how it is read.
 * Not the whole content: that would cost another pass, and an import that starts anew loses nothing but time.
 */
export const fileFingerprint = async (path: string, reading: unknown): Promise<string> => {
  const { size, mtimeMs } = await statOf(path)
  const hash = createHash('sha256')
  hash.update(JSON.stringify([size, mtimeMs, reading]))
  hash.update(await readAt(path, 0))
  hash.update(await readAt(path, Math.max(0, size - edge)))
  return hash.digest('hex')
}
