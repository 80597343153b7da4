import { type ConsentPurpose, consentPurposes, type IncomingUser, type TraitValue } from '../domain/user.ts'
import { cell, refuseRow } from './cell.ts'
import { checkBoolean } from './check-boolean.ts'
import { checkId, type Faults } from './check-text.ts'
import { checkTime } from './check-time.ts'
import { type ReadOptions, timeRulesOf } from './event-row.ts'
import type { Mapping } from './mapping.ts'
import { type OpenCells, openCells } from './open-cells.ts'
import type { RowRefusal } from './refusal.ts'
import type { RawRow } from './row-file.ts'
import { readTrait } from './trait-value.ts'

const consentPrefix = 'consent_'

const purposeOf = (column: string): ConsentPurpose | null => {
  const lower = column.toLowerCase()
  if (!lower.startsWith(consentPrefix)) return null
  return consentPurposes.find((purpose) => purpose.toLowerCase() === lower.slice(consentPrefix.length)) ?? null
}

/** `consent_email` and the like speak of consent; every other column is a trait. */
const readOpenColumns = (cells: OpenCells, faults: Faults) => {
  const traits: Record<string, TraitValue> = {}
  const consents: Partial<Record<ConsentPurpose, boolean>> = {}
  for (const [name, text] of cells) {
    const purpose = purposeOf(name)
    if (purpose === null) readTrait(name, text, traits, faults)
    else {
      const granted = checkBoolean(text, name, faults)
      if (granted !== null) consents[purpose] = granted
    }
  }
  return { traits, consents }
}

export const createUserReader = (
  mapping: Mapping,
  options: ReadOptions,
): ((row: RawRow) => IncomingUser | RowRefusal) => {
  const time = timeRulesOf(mapping, options)
  const strip = mapping.cleaning.stripPointZero.includes('user_id')
  const read = (row: RawRow, field: string) => cell(row, field) || (mapping.constants[field] ?? '')
  const open = openCells('users', mapping)
  return (row) => {
    const faults: Faults = []
    const given = read(row, 'user_id')
    const userId = checkId(strip ? given.replace(/\.0$/, '') : given, 'user_id', faults)
    const createdAt = checkTime(read(row, 'created_at').trim(), 'created_at', time, faults)
    const { traits, consents } = readOpenColumns(open(row), faults)
    if (faults.length > 0) return refuseRow(row, faults[0])
    if (userId === null)
      return refuseRow(row, { code: 'FIELD_MISSING', field: 'user_id', message: 'The user id is empty.' })
    return { userId, createdAt, traits, consents }
  }
}
