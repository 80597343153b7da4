import { once } from 'node:events'
import { createWriteStream, type WriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'

import { CodedError } from '../errors.ts'
import type { RowRefusal } from '../intake/refusal.ts'

/** The rows that were refused, one JSON object a line, each with its reason. */
export interface RejectsFile {
  readonly add: (refusal: RowRefusal) => void
  /** Waits until what was added is on its way to the disk. */
  readonly drain: () => Promise<void>
  /** The path, or null when there was nothing to write. */
  readonly close: () => Promise<string | null>
}

const unwritable = (path: string, cause: Error): CodedError =>
  new CodedError(
    'INVALID_ARGUMENT',
    `The rejected rows cannot be written to ${path}: ${cause.message}. Use --rejects.`,
    {
      cause,
    },
  )

/** Made at the first refusal; one that an earlier run left behind is taken away. */
export const openRejects = async (path: string): Promise<RejectsFile> => {
  await rm(path, { force: true }).catch((cause: Error) => {
    throw unwritable(path, cause)
  })
  let stream: WriteStream | null = null
  let fault: Error | null = null
  let full = false
  const check = () => {
    if (fault !== null) throw unwritable(path, fault)
  }
  const open = () => {
    const opened = createWriteStream(path)
    opened.on('error', (error) => {
      fault = error
    })
    return opened
  }
  return {
    add: (refusal) => {
      stream ??= open()
      full = !stream.write(`${JSON.stringify(refusal)}\n`)
    },
    drain: async () => {
      check()
      if (stream !== null && full) await Promise.race([once(stream, 'drain'), once(stream, 'close')])
      full = false
      check()
    },
    close: async () => {
      if (stream === null) return null
      if (!stream.destroyed) await once(stream.end(), 'close')
      check()
      return path
    },
  }
}
