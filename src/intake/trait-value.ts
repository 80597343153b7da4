import type { TraitValue } from '../domain/user.ts'
import { checkText, type Faults } from './check-text.ts'

const nameLimit = 100

/** `007` and `1e400` stay texts: a number is only what is written back the same. */
const asNumber = (text: string): number | null => {
  const number = Number(text)
  return Number.isFinite(number) && String(number) === text ? number : null
}

/** `true` and `false` in any capitals; null for anything else. */
const booleanOf = (text: string): boolean | null => {
  const lower = text.trim().toLowerCase()
  return lower === 'true' ? true : lower === 'false' ? false : null
}

const typed = (text: string): TraitValue => booleanOf(text) ?? asNumber(text) ?? text

/** A trait or attribute from its column; an empty one says nothing and is left out. */
export const readTrait = (name: string, text: string, traits: Record<string, TraitValue>, faults: Faults): void => {
  const value = checkText(text, name, faults)
  if (value === null) return
  if (checkText(name, 'column name', faults, nameLimit) !== null) traits[name] = typed(value)
}
