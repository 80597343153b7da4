import { type EventType, eventTypes } from '../domain/event.ts'
import type { Faults } from './check-text.ts'
import { suggestion } from './nearest-name.ts'
import { quoted } from './refusal.ts'

const knownTypes: ReadonlySet<string> = new Set(eventTypes)

/** The event's type, however it is capitalised: `add to cart` is ADD_TO_CART. */
export const checkType = (value: unknown, faults: Faults): EventType | null => {
  if (value === null || value === undefined || value === '') {
    faults.push({ code: 'FIELD_MISSING', field: 'type', message: 'The type of the event is empty.' })
    return null
  }
  if (knownTypes.has(value as string)) return value as EventType
  const name = String(value)
    .trim()
    .toUpperCase()
    .replace(/[\s-]+/g, '_')
  if (knownTypes.has(name)) return name as EventType
  const message = `The type ${quoted(value)} is unknown.${suggestion(name, eventTypes)} Known are: ${eventTypes.join(', ')}.`
  faults.push({ code: 'TYPE_UNKNOWN', field: 'type', message })
  return null
}
