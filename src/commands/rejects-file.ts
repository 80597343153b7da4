import type { WriteStream } from 'node:fs'
import { open, rm } from 'node:fs/promises'

import { CodedError } from '../errors.ts'
import type { RowRefusal } from '../intake/refusal.ts'

/** The rows that were refused, one JSON object a line, each with its reason. */
export interface RejectsFile {
  readonly add: (refusal: RowRefusal) => void
  /** How many of them are in the file. */
  readonly kept: () => number
  /** Waits until what was added is on its way to the disk. */
  readonly drain: () => Promise<void>
  /** The path, or null when there was nothing to write. */
  readonly close: () => Promise<string | null>
}

/** More rows than anybody mends one by one, and an end to what a wrong mapping of a huge file puts on the disk. */
const keptAtMost = 1_000_000

const unwritable = (path: string, cause: Error): CodedError =>
  new CodedError(
    'INVALID_ARGUMENT',
    `The rejected rows cannot be written to ${path}: ${cause.message}. Use --rejects.`,
    {
      cause,
    },
  )

const closed = (stream: WriteStream): Promise<void> =>
  new Promise((resolve) => {
    if (stream.closed) resolve()
    else stream.once('close', resolve).end()
  })

/** A stream that breaks closes and never drains. */
const drained = (stream: WriteStream): Promise<void> =>
  new Promise((resolve) => {
    const done = () => {
      stream.off('drain', done).off('close', done)
      resolve()
    }
    stream.on('drain', done).on('close', done)
  })

/**
 * Opened before the first row is stored, so that a place that cannot be written to costs nothing; removed if it stays empty.
 * @param limit how many rows are kept; those beyond are left out
 * @throws CodedError INVALID_ARGUMENT
 */
export const openRejects = async (path: string, limit = keptAtMost): Promise<RejectsFile> => {
  const handle = await open(path, 'w').catch((cause: Error) => {
    throw unwritable(path, cause)
  })
  const stream = handle.createWriteStream()
  let fault: Error | null = null
  stream.on('error', (error) => {
    fault = error
  })
  const check = () => {
    if (fault !== null) throw unwritable(path, fault)
  }
  let count = 0
  return {
    add: (refusal) => {
      if (count === limit) return
      count += 1
      stream.write(`${JSON.stringify(refusal)}\n`)
    },
    kept: () => count,
    drain: async () => {
      check()
      if (!stream.writableNeedDrain) return
      await drained(stream)
      check()
    },
    close: async () => {
      await closed(stream)
      check()
      if (count > 0) return path
      await rm(path, { force: true })
      return null
    },
  }
}
