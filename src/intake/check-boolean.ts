import type { Faults } from './check-text.ts'
import { quoted } from './refusal.ts'

const words: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  y: true,
  '1': true,
  false: false,
  no: false,
  n: false,
  '0': false,
}

/** null when empty or at fault. */
export const checkBoolean = (text: string, field: string, faults: Faults): boolean | null => {
  const word = text.trim().toLowerCase()
  if (word === '') return null
  if (Object.hasOwn(words, word)) return words[word]
  const message = `The ${field.replaceAll('_', ' ')} ${quoted(text)} is neither true nor false (yes and no, 1 and 0 do as well).`
  faults.push({ code: 'FIELD_INVALID', field, message })
  return null
}
