import { fieldsOf, type RecordKind, requiredFields } from '../fields.ts'
import type { MappingInput } from '../mapping.ts'

/** Files that already have the canonical columns, under their own names, in any order. */
export const canonical = (kind: RecordKind): MappingInput => {
  const names = fieldsOf(kind)
  // Whoever needs one of two fields says so row by row.
  const required = requiredFields[kind].filter((group) => group.length === 1).flat()
  return {
    columns: Object.fromEntries(names.map((name) => [name, name])),
    optional: names.filter((name) => !required.includes(name)),
  }
}
