import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll } from 'vitest'

import type { RecordKind } from '../../src/intake/fields.ts'
import { parseMappings } from '../../src/intake/mapping.ts'
import { readMappings } from '../../src/intake/read-mapping.ts'
import { readRows } from '../../src/intake/read-rows.ts'
import { isRowRefusal, type RowRefusal } from '../../src/intake/refusal.ts'
import type { RawRow } from '../../src/intake/row-file.ts'

/** The time at which all tests of the intake take place. */
export const testNow = Date.parse('2012-01-01T00:00:00Z')

const folders: string[] = []
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))))

/** Writes a file into a folder of its own, which goes when the tests of the file are over, and returns its path. */
export const temporaryFile = async (name: string, content: string | Uint8Array): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'clientele intake '))
  folders.push(folder)
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

/** A preset's name, or a mapping as an object. */
export const mappingsFor = async (kind: RecordKind, mapping: string | object) =>
  typeof mapping === 'string' ? readMappings(mapping, kind) : parseMappings(mapping, kind, 'of the test')

export const openRows = async (path: string, kind: RecordKind = 'events', mapping: string | object = 'canonical') =>
  readRows(path, kind, await mappingsFor(kind, mapping))

export interface ReadAll {
  readonly rows: readonly RawRow[]
  readonly refusals: readonly RowRefusal[]
  /** What ended the reading too early. */
  readonly fault: unknown
}

export const readAll = async (path: string, kind?: RecordKind, mapping?: string | object): Promise<ReadAll> => {
  const rows: RawRow[] = []
  const refusals: RowRefusal[] = []
  try {
    for await (const batch of (await openRows(path, kind, mapping)).batches) {
      for (const row of batch) {
        if (isRowRefusal(row)) refusals.push(row)
        else rows.push(row)
      }
    }
  } catch (fault) {
    return { rows, refusals, fault }
  }
  return { rows, refusals, fault: null }
}
