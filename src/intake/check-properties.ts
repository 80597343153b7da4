import type { Faults } from './check-text.ts'
import { quoted } from './refusal.ts'

const propertiesLimits = { bytes: 16_384, depth: 8 } as const

type Properties = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Properties =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const storable = (text: string): boolean => !text.includes('\u0000') && text.isWellFormed()

/** What a JSON column would refuse or a reader could not follow, or null. */
const faultOf = (value: unknown, depth: number): string | null => {
  if (typeof value === 'string') return storable(value) ? null : 'contain a NUL or half a character'
  if (typeof value !== 'object' || value === null) return null
  if (depth > propertiesLimits.depth) return `are nested deeper than ${propertiesLimits.depth} levels`
  for (const [key, inner] of Object.entries(value)) {
    const fault = storable(key) ? faultOf(inner, depth + 1) : 'contain a NUL or half a character'
    if (fault !== null) return fault
  }
  return null
}

const parsed = (value: unknown): unknown => {
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value)
  } catch {
    return undefined
  }
}

const refuse = (faults: Faults, why: string): null => {
  faults.push({ code: 'FIELD_INVALID', field: 'properties', message: `The properties ${why}.` })
  return null
}

/** A JSON object, given as such or as its text. */
export const checkProperties = (value: unknown, faults: Faults): Properties | null => {
  if (value === null || value === undefined || value === '') return null
  if (typeof value === 'string' && value.length > propertiesLimits.bytes * 2) return tooLong(faults, value.length)
  const properties = parsed(value)
  if (!isObject(properties)) return refuse(faults, `${quoted(value)} are not a JSON object`)
  const fault = faultOf(properties, 1)
  if (fault !== null) return refuse(faults, fault)
  const bytes = Buffer.byteLength(JSON.stringify(properties))
  return bytes > propertiesLimits.bytes ? tooLong(faults, bytes) : properties
}

const tooLong = (faults: Faults, bytes: number): null => {
  const message = `The properties take ${bytes} bytes of JSON; the limit is ${propertiesLimits.bytes}.`
  faults.push({ code: 'FIELD_TOO_LONG', field: 'properties', message })
  return null
}
