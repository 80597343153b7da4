import { fieldsOf, type RecordKind } from './fields.ts'
import type { Mapping } from './mapping.ts'
import type { RawRow } from './row-file.ts'

/** [name, text] */
export type OpenCells = readonly (readonly [string, string])[]

/** The traits or attributes of a row: first the mapping's constants, which a filled column overrules. */
export const openCells = (kind: RecordKind, { constants }: Mapping): ((row: RawRow) => OpenCells) => {
  const known = fieldsOf(kind)
  const fixed = Object.entries(constants).filter(([name]) => !known.includes(name))
  return ({ layout, fields }) => [...fixed, ...layout.open.map(({ name, index }) => [name, fields[index]] as const)]
}
