import { quoted, type Refusal } from './refusal.ts'

/** Collects what is wrong with one record; the first fault is the one reported. */
export type Faults = Refusal[]

const idLimit = 200
export const textLimit = 10_000

// PostgreSQL stores no NUL; in an id any control character is a slip of an export.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const controlCharacter = /[\u0000-\u001f\u007f]/

const label = (field: string): string => `The ${field.replaceAll('_', ' ')}`

const asText = (value: unknown): string | null => {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : null
}

const storable = (text: string, field: string, limit: number, faults: Faults): boolean => {
  if (text.length > limit) {
    const message = `${label(field)} has ${text.length} characters; the limit is ${limit}.`
    faults.push({ code: 'FIELD_TOO_LONG', field, message })
    return false
  }
  if (text.includes('\u0000') || !text.isWellFormed()) {
    const message = `${label(field)} ${quoted(text)} contains a NUL or half a character, which cannot be stored.`
    faults.push({ code: 'FIELD_INVALID', field, message })
    return false
  }
  return true
}

/** Free text, trimmed; null when empty or at fault. */
export const checkText = (value: unknown, field: string, faults: Faults, limit = textLimit): string | null => {
  if (value === null || value === undefined || value === '') return null
  const text = asText(value)?.trim()
  if (text === undefined) {
    faults.push({ code: 'FIELD_INVALID', field, message: `${label(field)} ${quoted(value)} is not a text.` })
    return null
  }
  return text !== '' && storable(text, field, limit, faults) ? text : null
}

/** An id of the shop's own: at most `idLimit` characters, none of them a control character. */
export const checkId = (value: unknown, field: string, faults: Faults): string | null => {
  const id = checkText(value, field, faults, idLimit)
  if (id === null || !controlCharacter.test(id)) return id
  const message = `${label(field)} ${quoted(id)} contains a control character (a tab, a line break or the like).`
  faults.push({ code: 'FIELD_INVALID', field, message })
  return null
}

/** ISO 4217: three letters, in capitals or not. */
export const checkCurrency = (value: unknown, faults: Faults): string | null => {
  const text = checkText(value, 'currency', faults)?.toUpperCase() ?? null
  if (text === null || /^[A-Z]{3}$/.test(text)) return text
  const message = `The currency ${quoted(text)} is not three letters, such as EUR.`
  faults.push({ code: 'FIELD_INVALID', field: 'currency', message })
  return null
}

/** One of some words, in any capitals. */
export const checkChoice = <Choice extends string>(
  value: unknown,
  field: string,
  choices: readonly Choice[],
  faults: Faults,
): Choice | null => {
  const text = checkText(value, field, faults)?.toUpperCase() ?? null
  const found = choices.find((choice) => choice === text)
  if (text === null || found !== undefined) return found ?? null
  const message = `${label(field)} ${quoted(value)} is none of ${choices.join(', ')}.`
  faults.push({ code: 'FIELD_INVALID', field, message })
  return null
}
