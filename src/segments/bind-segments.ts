import type { Database } from '../store/database.ts'
import { type AddRequest, addToList, deleteList, removeFromList } from './change-lists.ts'
import { type DefineRequest, defineSegment, deleteSegment } from './define-segment.ts'
import { explainMembership } from './explain-membership.ts'
import { exportSegments } from './export-segments.ts'
import { type ImportRequest, importSegments } from './import-segments.ts'
import { type PreviewRequest, previewSegment } from './preview-segment.ts'

/** What resolvers ask of this room: functions that know their database and the time. */
export const bindSegments = (database: Database) => ({
  define: (request: Omit<DefineRequest, 'now'>) => defineSegment(database, { ...request, now: new Date() }),
  delete: (key: string) => deleteSegment(database, key),
  preview: (request: Omit<PreviewRequest, 'now'>, signal: AbortSignal) =>
    previewSegment(database, { ...request, now: new Date() }, signal),
  explain: (asked: { readonly userId: number; readonly key: string }) =>
    explainMembership(database, { ...asked, now: new Date() }),
  addToList: (request: Omit<AddRequest, 'now'>) => addToList(database, { ...request, now: new Date() }),
  removeFromList: (request: { readonly key: string; readonly users: readonly string[] }) =>
    removeFromList(database, request),
  deleteList: (key: string) => deleteList(database, key),
  export: (keys: readonly string[] | null) => exportSegments(database, keys),
  import: (request: Omit<ImportRequest, 'now'>) => importSegments(database, { ...request, now: new Date() }),
})
