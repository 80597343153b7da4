import { access, constants, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

const anybodyWrites = 0o222

/** `access` grants everything to root, also a folder that was made read-only on purpose: its mode says so. */
const isWritable = async (folder: string): Promise<boolean> => {
  try {
    await access(folder, constants.W_OK)
    return ((await stat(folder)).mode & anybodyWrites) !== 0
  } catch {
    return false
  }
}

/** Where the rejected rows of a file go: beside it, or to the current folder where that of the file is read-only. */
export const rejectsPathFor = async (path: string): Promise<string> => {
  const name = `${basename(path)}.rejected.ndjson`
  return (await isWritable(dirname(path))) ? join(dirname(path), name) : name
}
