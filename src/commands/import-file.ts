import { basename } from 'node:path'

import type { IncomingProduct } from '../domain/product.ts'
import type { ReadOptions } from '../intake/event-row.ts'
import type { RecordKind } from '../intake/fields.ts'
import type { Mapping } from '../intake/mapping.ts'
import { readRows } from '../intake/read-rows.ts'
import type { RowFile } from '../intake/row-file.ts'
import type { Database } from '../store/database.ts'
import { type ImportCounts, type ImportSession, runImport } from '../store/import-session.ts'
import { createDryRun } from './dry-run.ts'
import { fileFingerprint } from './file-fingerprint.ts'
import {
  assignmentsKind,
  campaignsKind,
  couponsKind,
  eventsKind,
  type ImportKind,
  type ListTarget,
  listKind,
  productsKind,
  redemptionsKind,
  usersKind,
} from './import-kinds.ts'
import { showProgress } from './import-progress.ts'
import { type ImportedRows, type ImportSink, importRows } from './import-rows.ts'
import { openRejects } from './rejects-file.ts'

export interface FileImport {
  readonly path: string
  readonly kind: RecordKind
  readonly mappings: readonly Mapping[]
  readonly options: ReadOptions
  /** Where ids of users go; null for what is no list. */
  readonly list: ListTarget | null
  /** Where rejected rows go. */
  readonly rejectsPath: string
  /** null: a dry run. */
  readonly database: Database | null
  readonly signal: AbortSignal
}

export interface FileReport extends ImportCounts {
  readonly file: string
  readonly reasons: ImportedRows['reasons']
  /** The file of rejected rows, or null when there are none. */
  readonly rejects: string | null
  /** How many of the rejected rows it has; the rest is counted only. */
  readonly rejectsKept: number
  /** Rows that an interrupted import of the same file had stored before. */
  readonly resumedAt: number
  /** Lines that were read as Windows-1252. */
  readonly foreignLines: number
  readonly fault: unknown
}

const productsAtOnce = 5000

/** Fills gaps only: what a catalogue has said of a product counts for more than what invoices call it. */
const storeLearned = async (session: ImportSession, products: readonly IncomingProduct[]): Promise<void> => {
  const { ingestProducts } = await import('../store/ingest-products.ts')
  const { findUnnamedProducts } = await import('../store/unnamed-products.ts')
  await session.commit(session.counts(), {
    ingest: async (client) => {
      for (let start = 0; start < products.length; start += productsAtOnce) {
        const some = products.slice(start, start + productsAtOnce)
        const ids = some.map(({ productId }) => productId)
        const unnamed = await findUnnamedProducts(client, ids)
        await ingestProducts(
          client,
          some.filter(({ productId }) => unnamed.has(productId)),
        )
      }
      return { accepted: 0, duplicates: 0 }
    },
  })
}

type Run = (
  options: Parameters<typeof importRows>[3],
) => Promise<ImportedRows & { readonly counts: ImportCounts; readonly resumedAt: number }>

const dryRun =
  <Incoming extends object>(file: RowFile, kind: ImportKind<Incoming>): Run =>
  async (options) => {
    const { sink, counts } = createDryRun()
    const imported = await importRows(file, kind, sink, options)
    return { ...imported, counts: counts(), resumedAt: 0 }
  }

const storedRun =
  <Incoming extends object>(file: RowFile, kind: ImportKind<Incoming>, database: Database, request: FileImport): Run =>
  async (options) => {
    const reading = [request.kind, file.mapping, request.options.timeZone, ...(request.list ? [request.list.key] : [])]
    const fingerprint = await fileFingerprint(request.path, reading)
    const now = new Date(request.options.now)
    const source = { kind: request.kind, fileName: basename(request.path), fingerprint, now }
    return runImport(database, source, async (session) => {
      const skip = session.resumedAt.rowsRead
      if (skip > 0) process.stderr.write(`${source.fileName}: goes on after row ${skip}, where it was interrupted\n`)
      const { add, take } = await kind.collector()
      const endBatch: ImportSink<Incoming>['endBatch'] = (upTo) => {
        const batch = take()
        return () => session.commit(upTo, batch)
      }
      const imported = await importRows(file, kind, { skip, add, endBatch }, options)
      const learned = kind.learned()
      if (imported.fault === null && learned.length > 0) await storeLearned(session, learned)
      return { ...imported, counts: session.counts(), resumedAt: skip }
    })
  }

const runOf = (file: RowFile, request: FileImport): Run => {
  const run = <Incoming extends object>(kind: ImportKind<Incoming>): Run =>
    request.database === null ? dryRun(file, kind) : storedRun(file, kind, request.database, request)
  const { mapping } = file
  const { kind, list, options } = request
  if (list !== null) return run(listKind(mapping, list, options))
  if (kind === 'events') return run(eventsKind(mapping, options))
  if (kind === 'users') return run(usersKind(mapping, options))
  if (kind === 'campaigns') return run(campaignsKind(mapping, options))
  if (kind === 'coupons') return run(couponsKind(mapping, options))
  if (kind === 'assignments') return run(assignmentsKind(mapping, options))
  if (kind === 'redemptions') return run(redemptionsKind(mapping, options))
  return run(productsKind(mapping))
}

/**
 * Imports one file, or only checks it. A fault of the file comes back in the report: what stood before it is stored.
 * @throws CodedError when the file cannot be read at all
 */
export const importFile = async (request: FileImport): Promise<FileReport> => {
  const file = await readRows(request.path, request.kind, request.mappings)
  const rejects = await openRejects(request.rejectsPath)
  const progress = showProgress(basename(request.path), file.size)
  try {
    const { counts, ...imported } = await runOf(file, request)({ rejects, progress, signal: request.signal })
    return {
      ...counts,
      file: request.path,
      rowsRead: imported.rowsRead,
      rejected: imported.rejected,
      reasons: imported.reasons,
      rejects: await rejects.close(),
      rejectsKept: rejects.kept(),
      resumedAt: imported.resumedAt,
      foreignLines: file.notes.foreignLines,
      fault: imported.fault,
    }
  } finally {
    progress.stop()
    await rejects.close().catch(() => undefined)
    await file.close()
  }
}
