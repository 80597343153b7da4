import type { UserListEntry } from '../domain/user-list.ts'
import { cell, refuseRow } from './cell.ts'
import { checkId, type Faults } from './check-text.ts'
import type { Mapping } from './mapping.ts'
import type { RowRefusal } from './refusal.ts'
import type { RawRow } from './row-file.ts'

export type IncomingEntry = Pick<UserListEntry, 'externalId'>

/** A row of a list says who; whatever else it has is of no interest here. */
export const createListReader = (mapping: Mapping): ((row: RawRow) => IncomingEntry | RowRefusal) => {
  const strip = mapping.cleaning.stripPointZero.includes('user_id')
  return (row) => {
    const faults: Faults = []
    const given = cell(row, 'user_id') || (mapping.constants.user_id ?? '')
    const externalId = checkId(strip ? given.replace(/\.0$/, '') : given, 'user_id', faults)
    if (faults.length > 0) return refuseRow(row, faults[0])
    if (externalId === null)
      return refuseRow(row, { code: 'FIELD_MISSING', field: 'user_id', message: 'The user id is empty.' })
    return { externalId }
  }
}
