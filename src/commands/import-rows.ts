import { isRowRefusal, type RowRefusal } from '../intake/refusal.ts'
import type { RawRow, RowFile } from '../intake/row-file.ts'
import type { ImportKind } from './import-kinds.ts'
import type { ImportProgress } from './import-progress.ts'
import type { RejectsFile } from './rejects-file.ts'

/** Rows per transaction: large enough that its fixed costs vanish, small enough that a restart repeats a second. */
const rowsPerBatch = 25_000

interface RowCounts {
  readonly rowsRead: number
  readonly rejected: number
}

/** Where accepted records go. */
export interface ImportSink<Incoming> {
  /** So many rows of the file were stored by an earlier attempt: they are read again, but not stored. */
  readonly skip: number
  readonly add: (record: Incoming) => void
  /** Ends a batch while the one before may still be stored; what it answers stores it. */
  readonly endBatch: (upTo: RowCounts) => () => Promise<void>
}

interface Reason {
  readonly count: number
  readonly first: RowRefusal
}

export interface ImportedRows extends RowCounts {
  /** By error code, in the order in which they were met. */
  readonly reasons: ReadonlyMap<string, Reason>
  /** What kept it from the end of the file, or null. All rows before are stored. */
  readonly fault: unknown
}

interface Options {
  readonly rejects: RejectsFile | null
  readonly progress: ImportProgress
  readonly signal: AbortSignal
}

const tally = (reasons: Map<string, Reason>, refusal: RowRefusal): void => {
  const known = reasons.get(refusal.code)
  reasons.set(refusal.code, { count: (known?.count ?? 0) + 1, first: known?.first ?? refusal })
}

/**
 * Reads a file to its end and hands what is accepted to the sink, batch by batch. While one batch is stored the next is
 * read.
 * @throws whatever the sink throws; a fault of the file, or being told to stop, is part of the answer
 */
export const importRows = async <Incoming extends object>(
  file: RowFile,
  kind: ImportKind<Incoming>,
  sink: ImportSink<Incoming>,
  { rejects, progress, signal }: Options,
): Promise<ImportedRows> => {
  const reasons = new Map<string, Reason>()
  let rowsRead = 0
  let rejected = 0
  let storing: Promise<void> = Promise.resolve()

  const take = (row: RawRow | RowRefusal): void => {
    rowsRead += 1
    const record = isRowRefusal(row) ? row : kind.read(row)
    if (isRowRefusal(record)) {
      rejected += 1
      tally(reasons, record)
      rejects?.add(record)
      return
    }
    kind.observe(row as RawRow, record)
    if (rowsRead > sink.skip) sink.add(record)
  }

  const flush = async (): Promise<void> => {
    if (rowsRead <= sink.skip) return
    const store = sink.endBatch({ rowsRead, rejected })
    await storing
    storing = store()
    // Met by the next flush; it must not count as unhandled until then.
    storing.catch(() => undefined)
  }

  const readAll = async (): Promise<void> => {
    for await (const rows of file.batches) {
      for (const row of rows) {
        take(row)
        if (rowsRead % rowsPerBatch === 0) await flush()
      }
      await rejects?.drain()
      progress.update(file.bytesRead(), rowsRead)
      signal.throwIfAborted()
    }
  }

  const fault = await readAll().then(
    () => null,
    (error: unknown) => error,
  )
  if (!signal.aborted) await flush()
  await storing
  return { rowsRead, rejected, reasons, fault }
}
