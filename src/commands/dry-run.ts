import type { ImportCounts } from '../store/import-session.ts'
import type { ImportSink } from './import-rows.ts'

/** A Set holds no more. */
const mostKeys = 16_000_000

/** 52 of the key's 128 bits: among a million events one pair in four thousand files shares them by chance. */
const shortKey = (eventKey: string): number =>
  Number.parseInt(eventKey.slice(0, 8) + eventKey.slice(9, 13) + eventKey[14], 16)

/** Stores nothing, and counts what the file itself holds twice. */
export const createDryRun = (): { readonly sink: ImportSink<object>; readonly counts: () => ImportCounts } => {
  const keys = new Set<number>()
  let counts: ImportCounts = { rowsRead: 0, accepted: 0, duplicates: 0, rejected: 0 }
  let accepted = 0
  let duplicates = 0
  const isNew = (record: object): boolean => {
    if (!('eventKey' in record) || keys.size >= mostKeys) return true
    const before = keys.size
    return keys.add(shortKey(String(record.eventKey))).size > before
  }
  const add = (record: object): void => {
    if (isNew(record)) accepted += 1
    else duplicates += 1
  }
  const endBatch: ImportSink<object>['endBatch'] = (upTo) => {
    counts = { ...upTo, accepted, duplicates }
    return async () => undefined
  }
  return { counts: () => counts, sink: { skip: 0, add, endBatch } }
}
